// The names of a flow and the lists of a server in, what the server calls them out (spec 6.18.9): by the project's own names, and with a second look
// for what was added since.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { hasOwn } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import type { Site } from "./site.js";

export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failed };

/** Names of flows, and what the server calls each. */
export type NameMap = { readonly [name: string]: string };

export function ownName(map: NameMap, name: string): string {
  return hasOwn(map, name) ? (map[name] as string) : name;
}

export type Remembered<T> = { readonly get: () => Promise<Found<readonly T[]>>; readonly forget: () => void };

/** What could not be asked is asked again the next time. */
export function remembered<T>(ask: () => Promise<Found<readonly T[]>>, keeps: boolean): Remembered<T> {
  let known: Promise<Found<readonly T[]>> | null = null;
  return {
    get: async () => {
      const asked = known ?? ask();
      if (keeps) known = asked;
      const found = await asked;
      if (!found.ok) known = null;
      return found;
    },
    forget: () => {
      known = null;
    },
  };
}

type LookedUp<T> =
  | { readonly ok: true; readonly value: T | null; readonly all: readonly T[] }
  | { readonly ok: false; readonly failure: Failed };

/** A file that was added while the server runs may be known to it only once it has looked again. */
export async function lookUp<T>(
  list: Remembered<T>,
  pick: (all: readonly T[]) => T | undefined,
  refresh: () => Promise<void>,
): Promise<LookedUp<T>> {
  for (const last of [false, true]) {
    const found = await list.get();
    if (!found.ok) return found;
    const value = pick(found.value) ?? null;
    if (value !== null || last) return { ok: true, value, all: found.value };
    list.forget();
    await refresh();
  }
  return { ok: true, value: null, all: [] };
}

export function unknownName(
  site: Site,
  what: string,
  asked: string,
  wanted: string,
  names: readonly string[],
  field: string,
): Found<never> {
  const near = nearest(wanted, names);
  const has =
    names.length === 0
      ? "it has none"
      : `it has ${cut(
          names
            .slice(0, 5)
            .map((name) => printable(name))
            .join(", "),
          120,
        )}`;
  const meant = near === undefined ? has : `did you mean ${quoted(near)}`;
  const detail = `there is no ${what} ${quoted(wanted)}; ${meant}. Say under ${field} what it calls ${quoted(asked)}`;
  return {
    ok: false,
    failure: { kind: "unresolvedModel", detail: `${site.name} at ${site.host}: ${detail}`, charged: "no" },
  };
}

export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

export function withoutEnding(file: string): string {
  return baseName(file).replace(/\.(safetensors|ckpt|pt|gguf|sft)$/, "");
}
