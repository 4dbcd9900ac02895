// A call as written (an operator's name, arguments of any sort) in, what it means out (spec 2.7–2.12). Arguments are read the same
// way for every operator, so that a wrong one is reported as wrong for this operator, and not as bad grammar.

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import {
  kindsInWords,
  type Operator,
  type Parameter,
  parameterAt,
  takesValue,
  type WrittenLiteral,
} from "../language/operators/operator.js";
import { findOperator, operatorNames, syntaxOperators } from "../language/operators/operators.js";
import type { Json } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { joinSpans, type Span } from "../text/span.js";
import { presume, unreachable } from "../unreachable.js";
import { type Reading, spanAt, tokenSpan } from "./reading.js";
import { unitOffsets } from "./string-literal.js";
import { endOf } from "./tokens.js";
import type { Argument, Expression, PathExpression, Segment } from "./tree.js";

/** An argument before its operator has looked at it. `null`: a call that was reported. */
export type WrittenArgument =
  | { readonly kind: "expression"; readonly expression: Expression; readonly span: Span }
  | { readonly kind: "string"; readonly value: string; readonly token: IToken; readonly span: Span }
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "word"; readonly word: string; readonly span: Span }
  | { readonly kind: "broken"; readonly span: Span };

export type WrittenCall = {
  readonly operator: IToken;
  readonly close: IToken;
  readonly arguments: readonly WrittenArgument[];
  readonly segments: readonly Segment[];
};

const mapName = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** What the call means; null when it was reported. */
export function resolveCall(reading: Reading, call: WrittenCall): Expression | null {
  const before = reading.mistakes.length;
  const name = call.operator.image.slice(1);
  if (reading.roots === "rfc") {
    reading.mistakes.push(
      diagnose("path/wrong-root", tokenSpan(reading, call.operator), { root: call.operator.image, inFilter: false }),
    );
    return null;
  }
  if (!operatorNames.includes(name)) {
    const span = spanAt(reading, call.operator.startOffset + 1, endOf(call.operator));
    const near = nearest(name, operatorNames);
    const fixes = near === undefined ? [] : [{ title: `write @${near}`, safe: false, edits: [{ span, text: near }] }];
    reading.mistakes.push(
      diagnose("expression/unknown-operator", span, { name, near, names: operatorNames }, { fixes }),
    );
    return null;
  }
  if (name === "Extend") {
    const source = reading.value.slice(endOf(call.operator) + 1, call.close.startOffset).trim();
    reading.mistakes.push(
      diagnose("expression/extend-value", tokenSpan(reading, call.operator), { source: source || "path" }),
    );
    return null;
  }
  checkCount(reading, name, call);
  const [surplus] = call.segments;
  if (surplus !== undefined && name !== "Item") {
    reading.mistakes.push(diagnose("expression/segment-after-call", surplus.span, { operator: `@${name}` }));
  }
  if (reading.mistakes.length > before || call.arguments.some((argument) => argument.kind === "broken")) return null;
  const expression = meaning(reading, name, call);
  return reading.mistakes.length > before ? null : expression;
}

function checkCount(reading: Reading, name: string, call: WrittenCall): void {
  const { form, least, most } = countOf(name);
  const given = call.arguments.length;
  if (given >= least && given <= most) return;
  const first = call.arguments[most];
  const last = call.arguments[given - 1];
  const span =
    first === undefined || last === undefined ? tokenSpan(reading, call.close) : joinSpans(first.span, last.span);
  reading.mistakes.push(
    diagnose("expression/wrong-count", span, { operator: `@${name}`, form, given, tooMany: given > most }),
  );
}

/** How many arguments an operator takes. */
function countOf(name: string): { readonly form: string; readonly least: number; readonly most: number } {
  const row = findOperator(name);
  if (row !== undefined) {
    const least = row.parameters.length;
    return { form: row.form, least, most: row.rest === undefined ? least : Number.POSITIVE_INFINITY };
  }
  return presume(syntaxOperators.find((one) => one.name === name)?.call, `a call of ${name}`);
}

function meaning(reading: Reading, name: string, call: WrittenCall): Expression | null {
  const whole = tokenSpan(reading, call.operator, call.close);
  const [first, second] = call.arguments;
  if (first === undefined) return null;
  switch (name) {
    case "Map": {
      const source = asSource(reading, first);
      const label = second === undefined ? null : asName(reading, second, "@Map");
      return source && { kind: "map", source, name: label, nameSpan: second?.span ?? null, span: whole };
    }
    case "Index": {
      const label = asName(reading, first, "@Index");
      return { kind: "index", name: label, nameSpan: first.span, span: whole };
    }
    case "Item": {
      const label = asName(reading, first, "@Item");
      const end = call.segments.at(-1)?.span ?? whole;
      const root = { kind: "item", name: label, nameSpan: first.span, span: whole } as const;
      return { kind: "path", root, segments: call.segments, span: joinSpans(whole, end) };
    }
    default:
      return callOf(reading, presume(findOperator(name), `the operator ${name}`), call.arguments, whole);
  }
}

