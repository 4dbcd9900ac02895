// compile(text) never throws, whatever the text (spec 7.1); what it says points into the text, and a program comes only without errors.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/index.js";
import { hostileNames } from "../build/hostile.js";

const folder = join(import.meta.dirname, "../../fixtures/flows");
const fixtures = ["ok", "err"].flatMap((kind) =>
  readdirSync(join(folder, kind))
    .filter((name) => /\.json5?$/.test(name))
    .map((name) => readFileSync(join(folder, kind, name), "utf8")),
);

function holds(text: string): void {
  const { program, diagnostics } = compile(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(program === undefined).toBe(errors.length > 0);
  for (const { span, related, fixes } of diagnostics) {
    for (const { start, end } of [
      span,
      ...related.map((place) => place.span),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ]) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThanOrEqual(text.length);
    }
  }
}

test("on arbitrary text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), holds), { numRuns: 500 });
});

test("on text of the signs that flows are made of", () => {
  const sign = fc.constantFrom(
    ..."{}[]:,'\"\\/*.@$ab1-\n ",
    '"@Map(',
    "$.",
    '"steps"',
    '"id":',
    "\ud800",
    "\ufeff",
    ...hostileNames,
  );
  fc.assert(
    fc.property(
      fc.array(sign, { maxLength: 80 }).map((signs) => signs.join("")),
      holds,
    ),
    { numRuns: 1_500 },
  );
});

test("on fixtures with a piece taken out, doubled or put elsewhere", () => {
  const mutated = fc
    .tuple(
      fc.constantFrom(...fixtures),
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.nat(),
      fc.constantFrom("out", "twice", "moved"),
    )
    .map(([text, at, length, to, how]) => {
      const start = at % text.length;
      const piece = text.slice(start, start + length);
      const rest = text.slice(0, start) + text.slice(start + length);
      if (how === "out") return rest;
      if (how === "twice") return text.slice(0, start) + piece + text.slice(start);
      const place = to % (rest.length + 1);
      return rest.slice(0, place) + piece + rest.slice(place);
    });
  fc.assert(fc.property(mutated, holds), { numRuns: 400 });
});

test("on a fixture cut off at every unit", () => {
  const text = fixtures.find((fixture) => fixture.length > 700 && fixture.length < 1_500) ?? (fixtures[0] as string);
  for (let end = 0; end < text.trimEnd().length; end++) {
    holds(text.slice(0, end));
    expect(compile(text.slice(0, end)).diagnostics.length).toBeGreaterThan(0);
  }
});
