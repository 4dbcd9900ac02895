// What `explain` shows of a code: a sample that reports it and one that does not, or why no small sample can (spec 7.14). Both are tested.

import type { JsonObject } from "../text/json.js";

export type Sample =
  /** Members of a flow in JSON5, without title and description, for `check`. */
  | string
  | Commanded
  /** A program plans flow.json with these options. */
  | { readonly files: Files; readonly options: JsonObject }
  /** The name that stands first in flow.json is renamed, in an editor. */
  | { readonly files: Files; readonly rename: readonly [name: string, newName: string] };

export type Commanded = {
  /** What was done earlier in the same folder. `files` are then those that have changed since. */
  readonly after?: Commanded;
  /** Of flow.json only the members, as above; of the others the whole text. */
  readonly files: Files;
  /** The words after `flowplan`. */
  readonly command: readonly string[];
  /** What the server of a run does, other than what it is asked for. */
  readonly server?: ServerSample;
};

type Files = { readonly [name: string]: string };

export type ServerSample =
  | { readonly kind: "answers"; readonly json: string }
  | { readonly kind: "uses"; readonly tokens: number; readonly json: string }
  | { readonly kind: "lacks"; readonly role: "objects" }
  | { readonly kind: "fails"; readonly how: "invalid" | "unknown"; readonly detail: string }
  | { readonly kind: "draws"; readonly images: number; readonly bytes?: number };

export type Example = { readonly bad: Sample; readonly good: Sample } | { readonly unshown: string };

export type Examples = { readonly [code: string]: Example };
