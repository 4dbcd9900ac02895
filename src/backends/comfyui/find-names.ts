// The names of a flow in, the files that the server loads for them out (spec 6.22.1): from what its loaders say that they take.

import { hasOwn } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import { askSite, failed } from "../wire/ask-site.js";
import {
  baseName,
  type Found,
  lookUp,
  type NameMap,
  ownName,
  type Remembered,
  remembered,
  unknownName,
  withoutEnding,
} from "../wire/look-up.js";
import { listOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import type { Place } from "./workflow.js";

export type Names = {
  model(baseModel: string): Promise<Found<string>>;
  lora(trainingId: string): Promise<Found<string>>;
  /** What may stand where the model and the LoRA go; nothing where they go nowhere. */
  all(): Promise<{ readonly models: Found<readonly string[]>; readonly loras: Found<readonly string[]> }>;
};

/** Of a graph of the user's own; null: it has no such place. */
export type Places = { readonly model: Place | null; readonly lora: Place | null };

const plainPlaces: Places = {
  model: { node: "CheckpointLoaderSimple", input: "ckpt_name" },
  lora: { node: "LoraLoader", input: "lora_name" },
};

export function namesOf(site: Site, models: NameMap, loras: NameMap, places: Places = plainPlaces): Names {
  const listOfPlace = (what: string, place: Place | null) =>
    remembered(
      async () => (place === null ? { ok: true, value: [] } : choices(site, what, place.node, place.input)),
      true,
    );
  const checkpoints = listOfPlace("list its models", places.model);
  const files = listOfPlace("list its LoRAs", places.lora);
  return {
    model: async (baseModel) => {
      if (places.model !== null)
        return find(site, checkpoints, "model", baseModel, ownName(models, baseModel), "models");
      return modelOfItsOwn(site, models, baseModel);
    },
    lora: async (trainingId) => {
      const wanted = ownName(loras, trainingId);
      // The plan has said that it has no effect.
      if (places.lora === null) return { ok: true, value: wanted };
      return find(site, files, "LoRA", trainingId, wanted, "loras");
    },
    all: async () => ({ models: await checkpoints.get(), loras: await files.get() }),
  };
}

/** For servers that do not say what they have: by the names of the project, otherwise as they are. */
export function namesAsGiven(
  site: Site,
  models: NameMap,
  loras: NameMap,
  places: Places = plainPlaces,
): Pick<Names, "model" | "lora"> {
  return {
    model: async (baseModel) =>
      places.model === null ? modelOfItsOwn(site, models, baseModel) : { ok: true, value: ownName(models, baseModel) },
    lora: async (trainingId) => ({ ok: true, value: ownName(loras, trainingId) }),
  };
}

/** A graph without a slot for the model draws with its own, whatever it is asked for. */
function modelOfItsOwn(site: Site, models: NameMap, baseModel: string): Found<string> {
  if (hasOwn(models, baseModel)) return { ok: true, value: baseModel };
  const detail = `its workflow has no {{model}}. Write {{model}} there, or list ${quoted(baseModel)} under models if it is what the workflow draws with`;
  return failed(site, { what: "draw" }, { kind: "unresolvedModel", detail, charged: "no" });
}

async function find(
  site: Site,
  list: Remembered<string>,
  what: string,
  asked: string,
  wanted: string,
  field: string,
): Promise<Found<string>> {
  // It looks at its folders each time that it is asked.
  const found = await lookUp(
    list,
    (all) => fileOf(all, wanted),
    async () => {},
  );
  if (!found.ok) return found;
  if (found.value !== null) return { ok: true, value: found.value };
  return unknownName(site, what, asked, wanted, found.all, field);
}

/** The file itself, or the only one that is called so when its folder, its ending or both are left out. */
function fileOf(all: readonly string[], wanted: string): string | undefined {
  if (all.includes(wanted)) return wanted;
  const folder = (file: string) => file.slice(0, file.length - baseName(file).length);
  const called = (file: string) => [baseName(file), withoutEnding(file), `${folder(file)}${withoutEnding(file)}`];
  const alike = all.filter((file) => called(file).includes(wanted));
  return alike.length === 1 ? alike[0] : undefined;
}

/** What an input of a node may be. Newer nodes write ["COMBO", { options }] in place of the list itself. */
export async function choices(
  site: Site,
  what: string,
  node: string,
  input: string,
): Promise<Found<readonly string[]>> {
  const path = `/object_info/${node}`;
  const told = await askSite(site, {
    what,
    effect: "asks",
    method: "GET",
    path,
    maxBytes: 16 * 1_048_576,
    urgent: true,
  });
  if (!told.ok) return told;
  const at = [node, "input", "required", input] as const;
  const list = listOf(told.json, ...at, 0) ?? listOf(told.json, ...at, 1, "options");
  if (list !== undefined) return { ok: true, value: list.filter((each) => typeof each === "string") };
  const detail = `it does not say what ${input} of ${node} may be. Check its URL and its kind`;
  return failed(site, { what }, { kind: "setup", detail });
}
