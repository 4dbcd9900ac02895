// A path of the IR in, its canonical text out (spec 2.4): `$.results.gen.prompts[*].text`. Names that can be written after a dot
// are; other names stand in single quotes. How an item root reads depends on who asks, so the asker says.

import { unreachable } from "../unreachable.js";
import type { ComparableIr, ConditionIr, FunctionCallIr, RootIr, SegmentIr, SelectorIr } from "./ir.js";

export type PrintItem = (level: number) => string;

/** Item roots as authors write them, given the names of the enclosing maps: `$$` for the innermost, else `@Item(name)`. */
export function printItemBy(names: readonly (string | null)[]): PrintItem {
  return (level) => (level === names.length - 1 ? "$$" : `@Item(${names[level] ?? level})`);
}

export function printPathIr(
  path: { readonly root: RootIr; readonly segments: readonly SegmentIr[] },
  printItem: PrintItem = () => "$$",
): string {
  return printRoot(path.root, printItem) + path.segments.map((segment) => printSegment(segment, printItem)).join("");
}

function printRoot(root: RootIr, printItem: PrintItem): string {
  switch (root.kind) {
    case "state":
      return "$";
    case "item":
      return printItem(root.level);
    case "node":
      return "@";
    default:
      return unreachable(root);
  }
}

function printSegment(segment: SegmentIr, printItem: PrintItem): string {
  const [only, ...others] = segment.selectors;
  const descendant = segment.kind === "descendant";
  if (only !== undefined && others.length === 0) {
    if (only.kind === "name" && plainName.test(only.name)) return `${descendant ? ".." : "."}${only.name}`;
    if (only.kind === "wildcard" && descendant) return "..*";
  }
  const selectors = segment.selectors.map((selector) => printSelector(selector, printItem)).join(", ");
  return `${descendant ? ".." : ""}[${selectors}]`;
}

/** As the printer of expressions (expression/print.ts), which a test holds this one against. */
const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function printSelector(selector: SelectorIr, printItem: PrintItem): string {
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
      return `?${printCondition(selector.condition, printItem)}`;
    default:
      return unreachable(selector);
  }
}

function printCondition(condition: ConditionIr, printItem: PrintItem): string {
  switch (condition.kind) {
    case "or":
    case "and": {
      const grouped = (part: ConditionIr) => part.kind === "or" || part.kind === condition.kind;
      const parts = condition.conditions.map((part) =>
        grouped(part) ? `(${printCondition(part, printItem)})` : printCondition(part, printItem),
      );
      return parts.join(condition.kind === "or" ? " || " : " && ");
    }
    case "not": {
      const { kind } = condition.condition;
      const inner = printCondition(condition.condition, printItem);
      return kind === "exists" || kind === "test" ? `!${inner}` : `!(${inner})`;
    }
    case "exists":
      return printPathIr(condition.query, printItem);
    case "compare": {
      const { left, operator, right } = condition;
      return `${printComparable(left, printItem)} ${operator} ${printComparable(right, printItem)}`;
    }
    case "test":
      return printCall(condition.call, printItem);
    default:
      return unreachable(condition);
  }
}

function printComparable(comparable: ComparableIr, printItem: PrintItem): string {
  switch (comparable.kind) {
    case "literal":
      return typeof comparable.value === "string" ? printString(comparable.value) : String(comparable.value);
    case "query":
      return printPathIr(comparable.query, printItem);
    case "function":
      return printCall(comparable.call, printItem);
    default:
      return unreachable(comparable);
  }
}

function printCall(call: FunctionCallIr, printItem: PrintItem): string {
  const values = call.arguments.map((argument) =>
    argument.kind === "nodes" ? printPathIr(argument.query, printItem) : printComparable(argument, printItem),
  );
  return `${call.name}(${values.join(", ")})`;
}

/** In single quotes, escaped as a normalized path is (RFC 9535 §2.7); JSON escapes control characters and lone surrogates. */
function printString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
