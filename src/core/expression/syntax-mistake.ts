// The place where the grammar was left in, a diagnostic in plain words out (spec 2.4, 2.12).

import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { type Embedded, findPieces, insteadFix, meantBy } from "./embedded.js";
import { habit, imageOf } from "./expectations.js";
import { findNamed } from "./named-state.js";
import { type Reading, spanAt } from "./reading.js";
import { Descend, Dot, endOf, HyphenName, Name, NumberWord, Operator } from "./tokens.js";
import type { Expression } from "./tree.js";

type Parse = (text: string, limits: Limits) => Expression | null;

export function syntaxMistake(
  reading: Reading,
  error: IRecognitionException,
  tokens: readonly IToken[],
  parse: Parse,
): Diagnostic {
  const { token } = error;
  const atEnd = token.tokenType === EOF;
  const before = tokens[atEnd ? tokens.length - 1 : tokens.indexOf(token) - 1];
  const start = atEnd ? reading.value.length : token.startOffset;
  const span = spanAt(reading, start, atEnd ? start : endOf(token));
  const afterPoint = before?.tokenType === Dot || before?.tokenType === Descend;

  if (afterPoint && (token.tokenType === HyphenName || token.tokenType === NumberWord))
    return unquoted(reading, before, start);
  const afterName = before?.tokenType === Name && start === endOf(before);
  if (afterName && token.image.startsWith("-")) return unquoted(reading, before, before.startOffset);
  if (before?.tokenType === Operator) return uncalled(reading, before, error, span);
  const text = reading.roots === "state" && token === tokens[1] && reading.value.startsWith("$");
  if (text) {
    const named = findNamed(reading.value);
    const meant = named.length > 0 ? named : textAfterPath(reading, start, parse);
    const instead = meant.length === 0 ? undefined : meantBy(reading.value, meant);
    const said = { text: reading.value, found: imageOf(token), instead };
    return diagnose("expression/not-a-path", span, said, { fixes: fixesOf(reading, meant) });
  }

  const rule = error.context.ruleStack.at(-1) ?? "expression";
  const found = atEnd ? "" : wordAt(reading.value, start, imageOf(token));
  const meant = textAfterPath(reading, start, parse);
  const hint =
    meant.length > 0
      ? `; did you mean ${quoted(meantBy(reading.value, meant), 120)}?`
      : habit(found, before, rule, insideFilter(tokens, error.token));
  const code = reading.value.startsWith("@") && !insidePath(error) ? "expression/unexpected" : "path/unexpected";
  const isCall = /^@(?!Item\()/.test(reading.value);
  const expected = isCall && error.name === "NotAllInputParsedException" ? "the end" : error.message;
  return diagnose(code, span, { expected, found, hint }, { fixes: fixesOf(reading, meant) });
}

function fixesOf({ value, place }: Reading, meant: readonly Embedded[]): readonly Fix[] {
  return meant.length === 0 ? [] : [insteadFix(value, meant, place)];
}

/** The pieces of a text that begins with a whole path and goes on in words; none where what follows is no text. */
function textAfterPath({ value, limits, roots }: Reading, start: number, parse: Parse): readonly Embedded[] {
  if (roots === "rfc" || !value.startsWith("$")) return [];
  const rest = value.slice(start);
  const isText = /\s$/.test(value.slice(0, start))
    ? /^(?:[\p{L}\p{N}("']|[-–—]\s+\p{L})/u.test(rest)
    : /^[,;:!'’](?!\d)/.test(rest);
  // Always less than the whole text is parsed again: what stands before the words must be a path by itself.
  const path = value.slice(0, start).trimEnd();
  if (!isText || parse(path, limits) === null) return [];
  const found = findPieces(value, limits, parse);
  return found[0]?.start === 0 && found[0].end === path.length ? found : [];
}

/** Whether a token stands in the brackets of a filter. */
function insideFilter(tokens: readonly IToken[], at: IToken): boolean {
  /** For each open bracket, whether a filter has begun in it. */
  const open: boolean[] = [];
  for (const token of tokens) {
    if (token === at) break;
    if (token.image === "[") open.push(false);
    else if (token.image === "]") open.pop();
    else if (token.image === "?" && open.length > 0) open[open.length - 1] = true;
  }
  return open.includes(true);
}

/** `@name` without a parenthesis: in a filter mostly a forgotten point. */
function uncalled(reading: Reading, operator: IToken, error: IRecognitionException, span: Span): Diagnostic {
  const name = operator.image.slice(1);
  if (error.context.ruleStack.includes("query")) {
    const expected = `a segment such as .${name} after the @`;
    const at = spanAt(reading, operator.startOffset + 1, endOf(operator));
    return diagnose("path/unexpected", at, { expected, found: name, hint: "" });
  }
  const found = imageOf(error.token);
  return diagnose("expression/unexpected", span, { expected: `"(" after ${operator.image}`, found, hint: "" });
}

function insidePath(error: IRecognitionException): boolean {
  return error.context.ruleStack.includes("path") || error.context.ruleStack.includes("segment");
}

/** A name that only quotes allow, as `.a-b` or `.1st`. */
function unquoted(reading: Reading, before: IToken, start: number): Diagnostic {
  const name = wordAt(reading.value, start, "");
  const written = name.replace(/[\\']/g, "\\$&");
  const descends = before.tokenType === Descend;
  return diagnose("path/unquoted-name", spanAt(reading, start, start + name.length), {
    name,
    written: `${descends ? ".." : ""}['${written}']`,
  });
}

/** The name-like text at a place: what an author would call the word there. */
function wordAt(value: string, start: number, atLeast: string): string {
  const word = /^[A-Za-z0-9_\u0080-\uffff-]*/.exec(value.slice(start, start + 256))?.[0] ?? "";
  return word.length > atLeast.length ? word : atLeast;
}
