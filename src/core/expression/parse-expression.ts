// A string of a template in, its expression tree or its first mistake out (spec 2.2). Text that begins with none of \ $ @ never
// reaches the lexer. Nothing here throws, whatever the text.

import type { IToken } from "chevrotain";
import { diagnose, isOf } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import { insertion, removal, writeInstead } from "../diagnostic/fix.js";
import type { Limits } from "../language/limits.js";
import { operatorNames } from "../language/operators/operators.js";
import { callFixes } from "./call-fixes.js";
import { deepest, tooDeep } from "./depth.js";
import { findEmbedded, inJson } from "./embedded.js";
import { adviceOn, type OtherLanguage, otherLanguage } from "./other-language.js";
import { ExpressionParser } from "./parser.js";
import { newReading, type OffsetOf, type Reading, type Roots, spanAt } from "./reading.js";
import { syntaxMistake } from "./syntax-mistake.js";
import { endOf, readTokens } from "./tokens.js";
import type { Expression, MapHead, PathExpression } from "./tree.js";

export type { OffsetOf } from "./reading.js";

let parser: ExpressionParser | undefined;

type Parsed<T> = T & { readonly diagnostics: readonly Diagnostic[] };

/** Reads a template string of any sort: text, escaped text, a path, a call, the head of a map. */
export function parseExpression(
  value: string,
  place: OffsetOf,
  limits: Limits,
): Parsed<{ readonly expression: Expression | null }> {
  switch (value[0]) {
    case "\\":
      return escapedText(value, place);
    case "$":
      return withEscape(readExpression(value, place, limits, "state"), value, place, limits);
    case "@":
      if (/^@[A-Za-z]+\(/.test(value))
        return withCallFixes(readExpression(value, place, limits, "state"), value, place, limits);
      break;
  }
  return plainText(value, place, limits);
}

/** Reads a path alone. With `rfc`, a query of RFC 9535: the roots of a flow are no part of it. */
export function parsePath(
  value: string,
  place: OffsetOf,
  limits: Limits,
  options: { readonly roots?: Roots } = {},
): Parsed<{ readonly path: PathExpression | null }> {
  const { expression, diagnostics } = readExpression(value, place, limits, options.roots ?? "state");
  if (expression === null || expression.kind === "path") return { path: expression, diagnostics };
  const found = value.slice(0, Math.max(value.indexOf("("), 1));
  return {
    path: null,
    diagnostics: [
      diagnose("expression/unexpected", expression.span, { expected: "a path that starts with $", found, hint: "" }),
    ],
  };
}

/** Reads the first of a pair `["@Map(path, name)", template]`. */
export function parseMapHead(
  value: string,
  place: OffsetOf,
  limits: Limits,
): Parsed<{ readonly head: MapHead | null }> {
  const { expression, diagnostics } = readExpression(value, place, limits, "state");
  return { head: expression?.kind === "map" ? expression : null, diagnostics };
}

export function looksLikeMapHead(value: string): boolean {
  return value.startsWith("@Map(");
}

function readExpression(
  value: string,
  place: OffsetOf,
  limits: Limits,
  roots: Roots,
): Parsed<{ expression: Expression | null }> {
  const reading = newReading(value, place, limits, roots);
  const expression = readWhole(reading);
  const first = firstMistake(reading);
  return first === undefined ? { expression, diagnostics: [] } : { expression: null, diagnostics: [first] };
}

function readWhole(reading: Reading): Expression | null {
  const { value, limits, mistakes } = reading;
  if (value.length > limits.expression) {
    const span = spanAt(reading, limits.expression, value.length);
    mistakes.push(diagnose("limit/expression", span, { limit: limits.expression, actual: value.length }));
    return null;
  }
  const tokens = readTokens(value);
  const deep = tooDeep(tokens, limits.expressionDepth);
  if (deep !== undefined) {
    const span = spanAt(reading, deep.startOffset, endOf(deep));
    mistakes.push(diagnose("limit/expression-depth", span, { limit: limits.expressionDepth, deepest }));
    return null;
  }
  checkEnds(reading, tokens[0]?.startOffset ?? value.length, tokens.at(-1));
  parser ??= new ExpressionParser();
  const expression = parser.parse(tokens, reading);
  const error = parser.errors[0];
  if (error !== undefined) mistakes.push(syntaxMistake(reading, error, tokens, parsesWhole));
  return expression;
}

/** No blank space may stand around an expression. */
function checkEnds(reading: Reading, start: number, last: IToken | undefined): void {
  if (start > 0) reportBlank(reading, 0, start, "before");
  const end = last === undefined ? reading.value.length : endOf(last);
  if (end < reading.value.length) reportBlank(reading, end, reading.value.length, "after");
}

function reportBlank(reading: Reading, start: number, end: number, where: "before" | "after"): void {
  const span = spanAt(reading, start, end);
  const fixes = [removal("remove the space", span)];
  reading.mistakes.push(diagnose("expression/blank-around", span, { where }, { fixes }));
}

/**
 * One mistake an expression: the first in the text, of several at one place the first found. A value that is no test is no mistake of
 * its own where the grammar is left right behind it, blanks aside: something follows that was meant to go on.
 */
function firstMistake({ mistakes, value, place }: Reading): Diagnostic | undefined {
  const last = mistakes.at(-1);
  const goesOn = (mistake: Diagnostic) =>
    mistake.code === "path/not-a-test" &&
    last !== undefined &&
    mistake.span.end <= last.span.start &&
    value.slice(unitAt(mistake.span.end, value, place), unitAt(last.span.start, value, place)).trim() === "";
  let first: Diagnostic | undefined;
  for (const mistake of mistakes.filter((each) => !goesOn(each)))
    if (first === undefined || mistake.span.start < first.span.start) first = mistake;
  return first;
}

/** Which unit of the value stands at that offset of the text. */
function unitAt(offset: number, value: string, place: OffsetOf): number {
  for (let unit = 0; unit < value.length; unit++) if (place(unit) === offset) return unit;
  return value.length;
}

function plainText(value: string, place: OffsetOf, limits: Limits): Parsed<{ expression: Expression }> {
  const span = { start: place(0), end: place(value.length) };
  const expression: Expression = { kind: "text", value, span };
  const spaced = /^@([A-Za-z]+)[ \t\r\n]+\(/.exec(value);
  if (spaced !== null && operatorNames.includes(spaced[1] as string)) {
    const [written] = spaced;
    const gap = { start: place((spaced[1] as string).length + 1), end: place(written.length - 1) };
    const said = { operator: `@${spaced[1]}` };
    const fixes = [removal("remove the space, which makes it a call", gap)];
    return { expression, diagnostics: [diagnose("expression/space-before-parenthesis", gap, said, { fixes })] };
  }
  const forgotten = forgottenAt(value, place, limits);
  if (forgotten !== null) return { expression, diagnostics: [forgotten] };
  const embedded = findEmbedded(value, place, limits, parsesWhole);
  return { expression, diagnostics: embedded === null ? [] : [embedded] };
}

/** A text that would be a call, were there an @ before it. */
function forgottenAt(value: string, place: OffsetOf, limits: Limits): Diagnostic | null {
  const name = /^[A-Za-z]+(?=\()/.exec(value)?.[0];
  const meant = operatorNames.find((one) => one.toLowerCase() === name?.toLowerCase());
  if (name === undefined || meant === undefined) return null;
  const operator = `@${meant}`;
  if (parsesWhole(operator + value.slice(name.length), limits) === null) return null;
  const span = { start: place(0), end: place(name.length) };
  return diagnose(
    "expression/missing-at",
    span,
    { written: value, operator },
    { fixes: [writeInstead(span, operator)] },
  );
}

function escapedText(value: string, place: OffsetOf): Parsed<{ expression: Expression }> {
  const span = { start: place(0), end: place(value.length) };
  const next = value[1] ?? "";
  const needed = next === "\\" || next === "$" || next === "@";
  const backslash = { start: place(0), end: place(1) };
  // What other tools escape (`\\(series\\)` in prompts) keeps its backslash only where two are written: neither fix is anybody's to choose
  // but the author's. In the text of a flow a backslash is written as two.
  const fixes = [
    insertion("keep the backslash in the text: write it twice", place(0), "\\\\"),
    removal("remove the backslash, which the text loses anyway", backslash),
  ];
  const diagnostics = needed ? [] : [diagnose("expression/unneeded-escape", backslash, {}, { fixes })];
  return { expression: { kind: "text", value: value.slice(1), span }, diagnostics };
}

function parsesWhole(text: string, limits: Limits): Expression | null {
  return readExpression(text, (index) => index, limits, "state").expression;
}

function withCallFixes<T extends { readonly diagnostics: readonly Diagnostic[] }>(
  parsed: T,
  value: string,
  place: OffsetOf,
  limits: Limits,
): T {
  const [mistake] = parsed.diagnostics;
  const lacks = ["expression/unexpected", "expression/unclosed-string"];
  if (mistake === undefined || mistake.fixes.length > 0 || !lacks.includes(mistake.code)) return parsed;
  const start = unitAt(mistake.span.start, value, place);
  const fixes = callFixes(value, start, place, (text) => parsesWhole(text, limits) !== null);
  return { ...parsed, diagnostics: [{ ...mistake, fixes }] };
}

/** A string that starts with $ and is not a path may be of another language, or plainly text: then its mistake is told with what to write. */
function withEscape<T extends { readonly expression: Expression | null; readonly diagnostics: readonly Diagnostic[] }>(
  parsed: T,
  value: string,
  place: OffsetOf,
  limits: Limits,
): T {
  const [mistake] = parsed.diagnostics;
  if (mistake === undefined || mistake.code.startsWith("limit/")) return parsed;
  const other = mistake.fixes.length === 0 ? otherLanguage(value, limits, parsesWhole) : null;
  const advised = other === null ? null : withAdvice(mistake, other, value, place);
  if (advised !== null) return { ...parsed, diagnostics: [advised] };
  const meant: Fix[] = [];
  const empty = value.indexOf("[]");
  if (empty >= 0 && mistake.span.start === place(empty + 1)) {
    meant.push(insertion("write [*] for all elements", mistake.span.start, "*"));
  }
  // In the text of a flow a backslash is written as two.
  const title =
    value.length > 1
      ? "keep it as text: write a backslash before the $"
      : "keep the $ as text: write a backslash before it";
  const keep = insertion(title, place(0), "\\\\");
  const fixes = [...meant, ...mistake.fixes, ...(plainlyText.test(value) ? [keep] : [])];
  return { ...parsed, diagnostics: [{ ...mistake, fixes }] };
}

/** null: it is a mistake that says enough by itself. */
function withAdvice(mistake: Diagnostic, other: OtherLanguage, value: string, place: OffsetOf): Diagnostic | null {
  const { instead } = other;
  const edits = [{ span: { start: place(0), end: place(value.length) }, text: inJson(instead ?? "") }];
  const fixes = instead === undefined ? [] : [{ title: `write ${instead}`, safe: false, edits }];
  const { span } = mistake;
  if (isOf(mistake, "path/unexpected"))
    return diagnose("path/unexpected", span, { ...mistake.data, hint: adviceOn(other) }, { fixes });
  if (isOf(mistake, "expression/not-a-path"))
    return diagnose("expression/not-a-path", span, { ...mistake.data, instead }, { fixes });
  return null;
}

/** An amount, a currency, a lone $: no path was begun here. */
const plainlyText = /^\$(?:\.?\d|\s|$|\$\$|[^\w.$[({\\])/u;
