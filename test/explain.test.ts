// Every code explains itself by two samples, one that reports the code and one that does not; where no sample can, it says why (spec 7.14).

import { describe, expect, test } from "vitest";
import { codes, entryOf } from "../src/core/diagnostic/catalogue.js";
import { exampleOf } from "../src/core/diagnostic/examples.js";
import { findWord } from "../src/core/language/find-word.js";
import { topics } from "../src/core/language/topics.js";
import { trySample } from "./build/try-sample.js";

const examples = codes.map((code) => ({ code, example: exampleOf(code) }));

test("few codes have no sample, and each says what to do", () => {
  const unshown = examples.flatMap(({ code, example }) => ("unshown" in example ? [[code, example.unshown]] : []));
  expect(unshown.map(([code]) => code).sort()).toEqual(
    [
      "document/no-value",
      "pack/unknown-field",
      "ir/invalid",
      "plan/edited-file",
      "run/unusable-schema",
      "run/file-failed",
      "run/pack-unreadable",
      "run/host-failed",
      "run/unusable-plan",
      "run/journal-failed",
      "run/journal-version",
      "run/locked",
      "run/changed-request",
      "run/over-budget",
      "run/not-a-backend",
    ].sort(),
  );
  for (const [code, reason] of unshown) expect(reason, code).toMatch(/^[a-z].{40,}[^.]$/s);
});

describe("samples", () => {
  const shown = examples.flatMap(({ code, example }) => ("unshown" in example ? [] : [{ code, ...example }]));

  test.each(shown)("$code is reported of the bad one", async ({ code, bad }) => {
    const { codes: told, said } = await trySample(bad);
    expect(told, said).toContain(code);
  });

  test.each(shown)("$code is not reported of the good one, which has no errors", async ({ code, good }) => {
    const { codes: told, fine, said } = await trySample(good);
    expect(told, said).not.toContain(code);
    expect(fine, said).toBe(true);
  });
});

test("every why is a sentence or more", () => {
  expect(codes.filter((code) => !/^[A-Z\x60"@].{30,}\.$/s.test(entryOf(code).why))).toEqual([]);
});

test.each(topics.flatMap(({ name, alsoCalled }) => [name, ...alsoCalled].map((word) => [word, name] as const)))(
  "%j is explained as the topic %j",
  (word, name) => {
    expect(findWord(word).map((page) => page.name)).toContain(name);
  },
);
