// A name as other tools or beginners write it in, the name of the language that is meant out (spec 7.4): `cfg_scale`, `CFGScale` and
// `cfg-scale` are one name.

import { nearest } from "../text/nearest.js";

export type AliasRows = { readonly [name: string]: { readonly alsoCalled?: readonly string[] } };

/** What is left of a name without the ways in which names are joined of words. */
export function plainName(name: string): string {
  return name.replace(/[\s_.-]/g, "").toLowerCase();
}

/** The row that is called so elsewhere, or that is written otherwise here; undefined: none. */
export function alsoCalled(name: string, rows: AliasRows): string | undefined {
  const plain = plainName(name);
  if (plain === "") return undefined;
  for (const [own, { alsoCalled: others = [] }] of Object.entries(rows)) {
    if (own !== name && (plainName(own) === plain || others.includes(plain))) return own;
  }
  return undefined;
}

/** The row with a name in other tools that it looks like: `modle`. */
function nearlyCalled(name: string, rows: AliasRows): string | undefined {
  const plain = plainName(name);
  const others = Object.values(rows).flatMap((row) => (row.alsoCalled ?? []).filter((other) => other.length > 4));
  const near = nearest(plain, others, () => 1);
  return near === undefined ? undefined : alsoCalled(near, rows);
}

/** The row that is meant: by what it is called elsewhere, else by what it looks like. `free`: those that are not set yet. */
export function meantRow(
  name: string,
  rows: AliasRows,
  free: readonly string[] = Object.keys(rows),
): string | undefined {
  return alsoCalled(name, rows) ?? nearest(name, free) ?? nearest(name, Object.keys(rows)) ?? nearlyCalled(name, rows);
}

/** Heads of names that say only that something is made. */
const generic = ["generator", "generate", "gen", "maker", "creator", "step", "node", "task", "block"];

/** A name of several words by its last one, or by the one before it where that only says that something is made: `JSONMapper`, `PictureMaker`. */
export function alsoCalledByWord(name: string, rows: AliasRows): string | undefined {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  const last = words.findLast((word) => !generic.includes(plainName(word)));
  return last === undefined ? undefined : alsoCalled(last, rows);
}

/** Names that have no counterpart here, each with what to do instead. */
export type StrangeNames = { readonly [plainName: string]: string };

export function named(instead: string, names: string): StrangeNames {
  return Object.fromEntries(names.split(" ").map((name) => [plainName(name), instead]));
}

export function insteadOf(name: string, strange: StrangeNames): string | undefined {
  const plain = plainName(name);
  return Object.hasOwn(strange, plain) ? strange[plain] : undefined;
}