function callOf(reading: Reading, row: Operator, written: readonly WrittenArgument[], span: Span): Expression | null {
  const before = reading.mistakes.length;
  const read = written.map((argument, i) =>
    asArgument(reading, argument, row, presume(parameterAt(row, i), `parameter ${i}`)),
  );
  const given = row.read?.(written.map((argument, i) => literalOf(reading, argument, read[i] ?? null)));
  reading.mistakes.push(...(given?.mistakes ?? []));
  if (reading.mistakes.length > before) return null;
  const canonical = read.flatMap((argument, i): Argument[] => {
    const literal = given?.literals[i];
    if (argument === null) return [];
    return argument.kind === "literal" && isScalar(literal) ? [{ ...argument, value: literal }] : [argument];
  });
  return { kind: "call", operator: row.name, arguments: canonical, span };
}

function isScalar(value: Json | undefined): value is string | number | boolean | null {
  return value !== undefined && (typeof value !== "object" || value === null);
}

function literalOf(reading: Reading, written: WrittenArgument, read: Argument | null): WrittenLiteral {
  const value = read?.kind === "literal" ? read.value : undefined;
  if (written.kind !== "string") return { value, span: written.span, at: () => written.span };
  const { token, span } = written;
  const offsets = unitOffsets(token.image);
  const unit = (index: number) => token.startOffset + (offsets[index] as number);
  return { value, span, at: (start, end) => spanAt(reading, unit(start), unit(end)) };
}

function asArgument(reading: Reading, written: WrittenArgument, row: Operator, parameter: Parameter): Argument | null {
  const read = readArgument(written);
  const isFine =
    read !== null && (read.kind === "literal" ? takesValue(parameter, read.value) : parameter.written !== true);
  if (!isFine) {
    if (written.kind !== "broken") report(reading, written, `@${row.name}`, kindsInWords(parameter));
    return null;
  }
  const { except } = parameter;
  if (except !== undefined && read.kind === "literal" && read.value === except.value)
    reading.mistakes.push(except.mistake(read.span, null));
  return read;
}

/** Null: a bare name, the head of a map, or what was reported. */
function readArgument(argument: WrittenArgument): Argument | null {
  switch (argument.kind) {
    case "string":
    case "number":
      return { kind: "literal", value: argument.value, span: argument.span };
    case "word": {
      const { word, span } = argument;
      if (word === "true" || word === "false") return { kind: "literal", value: word === "true", span };
      return word === "null" ? { kind: "literal", value: null, span } : null;
    }
    case "expression": {
      const { expression } = argument;
      return expression.kind === "text" || expression.kind === "map" ? null : expression;
    }
    case "broken":
      return null;
    default:
      return unreachable(argument);
  }
}

function asSource(reading: Reading, argument: WrittenArgument): PathExpression | null {
  if (argument.kind === "expression" && argument.expression.kind === "path") return argument.expression;
  report(reading, argument, "@Map", "a path such as $.input.list, or @Item(name) with segments");
  return null;
}

function asName(reading: Reading, argument: WrittenArgument, operator: string): string {
  if (argument.kind === "word" && mapName.test(argument.word)) return argument.word;
  report(
    reading,
    argument,
    operator,
    "a name without quotes (letters a–z, digits, _ and -, starting with a letter or _)",
  );
  return "";
}

function report(reading: Reading, argument: WrittenArgument, operator: string, takes: string): void {
  reading.mistakes.push(
    diagnose("expression/wrong-argument", argument.span, { operator, takes, found: described(argument) }),
  );
}

function described(argument: WrittenArgument): string {
  switch (argument.kind) {
    case "string":
      return "a string";
    case "number":
      return "a number";
    case "word":
      return argument.word === "null" || argument.word === "true" || argument.word === "false"
        ? argument.word
        : "a bare name";
    case "expression":
      return argument.expression.kind === "path"
        ? "a path"
        : argument.expression.kind === "map"
          ? "@Map, which can only be the first of a pair"
          : "a call";
    case "broken":
      return "a mistake";
    default:
      return unreachable(argument);
  }
}
