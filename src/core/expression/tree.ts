// The expression tree: what a string of a template says (spec 2). Spans are in the original text of the flow, also inside
// strings with escapes. What follows a path's root has the shapes of path/path.ts, and spans.

import type { Comparison, FunctionName } from "../path/path.js";
import type { Span } from "../text/span.js";

/** What one string of a template is. */
export type Expression = TextExpression | PathExpression | CallExpression | MapHead;

/** Literal text, a leading escape already dropped. */
export type TextExpression = { readonly kind: "text"; readonly value: string; readonly span: Span };

export type PathExpression = {
  readonly kind: "path";
  readonly root: Root;
  readonly segments: readonly Segment[];
  readonly span: Span;
};

/** `$`, `$$`, `@Item(name)`; in a filter also `@`, the node under test. */
export type Root =
  | { readonly kind: "state"; readonly span: Span }
  | { readonly kind: "current"; readonly span: Span }
  | { readonly kind: "item"; readonly name: string; readonly nameSpan: Span; readonly span: Span }
  | { readonly kind: "node"; readonly span: Span };

/** `.a`, `['a', 0]` or, as a descendant, `..a`, `..['a', 0]`. */
export type Segment = {
  readonly kind: "child" | "descendant";
  readonly selectors: readonly Selector[];
  readonly span: Span;
};

export type Selector =
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  | { readonly kind: "index"; readonly index: number; readonly span: Span }
  | {
      readonly kind: "slice";
      readonly start: number | null;
      readonly end: number | null;
      readonly step: number | null;
      readonly span: Span;
    }
  | { readonly kind: "wildcard"; readonly span: Span }
  | { readonly kind: "filter"; readonly condition: Condition; readonly span: Span };

/** What a filter asks of each child (RFC 9535 §2.3.5). */
export type Condition =
  | { readonly kind: "or" | "and"; readonly conditions: readonly Condition[]; readonly span: Span }
  | { readonly kind: "not"; readonly condition: Condition; readonly span: Span }
  | { readonly kind: "exists"; readonly query: PathExpression; readonly span: Span }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: Comparable;
      readonly right: Comparable;
      readonly span: Span;
    }
  | { readonly kind: "test"; readonly call: FunctionCall; readonly span: Span };

/** `query` is singular here, by the parser's check. */
export type Comparable =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly kind: "query"; readonly query: PathExpression; readonly span: Span }
  | { readonly kind: "function"; readonly call: FunctionCall; readonly span: Span };

export type FunctionCall = {
  readonly name: FunctionName;
  readonly nameSpan: Span;
  readonly arguments: readonly FunctionArgument[];
  readonly span: Span;
};

/** `nodes` is a query whose node list is handed over whole (`count`, `value`); the others hand over one value. */
export type FunctionArgument =
  | Comparable
  | { readonly kind: "nodes"; readonly query: PathExpression; readonly span: Span };

/** A call of an operator of language/operators/, and `@Index(name)`. `@Item(name)` is a path with that root. */
export type CallExpression =
  | {
      readonly kind: "call";
      /** Its name, without the @. */
      readonly operator: string;
      /** As many as its row takes; literals in their canonical form. */
      readonly arguments: readonly Argument[];
      readonly span: Span;
    }
  | { readonly kind: "index"; readonly name: string; readonly nameSpan: Span; readonly span: Span };

export type Argument =
  | PathExpression
  | CallExpression
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly span: Span };

/** The first of a pair `["@Map(source, name)", template]`. */
export type MapHead = {
  readonly kind: "map";
  readonly source: PathExpression;
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly span: Span;
};
