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
    if (only.kind === "name" && dotName.test(only.name)) return `${descendant ? ".." : "."}${only.name}`;
    if (only.kind === "wildcard" && descendant) return "..*";
  }
  const selectors = segment.selectors.map((selector) => printSelector(selector, printItem)).join(", ");
  return `${descendant ? ".." : ""}[${selectors}]`;
}

/** member-name-shorthand of RFC 9535 §2.5.1.1. */
const dotName = /^[A-Za-z_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}][A-Za-z0-9_\u{80}-\u{D7FF}\u{E000}-\u{10FFFF}]*$/u;

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
      return `?${printCondition(selector.condition, 0, printItem)}`;
    default:
      return unreachable(selector);
  }
}

/** `binding`: 0 inside "or" and at the top, 1 inside "and", 2 after "!"; looser conditions get parentheses. */
function printCondition(condition: ConditionIr, binding: number, printItem: PrintItem): string {
  switch (condition.kind) {
    case "or":
    case "and": {
      const own = condition.kind === "or" ? 0 : 1;
      const text = condition.conditions
        .map((part) => printCondition(part, own + 1, printItem))
        .join(condition.kind === "or" ? " || " : " && ");
      return own < binding ? `(${text})` : text;
    }
    case "not":
      return `!${printCondition(condition.condition, 3, printItem)}`;
    case "exists":
      return printPathIr(condition.query, printItem);
    case "compare": {
      const { left, operator, right } = condition;
      const text = `${printComparable(left, printItem)} ${operator} ${printComparable(right, printItem)}`;
      return binding === 3 ? `(${text})` : text;
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
      return typeof comparable.value === "string" ? printString(comparable.value) : JSON.stringify(comparable.value);
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

/** In single quotes, escaped as a normalized path is (RFC 9535 §2.7). */
function printString(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
