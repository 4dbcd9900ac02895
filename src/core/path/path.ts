// What follows a path's root: segments, selectors, filters (RFC 9535; spec 2.4, 2.15). `Q` is what stands for a whole path, the queries
// in filters among them: that of the expression tree has spans everywhere, that of the IR has its root bound. Both are these shapes.

/** `.a`, `['a', 0]` or, as a descendant, `..a`, `..['a', 0]`. */
export type Segment<Q> = {
  readonly kind: "child" | "descendant";
  readonly selectors: readonly Selector<Q>[];
};

export type Selector<Q> =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "slice"; readonly start: number | null; readonly end: number | null; readonly step: number | null }
  | { readonly kind: "wildcard" }
  | { readonly kind: "filter"; readonly condition: Condition<Q> };

/** What a filter asks of each child (RFC 9535 §2.3.5). */
export type Condition<Q> =
  | { readonly kind: "or" | "and"; readonly conditions: readonly Condition<Q>[] }
  | { readonly kind: "not"; readonly condition: Condition<Q> }
  | { readonly kind: "exists"; readonly query: Q }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: Comparable<Q>;
      readonly right: Comparable<Q>;
    }
  | { readonly kind: "test"; readonly call: FunctionCall<Q> };

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** `query` is singular here. */
export type Comparable<Q> =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "query"; readonly query: Q }
  | { readonly kind: "function"; readonly call: FunctionCall<Q> };

export type FunctionName = "length" | "count" | "match" | "search" | "value";

export type FunctionCall<Q> = { readonly name: FunctionName; readonly arguments: readonly FunctionArgument<Q>[] };

/** `nodes` is a query whose node list is handed over whole (`count`, `value`); the others hand over one value. */
export type FunctionArgument<Q> = Comparable<Q> | { readonly kind: "nodes"; readonly query: Q };

/** Anything that has segments, its queries being of the same sort. */
export type Path<Q> = { readonly segments: readonly Segment<Q>[] };

/** The name or index of a singular segment. */
export type Key = string | number;

/** Null: the segment may find more than one value. */
export function keyOf({ kind, selectors }: Segment<unknown>): Key | null {
  const [selector] = selectors;
  if (kind === "descendant" || selectors.length !== 1 || selector === undefined) return null;
  return selector.kind === "name" ? selector.name : selector.kind === "index" ? selector.index : null;
}

export function segmentOf(key: Key): Segment<never> {
  const selector: Selector<never> =
    typeof key === "string" ? { kind: "name", name: key } : { kind: "index", index: key };
  return { kind: "child", selectors: [selector] };
}

/** Names and indices only: such a path gives the value itself; any other gives the array of all matches (spec 2.4). */
export function isSingular({ segments }: Path<unknown>): boolean {
  return segments.every((segment) => keyOf(segment) !== null);
}
