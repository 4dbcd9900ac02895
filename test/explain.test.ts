// Every code that a flow can report explains itself by two flows: one that reports the code, and one that does not.

import { describe, expect, test } from "vitest";
import { catalogue } from "../src/core/diagnostic/catalogue.js";
import type { Entry, Parameters } from "../src/core/diagnostic/entry.js";
import { compile } from "../src/core/index.js";
import { findWord } from "../src/core/language/find-word.js";
import { topics } from "../src/core/language/topics.js";

const rows = Object.entries(catalogue as unknown as { readonly [code: string]: Entry<Parameters> });
/** What is said of settings, of texts, of what is given to a run, and of sizes: no few members of a flow can show it. */
const areasWithoutExamples = [
  "config",
  "document",
  "limit",
  "input",
  "pack",
  "plan",
  "run",
  "evaluate",
  "ir",
  "editor",
];
const withoutExamples = [
  "flow/not-a-flow", // the members of a flow are one already
  "flow/too-many-mistakes",
];

const stepsOf = (members: string) => (/\bsteps:/.test(members) ? "" : " steps: [],");
const flowOf = (members: string) =>
  `{ title: "An example", description: "One of two.",${stepsOf(members)}\n${members}\n}`;
const codesOf = (members: string) => compile(flowOf(members)).diagnostics.map(({ code }) => code);

test("every code that members of a flow can show has an example", () => {
  const missing = rows.filter(([code, row]) => row.example === undefined && !isExempt(code)).map(([code]) => code);
  expect(missing).toEqual([]);
});

function isExempt(code: string): boolean {
  return areasWithoutExamples.includes(code.split("/")[0] as string) || withoutExamples.includes(code);
}

describe("examples", () => {
  const examples = rows.flatMap(([code, { example }]) => (example === undefined ? [] : [{ code, ...example }]));

  test.each(examples)("$code is reported of the bad one", ({ code, bad }) => {
    expect(codesOf(bad)).toContain(code);
  });

  test.each(examples)("$code is not reported of the good one, which has no errors", ({ code, good }) => {
    const { diagnostics, program } = compile(flowOf(good));
    expect(diagnostics.map((diagnostic) => diagnostic.code)).not.toContain(code);
    expect(program, diagnostics.map(({ message }) => message).join("\n")).toBeDefined();
  });
});

test("every why is a sentence or more", () => {
  expect(rows.filter(([, { why }]) => !/^[A-Z\x60"@].{30,}\.$/s.test(why)).map(([code]) => code)).toEqual([]);
});

test.each(topics.flatMap(({ name, alsoCalled }) => [name, ...alsoCalled].map((word) => [word, name] as const)))(
  "%j is explained as the topic %j",
  (word, name) => {
    expect(findWord(word).map((page) => page.name)).toContain(name);
  },
);
