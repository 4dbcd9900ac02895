// A name that leads to a declaration (spec 7.13), and how it is written.

import type { StringNode } from "../document/tree.js";
import type { Span } from "../text/span.js";
import type { Site } from "./places.js";

/** How a name is written, which a rename has to keep. */
export type Written =
  /** In a path, as `.name` or `['name']`: `segment` is the whole step where it is its only selector. */
  | { readonly kind: "selector"; readonly segment: Span | null; readonly string: StringNode }
  /** A string that is the name, or a part of one ("a, b"). */
  | { readonly kind: "text" }
  /** The name of a map, bare. */
  | { readonly kind: "bare" }
  /** A part of a JSON Pointer. */
  | { readonly kind: "pointer" };

export type Reference = {
  readonly name: string;
  readonly span: Span;
  readonly sites: readonly Site[];
  readonly written: Written;
};
