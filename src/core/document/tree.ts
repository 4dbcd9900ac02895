// The document tree: what a JSON, JSONC or JSON5 text says, every node and key with its span (spec 1.2).

import type { Span } from "../text/span.js";

export type DocumentNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | MissingNode;

/** `torn`: not all of it could be read, so it may have more than is known, and some of that may belong to what is around. */
export type ObjectNode = {
  readonly kind: "object";
  readonly span: Span;
  readonly members: readonly Member[];
  readonly torn?: true;
};
export type ArrayNode = {
  readonly kind: "array";
  readonly span: Span;
  readonly elements: readonly DocumentNode[];
  readonly torn?: true;
};
/** `raw` is the token with its quotes, as written; `value` is what it means. `broken`: what it was to say was not read for sure. */
export type StringNode = {
  readonly kind: "string";
  readonly span: Span;
  readonly value: string;
  readonly raw: string;
  readonly broken?: true;
};
export type NumberNode = { readonly kind: "number"; readonly span: Span; readonly value: number; readonly raw: string };
export type BooleanNode = { readonly kind: "boolean"; readonly span: Span; readonly value: boolean };
export type NullNode = { readonly kind: "null"; readonly span: Span };
/** Where a value should stand and none does. It was reported already; later stages stay silent about it. */
export type MissingNode = { readonly kind: "missing"; readonly span: Span };

export type Member = { readonly key: KeyNode; readonly value: DocumentNode; readonly span: Span };
/** `raw` is the key as written, with its quotes if it has any. `broken`: what it was to say was not read for sure. */
export type KeyNode = { readonly name: string; readonly raw: string; readonly span: Span; readonly broken?: true };

export type Comment = { readonly text: string; readonly span: Span };

/** `root` is null only when the text holds no value at all. */
export type Document = { readonly root: DocumentNode | null; readonly comments: readonly Comment[] };
