// The id of a training in, the model or the weights that came of it out (spec 6.23.4): as the project says, otherwise looked for among the trainings
// of the account.

import type { Failed } from "../../core/run/server.js";
import { hasOwn, type Json } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import { uuidOf } from "../uuid-of.js";
import { askSite } from "../wire/ask-site.js";
import type { Found, NameMap } from "../wire/look-up.js";
import { listOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { pathOf } from "../wire/versioned-path.js";
import { type Model, type Models, readName } from "./find-model.js";

export type Trained = {
  find(trainingId: string): Promise<Found<TrainedModel>>;
  /** What flows call a training of the server's. */
  note(own: string): string;
  list(): Promise<Found<readonly string[]>>;
};

/** `model`: takes the place of the base model. `weights`: are put on it, as the input of the base model takes them. */
export type TrainedModel = { readonly model: Model } | { readonly weights: string };

export function trainedOf(site: Site, models: Models, map: NameMap): Trained {
  const known = new Map<string, string>();
  const note = (own: string) => {
    const id = idOf(own);
    known.set(id, own);
    return id;
  };
  return {
    note,
    find: async (trainingId) => {
      const asked = { what: quoted(trainingId), setting: "loras" };
      if (hasOwn(map, trainingId)) return resolved(map[trainingId] as string, models, asked);
      if (!known.has(trainingId)) {
        const found = await eachTraining(site, (own) => {
          note(own);
          return known.has(trainingId);
        });
        if (!found.ok) return found;
      }
      const own = known.get(trainingId);
      if (own === undefined)
        return unresolved(site, `there is no training ${quoted(trainingId)} among those of the account`, asked.what);
      const told = await askSite(site, {
        what: "tell what came of a training",
        effect: "asks",
        method: "GET",
        path: pathOf(site, `/trainings/${encodeURIComponent(own)}`),
        urgent: true,
      });
      if (!told.ok) return told;
      const made = textOf(told.json, "output", "version") ?? textOf(told.json, "output", "weights");
      if (textOf(told.json, "status") !== "succeeded" || made === undefined)
        return unresolved(site, `the training ${quoted(own)} has not succeeded`, asked.what);
      return resolved(made, models, asked);
    },
    list: async () => {
      const versions: string[] = [];
      const found = await eachTraining(site, (_, training) => {
        const version = textOf(training, "output", "version");
        if (textOf(training, "status") === "succeeded" && version !== undefined) versions.push(version);
        return false;
      });
      return found.ok ? { ok: true, value: versions } : found;
    },
  };
}

/** A flow knows trainings by UUIDs, and the server has ids of another shape. */
function idOf(own: string): string {
  return uuidOf(`replicate training ${own}`);
}

/** A version is a model of its own; everything else is what an input for a LoRA takes. */
async function resolved(
  name: string,
  models: Models,
  asked: { readonly what: string; readonly setting: string },
): Promise<Found<TrainedModel>> {
  if (typeof readName(name)?.version !== "string") return { ok: true, value: { weights: name } };
  const found = await models.named(name, asked);
  return found.ok ? { ok: true, value: { model: found.value } } : found;
}

const mostPages = 50;

/** The latest first, until `seen` says that it is enough. */
async function eachTraining(site: Site, seen: (own: string, training: Json) => boolean): Promise<Found<null>> {
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const told = await askSite(site, {
      what: "list its trainings",
      effect: "asks",
      method: "GET",
      path: pathOf(site, "/trainings"),
      ...(cursor === null ? {} : { query: { cursor } }),
      maxBytes: 16 * 1_048_576,
      urgent: true,
    });
    if (!told.ok) return told;
    for (const training of listOf(told.json, "results") ?? []) {
      const own = textOf(training, "id");
      if (own !== undefined && seen(own, training)) return { ok: true, value: null };
    }
    cursor = cursorOf(textOf(told.json, "next"));
    if (cursor === null) break;
  }
  return { ok: true, value: null };
}

/** Of the URL of the next page only this is used, so that it leads nowhere else. */
function cursorOf(next: string | undefined): string | null {
  try {
    return next === undefined ? null : new URL(next).searchParams.get("cursor");
  } catch {
    return null;
  }
}

function unresolved(site: Site, problem: string, asked: string): { ok: false; failure: Failed } {
  const trial = `Say under loras what ${asked} is, as "owner/name:version" or as the input for a LoRA takes it`;
  const detail = `${site.name} at ${site.host}: ${problem}. ${trial}`;
  return { ok: false, failure: { kind: "unresolvedModel", detail, charged: "no" } };
}
