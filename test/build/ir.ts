// Short ways to write IR by hand: for tests of the evaluator that must not depend on the parser.

import type {
  ArrayIr,
  CallIr,
  ConditionIr,
  ConstantIr,
  IndexIr,
  MapIr,
  ObjectIr,
  PathIr,
  QueryIr,
  RootIr,
  SegmentIr,
  SelectorIr,
  TemplateIr,
} from "../../src/core/ir/ir.js";
import { unknownType } from "../../src/core/types/type.js";

const span = { start: 0, end: 0 };
const common = { type: unknownType, span };

/** A name, an index, or a whole segment. */
export type Part = string | number | SegmentIr;

export const everything: SelectorIr = { kind: "wildcard" };
export const name = (text: string): SelectorIr => ({ kind: "name", name: text });
export const index = (position: number): SelectorIr => ({ kind: "index", index: position });
export const slice = (start: number | null, end: number | null, step: number | null = null): SelectorIr => ({
  kind: "slice",
  start,
  end,
  step,
});
export const filter = (condition: ConditionIr): SelectorIr => ({ kind: "filter", condition });
export const child = (...selectors: SelectorIr[]): SegmentIr => ({ kind: "child", selectors, span });
export const descendant = (...selectors: SelectorIr[]): SegmentIr => ({ kind: "descendant", selectors, span });

function segmentsOf(parts: readonly Part[]): SegmentIr[] {
  return parts.map((part) =>
    typeof part === "string" ? child(name(part)) : typeof part === "number" ? child(index(part)) : part,
  );
}

export function isSingularIr(segments: readonly SegmentIr[]): boolean {
  return segments.every(
    ({ kind, selectors }) =>
      kind === "child" && selectors.length === 1 && (selectors[0]?.kind === "name" || selectors[0]?.kind === "index"),
  );
}

export function query(root: RootIr, ...parts: Part[]): QueryIr {
  return { root, segments: segmentsOf(parts) };
}
export const state: RootIr = { kind: "state" };
export const node: RootIr = { kind: "node" };
export const item = (level: number): RootIr => ({ kind: "item", level });

export function path(root: RootIr, ...parts: Part[]): PathIr {
  return { kind: "path", ...query(root, ...parts), certain: false, ...common };
}
export const $ = (...parts: Part[]): PathIr => path(state, ...parts);
export const $$ = (level: number, ...parts: Part[]): PathIr => path(item(level), ...parts);
export const constant = (value: ConstantIr["value"]): ConstantIr => ({ kind: "constant", value, ...common });
export const array = (...elements: TemplateIr[]): ArrayIr => ({ kind: "array", elements, ...common });
export function object(entries: { readonly [key: string]: TemplateIr }, ...sources: TemplateIr[]): ObjectIr {
  return {
    kind: "object",
    extends: sources,
    entries: Object.entries(entries).map(([key, value]) => ({ key, keySpan: span, value })),
    ...common,
  };
}
export function map(level: number, source: PathIr, body: TemplateIr): MapIr {
  return { kind: "map", level, name: null, source, body, ...common };
}
export function call(operator: string, ...given: TemplateIr[]): CallIr {
  return { kind: "call", operator, arguments: given, ...common };
}
/** A number stands for the parameter of that number. */
export function format(parts: readonly (string | number)[], ...parameters: TemplateIr[]): CallIr {
  const template = parts.map((part) => (typeof part === "number" ? `{${part}}` : part.replace(/[{}]/g, "$&$&")));
  return call("Format", constant(template.join("")), ...parameters);
}
export function replace(target: TemplateIr, search: TemplateIr, replacement: TemplateIr): CallIr {
  return call("Replace", target, search, replacement);
}
export const position = (level: number): IndexIr => ({ kind: "index", level, ...common });

/** The same IR with a span of its own for each node, so that places can be compared. */
export function withSpans<T>(ir: T): T {
  let next = 0;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, part]): [string, unknown] => {
      if (key !== "span") return [key, copy(part)];
      next += 2;
      return [key, { start: next, end: next + 1 }];
    });
    return Object.fromEntries(entries);
  };
  return copy(ir) as T;
}
