// What a template can see while it is lowered: the state's type, the enclosing maps, the steps before it (spec 2.3, 4.1).

import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Lack } from "../diagnostic/remedy.js";
import type { KeyNode, StringNode } from "../document/tree.js";
import type { OffsetOf } from "../expression/parse-expression.js";
import type { Limits } from "../language/limits.js";
import type { Span } from "../text/span.js";
import type { Type } from "../types/type.js";
import type { PathIr } from "./ir.js";

export type MapScope = { readonly name: string | null; readonly level: number; readonly item: Type };

/** The step whose template is lowered, and what it may refer to. Null for templates outside a flow: every result is then unknown. */
export type StepScope = {
  readonly id: string | null;
  /** Ids of earlier steps, in order, each with its place. */
  readonly earlier: ReadonlyMap<string, number>;
  /** Ids of this and later steps. */
  readonly later: ReadonlySet<string>;
  /** Ids of the generators with an "amount", which decides whether a list is around their result. */
  readonly amounts: ReadonlySet<string>;
  /** Ids of the steps whose result is a template. */
  readonly transformers: ReadonlySet<string>;
  /** Collects references to later steps: what to do about one depends on what that step needs. */
  readonly forward: ForwardReference[];
};

export type ForwardReference = { readonly from: string; readonly id: string; readonly span: Span };

export type Scope = {
  readonly limits: Limits;
  /** From units of a string's or key's value to offsets in the text that spans are given in. */
  readonly placeOf: (node: StringNode | KeyNode) => OffsetOf;
  /** The type of `$`. */
  readonly state: Type;
  /** Enclosing maps, outermost first. */
  readonly maps: readonly MapScope[];
  /** The type of `@`, inside a filter. */
  readonly node?: Type;
  readonly step: StepScope | null;
  /** Collects what the walk finds: mistakes, the first place of each step that is needed, the nodes made so far. */
  readonly found: Findings;
};

export type Findings = {
  readonly diagnostics: Diagnostic[];
  readonly dependencies: Map<string, Span>;
  /** Of the paths that may find nothing: why, as far as it is known. */
  readonly lacks: WeakMap<PathIr, Lack>;
  nodes: number;
  /** Only whether there is something wrong is asked, and not what to do about it. */
  readonly isTrial?: true;
};

export function insideMap(scope: Scope, map: MapScope): Scope {
  return { ...scope, maps: [...scope.maps, map] };
}

export function needsStep(scope: Scope, id: string, span: Span): void {
  if (!scope.found.dependencies.has(id)) scope.found.dependencies.set(id, span);
}
