// The names of a flow in, what the server calls them out (spec 6.20.2): looked up before anything is drawn, since a server that does not know a model
// or a LoRA silently draws without it.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { hasOwn, type Json } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import { askSite, failed } from "../wire/ask-site.js";
import { listOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import type { SdapiDialect } from "./dialects.js";

export type Checkpoint = {
  readonly title: string;
  readonly name: string;
  readonly hash: string | null;
  readonly file: string;
};
export type Lora = { readonly name: string; readonly path: string };
type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failed };

export type Names = {
  checkpoint(baseModel: string): Promise<Found<Checkpoint>>;
  lora(trainingId: string): Promise<Found<Lora>>;
};

type Map = { readonly [name: string]: string };

export function modelsOf(site: Site, dialect: SdapiDialect, models: Map, loras: Map): Names {
  const ownName = (map: Map, name: string) => (hasOwn(map, name) ? (map[name] as string) : name);
  // One that has a single model has another one when it is started anew, and does not say so in its answers.
  const checkpoints = remembered(() => listCheckpoints(site), dialect !== "sdcpp");
  const loraFiles = remembered(() => listLoras(site), true);
  return {
    checkpoint: async (baseModel) => {
      const wanted = ownName(models, baseModel);
      const is = ({ title, name, file }: Checkpoint) =>
        [title, withoutHash(title), name, file, withoutEnding(file)].includes(wanted);
      const found = await lookUp(checkpoints, is, refreshOf(site, dialect, "checkpoints"));
      if (!found.ok) return found;
      if (found.value !== null) return { ok: true, value: found.value };
      return unknown(
        site,
        "model",
        baseModel,
        wanted,
        found.all.map(({ name }) => name),
        "models",
      );
    },
    lora: async (trainingId) => {
      const wanted = ownName(loras, trainingId);
      const is = ({ name, path }: Lora) => [name, path, withoutEnding(path)].includes(wanted);
      const found = await lookUp(loraFiles, is, refreshOf(site, dialect, "loras"));
      if (!found.ok) return found;
      if (found.value !== null) return { ok: true, value: found.value };
      return unknown(
        site,
        "LoRA",
        trainingId,
        wanted,
        found.all.map(({ name }) => name),
        "loras",
      );
    },
  };
}

export async function listCheckpoints(site: Site): Promise<Found<readonly Checkpoint[]>> {
  return listed(site, "list its models", "/sdapi/v1/sd-models", (entry) => {
    const title = textOf(entry, "title");
    if (title === undefined) return [];
    const file = baseName(textOf(entry, "filename") ?? title);
    return [{ title, name: textOf(entry, "model_name") ?? title, hash: textOf(entry, "hash") ?? null, file }];
  });
}

export async function listLoras(site: Site): Promise<Found<readonly Lora[]>> {
  return listed(site, "list its LoRAs", "/sdapi/v1/loras", (entry) => {
    const name = textOf(entry, "name");
    return name === undefined ? [] : [{ name, path: textOf(entry, "path") ?? name }];
  });
}

async function listed<T>(
  site: Site,
  what: string,
  path: string,
  read: (entry: Json) => readonly T[],
): Promise<Found<readonly T[]>> {
  const told = await askSite(site, { what, effect: "asks", method: "GET", path, urgent: true });
  if (!told.ok) return told;
  const entries = listOf(told.json);
  if (entries !== undefined) return { ok: true, value: entries.flatMap(read) };
  return failed(
    site,
    { what },
    { kind: "setup", detail: "it answered with something else than a list. Check its URL and its kind" },
  );
}

type Remembered<T> = { readonly get: () => Promise<Found<readonly T[]>>; readonly forget: () => void };

/** What could not be asked is asked again the next time. */
function remembered<T>(ask: () => Promise<Found<readonly T[]>>, keeps: boolean): Remembered<T> {
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

/** A file that was added while the server runs is known to it once it has looked again. */
async function lookUp<T>(
  list: Remembered<T>,
  is: (each: T) => boolean,
  refresh: () => Promise<void>,
): Promise<LookedUp<T>> {
  for (const last of [false, true]) {
    const found = await list.get();
    if (!found.ok) return found;
    const value = found.value.find(is) ?? null;
    if (value !== null || last) return { ok: true, value, all: found.value };
    list.forget();
    await refresh();
  }
  return { ok: true, value: null, all: [] };
}

/** That it cannot is no failure: the list is asked for all the same. */
function refreshOf(site: Site, dialect: SdapiDialect, what: "checkpoints" | "loras"): () => Promise<void> {
  return async () => {
    if (dialect === "sdcpp") return;
    const path = `/sdapi/v1/refresh-${what}`;
    await askSite(site, { what: `look for new ${what}`, effect: "asks", method: "POST", path, urgent: true });
  };
}

function unknown(
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

/** A1111 writes a short hash behind the title: "name.safetensors [6ce0161689]". */
function withoutHash(title: string): string {
  return title.replace(/ \[[0-9a-f]+\]$/, "");
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function withoutEnding(file: string): string {
  return baseName(file).replace(/\.(safetensors|ckpt|pt|gguf|sft)$/, "");
}
