// The operands of a filter in, well-typed conditions and calls out (spec 2.15, RFC 9535 §2.4.3).

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import { writeInstead } from "../diagnostic/fix.js";
import { type FunctionName, isSingular } from "../path/path.js";
import { nearest } from "../text/nearest.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import { type Reading, tokenSpan } from "./reading.js";
import type { Comparable, Condition, FunctionArgument, FunctionCall, PathExpression } from "./tree.js";

/** What may stand on either side of a comparison, alone as a test, or as an argument, before its type is known to fit. */
export type Operand = Comparable;

type Signature = {
  readonly takes: readonly ("value" | "nodes")[];
  readonly gives: "value" | "logical";
  readonly form: string;
};

const signatures: { readonly [name in FunctionName]: Signature } = {
  length: { takes: ["value"], gives: "value", form: "length(value)" },
  count: { takes: ["nodes"], gives: "value", form: "count(path)" },
  match: { takes: ["value", "value"], gives: "logical", form: "match(value, pattern)" },
  search: { takes: ["value", "value"], gives: "logical", form: "search(value, pattern)" },
  value: { takes: ["nodes"], gives: "value", form: "value(path)" },
};
const functionNames = Object.keys(signatures) as FunctionName[];

export function functionCall(
  reading: Reading,
  name: IToken,
  close: IToken,
  operands: readonly Operand[],
): FunctionCall | null {
  const nameSpan = tokenSpan(reading, name);
  const known = functionNames.find((other) => other === name.image);
  if (known === undefined) {
    const near = nearest(name.image, functionNames);
    const fixes = near === undefined ? [] : [writeInstead(nameSpan, near)];
    const said = { name: name.image, near, names: functionNames };
    reading.mistakes.push(diagnose("path/unknown-function", nameSpan, said, { fixes }));
    return null;
  }
  const { takes, form } = signatures[known];
  const surplus = operands[takes.length];
  if (surplus !== undefined || operands.length < takes.length) {
    const span = surplus?.span ?? tokenSpan(reading, close);
    reading.mistakes.push(diagnose("path/wrong-count", span, { form, given: operands.length, takes: takes.length }));
  }
  const typed = takes.flatMap((kind, i): FunctionArgument[] => {
    const operand = operands[i];
    if (operand === undefined) return [];
    return [kind === "value" ? asValue(reading, operand, form) : asNodes(reading, operand, form)];
  });
  return { name: known, nameSpan, arguments: typed, span: tokenSpan(reading, name, close) };
}

/** One side of a comparison: one value, never a list of matches and never a yes or no. */
export function asComparable(reading: Reading, operand: Operand): Comparable {
  return asValue(reading, operand, null);
}

function asValue(reading: Reading, operand: Operand, form: string | null): Comparable {
  switch (operand.kind) {
    case "literal":
      return operand;
    case "query":
      requireSingular(reading, operand.query, form);
      return operand;
    case "function":
      if (signatures[operand.call.name].gives === "logical") {
        reading.mistakes.push(diagnose("path/not-a-value", operand.call.nameSpan, { name: operand.call.name }));
      }
      return operand;
    default:
      return unreachable(operand);
  }
}

function asNodes(reading: Reading, operand: Operand, form: string): FunctionArgument {
  if (operand.kind === "query") return { kind: "nodes", query: operand.query, span: operand.span };
  reading.mistakes.push(diagnose("path/not-nodes", operand.span, { form }));
  return operand;
}

function requireSingular(reading: Reading, query: PathExpression, form: string | null): void {
  if (!isSingular(query)) {
    reading.mistakes.push(diagnose("path/not-singular", query.span, { form: form ?? undefined }));
    return;
  }
  const spaced = query.segments.find((segment) => reading.spaced.has(segment));
  if (spaced !== undefined) reading.mistakes.push(diagnose("path/space-in-singular", spaced.span, {}));
}

/** An operand that stands alone: a path asks whether it finds anything, a function must answer yes or no. */
export function asTest(reading: Reading, operand: Operand): Condition {
  switch (operand.kind) {
    case "query":
      return { kind: "exists", query: operand.query, span: operand.span };
    case "function":
      if (signatures[operand.call.name].gives === "value") {
        reading.mistakes.push(diagnose("path/not-a-test", operand.span, { what: `${operand.call.name}(…)` }));
      }
      return { kind: "test", call: operand.call, span: operand.span };
    case "literal":
      reading.mistakes.push(diagnose("path/not-a-test", operand.span, { what: "a literal" }));
      // The tree is dropped with the mistake; what it holds here is never seen.
      return { kind: "exists", query: nothing(operand.span), span: operand.span };
    default:
      return unreachable(operand);
  }
}

/** Stands for an operand that was reported. */
export function brokenOperand(span: Span): Operand {
  return { kind: "literal", value: null, span };
}

function nothing(span: Span): PathExpression {
  return { kind: "path", root: { kind: "node", span }, segments: [], span };
}
