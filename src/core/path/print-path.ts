// A path in, its canonical text out (spec 2.16.2): `$.results.gen.prompts[*].text`. How a root reads depends on who asks, so the asker
// says. Parsing the text gives the same path.

import { unreachable } from "../unreachable.js";
import type { Comparable, Condition, FunctionArgument, FunctionCall, Path, Segment, Selector } from "./path.js";

export type PrintRoot<Q> = (path: Q) => string;

export function printPath<Q extends Path<Q>>(path: Q, printRoot: PrintRoot<Q>): string {
  return printRoot(path) + path.segments.map((segment) => printSegment(segment, printRoot)).join("");
}

/** Names that are read at a glance need no quotes; others (spaces that look like none, marks) get them. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function printSegment<Q extends Path<Q>>({ kind, selectors }: Segment<Q>, printRoot: PrintRoot<Q>): string {
  const [only] = selectors;
  const dots = kind === "descendant" ? ".." : "";
  if (selectors.length === 1 && only !== undefined) {
    if (only.kind === "name" && plainName.test(only.name)) return `${dots || "."}${only.name}`;
    if (only.kind === "wildcard" && dots !== "") return "..*";
  }
  return `${dots}[${selectors.map((selector) => printSelector(selector, printRoot)).join(", ")}]`;
}

function printSelector<Q extends Path<Q>>(selector: Selector<Q>, printRoot: PrintRoot<Q>): string {
  switch (selector.kind) {
    case "name":
      return printString(selector.name);
    case "index":
      return String(selector.index);
    case "slice":
      return `${selector.start ?? ""}:${selector.end ?? ""}${selector.step === null ? "" : `:${selector.step}`}`;
    case "wildcard":
      return "*";
    case "filter":
      return `?${printCondition(selector.condition, printRoot)}`;
    default:
      return unreachable(selector);
  }
}

function printCondition<Q extends Path<Q>>(condition: Condition<Q>, printRoot: PrintRoot<Q>): string {
  switch (condition.kind) {
    case "or":
    case "and": {
      // A group of the same kind keeps its parentheses: it is another tree, though it means the same.
      const parts = condition.conditions.map((part) => {
        const text = printCondition(part, printRoot);
        return part.kind === "or" || part.kind === condition.kind ? `(${text})` : text;
      });
      return parts.join(condition.kind === "or" ? " || " : " && ");
    }
    case "not": {
      const { kind } = condition.condition;
      const inner = printCondition(condition.condition, printRoot);
      return kind === "exists" || kind === "test" ? `!${inner}` : `!(${inner})`;
    }
    case "exists":
      return printPath(condition.query, printRoot);
    case "compare": {
      const { left, operator, right } = condition;
      return `${printOperand(left, printRoot)} ${operator} ${printOperand(right, printRoot)}`;
    }
    case "test":
      return printCall(condition.call, printRoot);
    default:
      return unreachable(condition);
  }
}

function printOperand<Q extends Path<Q>>(
  operand: Comparable<Q> | FunctionArgument<Q>,
  printRoot: PrintRoot<Q>,
): string {
  switch (operand.kind) {
    case "literal":
      return printLiteral(operand.value);
    case "query":
    case "nodes":
      return printPath(operand.query, printRoot);
    case "function":
      return printCall(operand.call, printRoot);
    default:
      return unreachable(operand);
  }
}

function printCall<Q extends Path<Q>>(call: FunctionCall<Q>, printRoot: PrintRoot<Q>): string {
  return `${call.name}(${call.arguments.map((argument) => printOperand(argument, printRoot)).join(", ")})`;
}

/** A literal of a filter or a call. */
export function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === "string") return printString(value);
  if (Object.is(value, -0)) return "-0";
  if (value === Number.POSITIVE_INFINITY) return "1e999";
  if (value === Number.NEGATIVE_INFINITY) return "-1e999";
  return String(value);
}

/** In single quotes, escaped as a normalized path is (RFC 9535 §2.7); JSON escapes control characters and lone surrogates. */
function printString(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
