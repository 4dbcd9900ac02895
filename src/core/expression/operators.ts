// A call as written (an operator's name, arguments of any sort) in, what it means out (spec 2.7–2.12). Arguments are read the same
// way for every operator, so that a wrong one is reported as wrong for this operator, and not as bad grammar.

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import { nearest } from "../text/nearest.js";
import { joinSpans, type Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import { readFormatTemplate } from "./format-template.js";
import { type Reading, spanAt, tokenSpan } from "./reading.js";
import { unitOffsets } from "./string-literal.js";
import { endOf } from "./tokens.js";
import type { Argument, Expression, PathExpression, Segment } from "./tree.js";

export const operatorNames: readonly string[] = ["Map", "Index", "Item", "Extend", "Format", "Replace"];

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

const forms: { readonly [name: string]: { readonly form: string; readonly least: number; readonly most: number } } = {
  Map: { form: "@Map(path) or @Map(path, name)", least: 1, most: 2 },
  Index: { form: "@Index(name)", least: 1, most: 1 },
  Item: { form: "@Item(name)", least: 1, most: 1 },
  Format: { form: "@Format('template with {}', parameter, …)", least: 1, most: Number.POSITIVE_INFINITY },
  Replace: { form: "@Replace(target, search, replacement)", least: 3, most: 3 },
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
  const { form, least, most } = forms[name] as { form: string; least: number; most: number };
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

function meaning(reading: Reading, name: string, call: WrittenCall): Expression | null {
  const whole = tokenSpan(reading, call.operator, call.close);
  const [first, second, third] = call.arguments;
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
    case "Format":
      return format(reading, first, call.arguments.slice(1), whole);
    case "Replace":
      return replace(reading, [first, second, third], whole);
    default:
      throw new Error(`presumed an operator, got ${name}`);
  }
}

function format(
  reading: Reading,
  first: WrittenArgument,
  rest: readonly WrittenArgument[],
  span: Span,
): Expression | null {
  if (first.kind !== "string") {
    report(reading, first, "@Format", "a template in quotes, never data,");
    return null;
  }
  const offsets = unitOffsets(first.token.image);
  const at = (unit: number) => first.token.startOffset + (offsets[unit] as number);
  const { parts, mistakes } = readFormatTemplate(first.value, rest, (start, end) =>
    spanAt(reading, at(start), at(end)),
  );
  reading.mistakes.push(...mistakes);
  const parameters = rest.flatMap((argument): Argument[] => {
    const read = asArgument(reading, argument, "@Format", "paths, calls, strings, numbers, true or false");
    if (read?.kind !== "literal" || read.value !== null) return read === null ? [] : [read];
    report(reading, argument, "@Format", "strings, numbers and booleans");
    return [];
  });
  return { kind: "format", parts, parameters, span };
}

function replace(reading: Reading, written: readonly (WrittenArgument | undefined)[], span: Span): Expression | null {
  const read = written.map((argument) => {
    if (argument === undefined) return null;
    const value = asArgument(reading, argument, "@Replace", "strings");
    if (value?.kind === "literal" && typeof value.value !== "string") report(reading, argument, "@Replace", "strings");
    return value;
  });
  const [target, search, replacement] = read;
  if (!target || !search || !replacement) return null;
  if (search.kind === "literal" && search.value === "")
    reading.mistakes.push(diagnose("expression/empty-search", search.span, {}));
  return { kind: "replace", target, search, replacement, span };
}

function asArgument(reading: Reading, argument: WrittenArgument, operator: string, takes: string): Argument | null {
  switch (argument.kind) {
    case "string":
    case "number":
      return { kind: "literal", value: argument.value, span: argument.span };
    case "word": {
      const { word, span } = argument;
      if (word === "true" || word === "false") return { kind: "literal", value: word === "true", span };
      if (word === "null") return { kind: "literal", value: null, span };
      break;
    }
    case "expression":
      if (argument.expression.kind !== "text" && argument.expression.kind !== "map") return argument.expression;
      break;
    case "broken":
      return null;
    default:
      return unreachable(argument);
  }
  report(reading, argument, operator, takes);
  return null;
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
    "a name without quotes (letters a–z, digits, _ and -, beginning with a letter or _)",
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
          ? "@Map, which only stands first in a pair"
          : "a call";
    case "broken":
      return "a mistake";
    default:
      return unreachable(argument);
  }
}
