// A training in, the id of what came of it out (spec 6.23.4): a training of the model that the project names, into the model that it names.

import { cut } from "../../core/text/cut.js";
import type { Json, JsonObject } from "../../core/text/json.js";
import { hasOwn } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import type { Failed, TrainingRequest, TrainingServer } from "../contract.js";
import { failed } from "../wire/ask-site.js";
import type { Found, NameMap } from "../wire/look-up.js";
import { spoilt } from "../wire/one-prompt.js";
import { textOf } from "../wire/read-json.js";
import { problemOf } from "./fill-input.js";
import { type Model, readName } from "./find-model.js";
import type { Inputs } from "./inputs.js";
import { cancel, damaged, follow, jobOf, submit, usedBy } from "./job.js";
import type { Replicate } from "./replicate.js";

export type Training = {
  /** The model that is trained; null: none is named. */
  readonly trainer: string | null;
  /** The model whose new version is what was trained. */
  readonly destination: string | null;
  /** Datasets of flows, and the URL of each. */
  readonly datasets: NameMap;
};

const what = "train a model";

export function trainingServer(replicate: Replicate, training: Training): TrainingServer {
  const { site, trained } = replicate;
  return {
    recovery: "none",
    start: async (request, context) => {
      const found = await trainerOf(replicate, training);
      if (!found.ok) return found;
      const { trainer, version, trains, destination } = found.value;
      const input = inputFor(trainer.path, trains, request, training.datasets);
      if (!input.ok) return failed(site, { what }, input.failure);
      return submit(
        site,
        {
          what,
          kind: "trainings",
          path: `/models/${trainer.path}/versions/${version}/trainings`,
          body: { destination, input: input.value },
          seconds: request.maxMinutes * 60,
          more: {},
        },
        context,
      );
    },
    follow: async (handle, context) => {
      const job = jobOf(handle, "trainings");
      if (job === null) return damaged(site, "tell what came of a training");
      const read = async (json: Json) => {
        const made = textOf(json, "output", "version") ?? textOf(json, "output", "weights");
        if (made === undefined) return spoilt(site, { what }, "it names neither a version nor weights");
        return { ok: true as const, value: { id: trained.note(job.id) }, ...usedBy(json) };
      };
      const tooLong = (seconds: number) => ({
        kind: "invalid" as const,
        detail: `it did not end within ${seconds / 60} minutes. Train less, or raise limits.trainingMinutes`,
      });
      // Its log grows for as long as it takes.
      return follow(site, job, { what, maxBytes: 32 * 1_048_576, read, tooLong }, context);
    },
    cancel: async (handle) => {
      const job = jobOf(handle, "trainings");
      return job === null ? "unknown" : cancel(site, job);
    },
  };
}

type Trainer = {
  readonly trainer: Model;
  readonly version: string;
  readonly trains: Inputs;
  readonly destination: string;
};

async function trainerOf({ site, models }: Replicate, { trainer, destination }: Training): Promise<Found<Trainer>> {
  const missing = (detail: string) => failed(site, { what }, { kind: "setup", detail, charged: "no" });
  if (trainer === null)
    return missing(
      'no model to train is named. Write "model": "owner/name:version" beside its "kind" in flowplan.json',
    );
  if (destination === null || readName(destination)?.version !== null)
    return missing(
      'no model to train into is named. Write "destination": "owner/name" beside its "kind" in flowplan.json',
    );
  const found = await models.named(trainer, { what: "the model to train", setting: "model" });
  if (!found.ok) return found;
  const { version, trains, path } = found.value;
  if (version === null || trains === null) return missing(`the model ${printable(path)} cannot be trained`);
  return { ok: true, value: { trainer: found.value, version, trains, destination } };
}

/** What trainers call the pictures, which they take as the URL of a zip file. */
const pictureInputs = ["input_images", "train_data", "training_data", "instance_data", "images", "dataset"];
const baseInputs = ["base_model", "baseModel"];

type Filled = { readonly ok: true; readonly value: JsonObject } | { readonly ok: false; readonly failure: Failed };

function inputFor(path: string, trains: Inputs, { datasetId, settings }: TrainingRequest, datasets: NameMap): Filled {
  const refused = (detail: string, kind: Failed["kind"] = "invalid"): Filled => ({
    ok: false,
    failure: { kind, detail, charged: "no" },
  });
  const pictures = pictureInputs.find((name) => trains.has(name));
  if (pictures === undefined)
    return refused(`the model ${path} takes no pictures (it has no input ${pictureInputs.join(", ")})`);
  const url = urlOf(datasetId, datasets);
  if (url === null) {
    const trial = "Say under datasets of the server in flowplan.json at which URL it is";
    return refused(`${quoted(cut(datasetId, 60))} is not the URL of a dataset. ${trial}`, "setup");
  }
  const input: { [name: string]: Json } = { [pictures]: url };
  for (const [name, value] of Object.entries(settings)) {
    // The model to train is the project's; where it can be told what to begin with, it is.
    const taken = name === "baseModel" ? baseInputs.find((each) => trains.has(each)) : name;
    if (taken === undefined) continue;
    if (taken === pictures) return refused(`its input ${pictures} is the dataset, so settings cannot set it`);
    if (!trains.has(taken)) {
      const near = nearest(taken, [...trains.keys()]);
      return refused(
        `the model ${path} takes no setting ${quoted(cut(taken, 60))}${near === undefined ? "" : `; did you mean ${quoted(near)}`}`,
      );
    }
    const problem = problemOf(trains.get(taken), value);
    if (problem !== null) return refused(`the setting ${quoted(taken)} is ${problem}, which the model ${path} takes`);
    input[taken] = value;
  }
  return { ok: true, value: input };
}

function urlOf(datasetId: string, datasets: NameMap): string | null {
  if (hasOwn(datasets, datasetId)) return datasets[datasetId] as string;
  return /^https?:\/\//i.test(datasetId) ? datasetId : null;
}
