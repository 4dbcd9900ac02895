// An expression tree in, its canonical text out (spec 2.16.2): parsing it gives the same tree but for spans.

import { unreachable } from "../unreachable.js";
import type {
  Argument,
  Comparable,
  Condition,
  Expression,
  FunctionArgument,
  PathExpression,
  Root,
  Segment,
  Selector,
} from "./tree.js";

/** Names that are read at a glance need no quotes; others (spaces that look like none, marks) get them. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "text":
      return /^(?:[\\$]|@[A-Za-z]+\()/.test(expression.value) ? `\\${expression.value}` : expression.value;
    case "map":
      return `@Map(${printPath(expression.source)}${expression.name === null ? "" : `, ${expression.name}`})`;
    default:
      return printArgument(expression);
  }
}

export function printPath(path: PathExpression): string {
  return printRoot(path.root) + path.segments.map(printSegment).join("");
}

function printArgument(argument: Argument): string {
  switch (argument.kind) {
    case "path":
      return printPath(argument);
    case "index":
      return `@Index(${argument.name})`;
    case "call":
      return `@${argument.operator}(${argument.arguments.map(printArgument).join(", ")})`;
    case "literal":
      return printLiteral(argument.value);
    default:
      return unreachable(argument);
  }
}

function printRoot(root: Root): string {
  switch (root.kind) {
    case "state":
      return "$";
    case "current":
      return "$$";
    case "node":
      return "@";
    case "item":
      return `@Item(${root.name})`;
    default:
      return unreachable(root);
  }
}

function printSegment(segment: Segment): string {
  const [only] = segment.selectors;
  const dots = segment.kind === "descendant" ? ".." : "";
  if (segment.selectors.length === 1 && only !== undefined) {
    if (only.kind === "name" && plainName.test(only.name)) return `${dots || "."}${only.name}`;
    if (only.kind === "wildcard" && dots !== "") return "..*";
  }
  return `${dots}[${segment.selectors.map(printSelector).join(", ")}]`;
}

function printSelector(selector: Selector): string {
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
      return `?${printCondition(selector.condition)}`;
    default:
      return unreachable(selector);
  }
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case "or":
    case "and": {
      // A group of the same kind keeps its parentheses: it is another tree, though it means the same.
      const grouped = (part: Condition) => part.kind === "or" || part.kind === condition.kind;
      const parts = condition.conditions.map((part) =>
        grouped(part) ? `(${printCondition(part)})` : printCondition(part),
      );
      return parts.join(condition.kind === "or" ? " || " : " && ");
    }
    case "not": {
      const { kind } = condition.condition;
      const bare = kind === "exists" || kind === "test";
      return bare ? `!${printCondition(condition.condition)}` : `!(${printCondition(condition.condition)})`;
    }
    case "exists":
      return printPath(condition.query);
    case "compare":
      return `${printComparable(condition.left)} ${condition.operator} ${printComparable(condition.right)}`;
    case "test":
      return printCall(condition.call);
    default:
      return unreachable(condition);
  }
}

function printComparable(comparable: Comparable | FunctionArgument): string {
  switch (comparable.kind) {
    case "literal":
      return printLiteral(comparable.value);
    case "query":
    case "nodes":
      return printPath(comparable.query);
    case "function":
      return printCall(comparable.call);
    default:
      return unreachable(comparable);
  }
}

function printCall(call: { readonly name: string; readonly arguments: readonly FunctionArgument[] }): string {
  return `${call.name}(${call.arguments.map(printComparable).join(", ")})`;
}

function printLiteral(value: string | number | boolean | null): string {
  if (typeof value === "string") return printString(value);
  if (Object.is(value, -0)) return "-0";
  if (value === Number.POSITIVE_INFINITY) return "1e999";
  if (value === Number.NEGATIVE_INFINITY) return "-1e999";
  return String(value);
}

const letters: { readonly [character: string]: string } = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** Single quotes, which JSON need not escape; escapes as in the normalized paths of RFC 9535. */
function printString(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be escaped
  const special = /['\\]|[\u0000-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const escaped = value.replace(special, (character) => {
    if (character === "'" || character === "\\") return `\\${character}`;
    return letters[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `'${escaped}'`;
}
