// The laws of fixes (spec 7.5), over flows with planted mistakes: after them the flow still parses and says what it was read to say, no
// error is there that was not there before, and applying again changes nothing.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Mended, mend } from "../../src/cli/fix/apply-all.js";
import { applyFixes, edited } from "../../src/core/diagnostic/apply-fixes.js";
import { parseDocument } from "../../src/core/document/parse-document.js";
import { toJson } from "../../src/core/document/to-json.js";
import { compile, type Diagnostic, type Edit, Source } from "../../src/core/index.js";
import { defaultLimits } from "../../src/core/language/limits.js";
import { canonicalIr } from "../../src/core/plan/file/canonical-ir.js";
import { presume } from "../../src/core/unreachable.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";

const fixtures = join(import.meta.dirname, "../../fixtures");
const corpus = ["flows", "lint"]
  .flatMap((folder) =>
    readdirSync(join(fixtures, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.json5?$/.test(file))
  .map((file) => readFileSync(join(fixtures, file), "utf8"))
  .filter((text) => text.length < 2_500);

/** What hands do to a flow: each takes a text and a number that says where. */
const slips: readonly ((text: string, where: number) => string)[] = [
  (text, where) => at(text, /[,:]/g, where, () => ""),
  (text, where) => at(text, /[[\]{}]/g, where, () => ""),
  (text, where) => at(text, /[,:]/g, where, (found) => found + found),
  (text, where) => at(text, /[\]}]/g, where, (found) => `,${found}`),
  (text, where) => at(text, /:/g, where, () => "="),
  (text, where) => at(text, /"[^"\\\n]*"/g, where, (found) => found.slice(1, -1)),
  (text, where) => at(text, /"[^"\\\n]*"/g, where, (found) => `“${found.slice(1, -1)}”`),
  (text, where) => at(text, /"[^"\\\n]*"/g, where, (found) => `'${found.slice(1, -1)}'`),
  (text, where) => at(text, /"/g, where, () => ""),
  (text, where) => at(text, /\w{3,}/g, where, (found) => found.slice(0, -2) + found.slice(-1)),
  (text, where) => at(text, /\d+|true|false|null/g, where, (found) => `"${found}"`),
  (text, where) => at(text, /\$\.[\w.]+/g, where, (found) => `see ${found}`),
  (text, where) => at(text, /"[^"\\\n]*"/g, where, () => '"see $.input.x"'),
  (text, where) =>
    at(text, /"[^"\\\n]*"(?=\s*:)/g, where, () => JSON.stringify(hostileNames[where % hostileNames.length])),
  (text, where) => at(text, /\d+/g, where, () => `${hostileNumbers[where % hostileNumbers.length]}`),
  (text, where) => at(text, /\{[^{}]*\}/g, where, (found) => `[${found}]`),
  (text, where) => at(text, /\[[^[\]]*\]/g, where, (found) => found.slice(1, -1)),
  (text, where) => at(text, /\n/g, where, () => " // flowplan-ignore path/unknwon-property because\n"),
  (text, where) => at(text, /./gs, where, () => ""),
];

function at(text: string, pattern: RegExp, where: number, write: (found: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[where % Math.max(1, matches.length)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + write(match[0]) + text.slice(match.index + match[0].length);
}

const slip = fc.tuple(fc.constantFrom(...slips), fc.nat(5_000));
const slipped = fc
  .tuple(fc.constantFrom(...corpus), fc.array(slip, { minLength: 1, maxLength: 4 }))
  .map(([text, all]) => all.reduce((sofar, [make, where]) => make(sofar, where), text));

/** Comments that silence a rule, some misspelt, some for nothing: what correct flows have safe fixes for. */
const silences: readonly ((text: string, where: number) => string)[] = [
  "lint/unused-input",
  "lint/unusde-input",
  "lint/near-miss",
  "lint/nothing-like-it",
  "path/unknown-property",
  "",
  ...hostileNames,
].flatMap((code) => [
  (text, where) => at(text, /\n/g, where, () => ` // flowplan-ignore ${code} because\n`),
  (text, where) => at(text, /\n/g, where, () => `\n/* flowplan-ignore ${code} */`),
]);
const commented = fc
  .tuple(
    fc.constantFrom(...corpus),
    fc.array(fc.tuple(fc.constantFrom(...silences), fc.nat(5_000)), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, all]) => all.reduce((sofar, [make, where]) => make(sofar, where), text));

const find = (text: string) => compile(text).diagnostics;
const read = (text: string) => {
  const { root } = parseDocument(text, defaultLimits).document;
  return root === null ? undefined : toJson(root);
};

for (const which of ["safe", "all"] as const) {
  test(`${which} fixes: flows parse, have fewer mistakes, no new error, and stay as they are`, () => {
    let mendedFlows = 0;
    fc.assert(
      fc.property(slipped, (text) => {
        const before = find(text);
        const mended = mend(new Source("flow", text), find, which);
        if (mended.applied.length === 0) {
          expect(mended.source.text).toBe(text);
          return;
        }
        mendedFlows += 1;
        if (mended.applied.every(({ diagnostic, fix }) => fix.safe && diagnostic.code.startsWith("document/")))
          expect(read(mended.source.text)).toEqual(read(text));
        else if (read(text) !== undefined) expect(read(mended.source.text)).toBeDefined();
        expect(isFewer(mended.diagnostics, before)).toBe(true);
        expect(newOnes(before, mended)).toEqual([]);
        expect(notFixed(mended)).toEqual([]);
        expect(mend(mended.source, find, which).applied).toEqual([]);
      }),
      { numRuns: 200 },
    );
    expect(mendedFlows).toBeGreaterThan(60);
  });
}

test("each fix on its own fixes what it is offered for, and a flow that parsed still does", () => {
  let fixes = 0;
  fc.assert(
    fc.property(slipped, (text) => {
      const before = find(text);
      const parsed = read(text) !== undefined;
      const offered = before.flatMap((diagnostic) => diagnostic.fixes.map((fix) => ({ diagnostic, fix })));
      for (const each of offered.filter(({ fix }) => fix.edits.length > 0).slice(0, 8)) {
        fixes += 1;
        const after = edited(text, each.fix.edits);
        const source = new Source("flow", text);
        if (parsed) expect(read(after)).toBeDefined();
        expect(notFixed({ source, diagnostics: find(after), applied: [{ ...each, source }] })).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
  expect(fixes).toBeGreaterThan(150);
});

test("safe fixes of a correct flow change nothing that it means", () => {
  let mendedFlows = 0;
  fc.assert(
    fc.property(commented, (text) => {
      const before = compile(text);
      if (before.program === undefined) return;
      const mended = mend(new Source("flow", text), find);
      if (mended.applied.length > 0) mendedFlows += 1;
      const after = compile(mended.source.text);
      expect(canonicalIr(presume(after.program, "a flow that is still correct").ir)).toEqual(
        canonicalIr(before.program.ir),
      );
    }),
    { numRuns: 200 },
  );
  expect(mendedFlows).toBeGreaterThan(20);
});

test("edits change nothing but their places, and a fix that meets another waits", () => {
  const fix = (...edits: Edit[]): Diagnostic => ({
    code: "x/y",
    severity: "error",
    message: "m",
    data: {},
    span: edits[0]?.span ?? { start: 0, end: 0 },
    related: [],
    fixes: [{ title: "t", safe: true, edits }],
  });
  const edit = (start: number, end: number, text: string): Edit => ({ span: { start, end }, text });
  expect(applyFixes("abcdef", [fix(edit(4, 5, "X")), fix(edit(0, 1, ""))]).text).toBe("bcdXf");
  expect(applyFixes("abcdef", [fix(edit(0, 3, "")), fix(edit(2, 4, "X"))]).text).toBe("def");
  expect(applyFixes("ab", [fix(edit(1, 1, ",")), fix(edit(1, 1, ":"))]).text).toBe("a,b");
  expect(applyFixes("abcdef", [fix(edit(0, 1, "X"), edit(5, 6, "Y")), fix(edit(5, 6, "Z"))]).text).toBe("XbcdeY");
  expect(applyFixes("ab", [fix(edit(0, 1, "a")), fix(edit(1, 9, "")), fix(edit(0, 1, "x"), edit(1, 1, "y"))])).toEqual({
    text: "ab",
    applied: [],
  });
  expect(applyFixes("ab", [{ ...fix(edit(0, 1, "")), file: "other" }]).applied).toEqual([]);
  expect(edited("abc", [edit(2, 3, "Z"), edit(0, 1, "X")])).toBe("XbZ");
});

/**
 * Diagnostics after the fixes that were not there before them: the same code and message, at the place that the edits moved it to. An
 * error may come to light at the very place of one that was mended (spec 7.1); rules may speak when the last error is gone (spec 7.10).
 */
function newOnes(before: readonly Diagnostic[], { diagnostics, applied }: Mended): readonly string[] {
  const rounds = [...new Set(applied.map(({ source }) => source))].map((source) =>
    applied.filter((each) => each.source === source),
  );
  const follow = (start: number, from: number): Places =>
    rounds.slice(from).reduce(
      (places, round) =>
        moved(
          places,
          round.flatMap(({ fix }) => fix.edits),
        ),
      { first: start, last: start },
    );
  const old = before.map((each) => ({ ...each, places: follow(each.span.start, 0) }));
  const gone = rounds.flatMap((round, i) => round.map(({ diagnostic }) => follow(diagnostic.span.start, i)));
  const hadErrors = before.some(({ severity }) => severity === "error");
  return diagnostics
    .filter(({ severity }) => severity === "error" || !hadErrors)
    .filter(
      ({ code, message, span }) =>
        !old.some((each) => each.code === code && each.message === message && holds(each.places, span.start)),
    )
    .filter(({ severity, span }) => severity !== "error" || !gone.some((places) => holds(places, span.start)))
    .map(({ code, message, span }) => `${span.start} ${code}: ${message}`);
}

/** Fixes whose own diagnostic is still there after their round, at the same place, and is not the twin of one that was there too. */
function notFixed({ applied, diagnostics }: Mended): readonly string[] {
  const rounds = [...new Set(applied.map(({ source }) => source))];
  return rounds.flatMap((source, i) => {
    const round = applied.filter((each) => each.source === source);
    const next = rounds[i + 1];
    const after = next === undefined ? diagnostics : find(next.text);
    const edits = round.flatMap(({ fix }) => fix.edits);
    const placesOf = ({ span }: Diagnostic) => moved({ first: span.start, last: span.start }, edits);
    const before = find(source.text);
    return round
      .filter(({ diagnostic }) => {
        const places = placesOf(diagnostic);
        const isSame = ({ code, message }: Diagnostic) => code === diagnostic.code && message === diagnostic.message;
        const still = after.filter((each) => isSame(each) && holds(places, each.span.start));
        return still.length >= before.filter((each) => isSame(each) && meet(places, placesOf(each))).length;
      })
      .map(({ diagnostic: { code, message }, fix }) => `${code}: ${message} (${fix.title})`);
  });
}

function meet(one: Places, other: Places): boolean {
  return one.first <= other.last && other.first <= one.last;
}

function isFewer(after: readonly Diagnostic[], before: readonly Diagnostic[]): boolean {
  const errorsIn = (all: readonly Diagnostic[]) => all.filter(({ severity }) => severity === "error").length;
  return errorsIn(after) < errorsIn(before) || (errorsIn(after) === errorsIn(before) && after.length < before.length);
}

/** Where an offset may be after edits: where one was made at it, anywhere in what was written. */
type Places = { readonly first: number; readonly last: number };

function moved({ first, last }: Places, edits: readonly Edit[]): Places {
  return { first: earliest(first, edits), last: latest(last, edits) };
}

function earliest(place: number, edits: readonly Edit[]): number {
  const at = edits.find(({ span }) => span.start <= place && place <= span.end);
  return (at?.span.start ?? place) + growth(edits, at?.span.start ?? place);
}

function latest(place: number, edits: readonly Edit[]): number {
  const at = edits.find(({ span }) => span.start <= place && place <= span.end);
  return at === undefined
    ? place + growth(edits, place)
    : at.span.start + growth(edits, at.span.start) + at.text.length;
}

function growth(edits: readonly Edit[], place: number): number {
  return edits
    .filter(({ span }) => span.end < place)
    .reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
}

function holds({ first, last }: Places, place: number): boolean {
  return first <= place && place <= last;
}
