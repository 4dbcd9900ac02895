// The names of a flow in, what the server calls them out (spec 6.20.2): looked up before anything is drawn, since a server that does not know a model
// or a LoRA silently draws without it.

import type { Json } from "../../core/text/json.js";
import { askSite, failed } from "../wire/ask-site.js";
import {
  baseName,
  type Found,
  lookUp,
  type NameMap,
  ownName,
  remembered,
  unknownName,
  withoutEnding,
} from "../wire/look-up.js";
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

export type Names = {
  checkpoint(baseModel: string): Promise<Found<Checkpoint>>;
  lora(trainingId: string): Promise<Found<Lora>>;
};

export function modelsOf(site: Site, dialect: SdapiDialect, models: NameMap, loras: NameMap): Names {
  // One that has a single model has another one when it is started anew, and does not say so in its answers.
  const checkpoints = remembered(() => listCheckpoints(site), dialect !== "sdcpp");
  const loraFiles = remembered(() => listLoras(site), true);
  return {
    checkpoint: async (baseModel) => {
      const wanted = ownName(models, baseModel);
      const is = ({ title, name, file }: Checkpoint) =>
        [title, withoutHash(title), name, file, withoutEnding(file)].includes(wanted);
      const found = await lookUp(checkpoints, (all) => all.find(is), refreshOf(site, dialect, "checkpoints"));
      if (!found.ok) return found;
      if (found.value !== null) return { ok: true, value: found.value };
      return unknownName(
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
      const found = await lookUp(loraFiles, (all) => all.find(is), refreshOf(site, dialect, "loras"));
      if (!found.ok) return found;
      if (found.value !== null) return { ok: true, value: found.value };
      return unknownName(
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

/** That it cannot is no failure: the list is asked for all the same. */
function refreshOf(site: Site, dialect: SdapiDialect, what: "checkpoints" | "loras"): () => Promise<void> {
  return async () => {
    if (dialect === "sdcpp") return;
    const path = `/sdapi/v1/refresh-${what}`;
    await askSite(site, { what: `look for new ${what}`, effect: "asks", method: "POST", path, urgent: true });
  };
}

/** A1111 writes a short hash behind the title: "name.safetensors [6ce0161689]". */
function withoutHash(title: string): string {
  return title.replace(/ \[[0-9a-f]+\]$/, "");
}
