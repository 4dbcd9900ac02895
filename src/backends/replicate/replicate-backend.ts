// A Replicate account in, a backend that draws and trains there out (spec 6.23).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend, ImageServer } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { imageServer } from "./draw.js";
import { modelsOf } from "./find-model.js";
import { trainedOf } from "./find-trained.js";
import { probeReplicate } from "./probe.js";
import type { Replicate } from "./replicate.js";
import { trainingServer } from "./train.js";

export type ReplicateOptions = {
  /** `model` and `destination`: what is trained, and into what. */
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
};

const defaults = {
  url: "https://api.replicate.com/v1",
  hint: 'Name the environment variable that holds your token: "key": "REPLICATE_API_TOKEN"',
  paid: true,
};

export function replicateBackend({ settings, host, ...options }: ReplicateOptions): Backend & Probing {
  const { capabilities = profiles.replicate } = options;
  const { model = null, destination = null, datasets = {}, models: names = {}, concurrency, timeout = null } = settings;
  const site = siteOfSettings({ ...settings, kind: "replicate" }, host, defaults);
  const models = modelsOf(site, names);
  const trained = trainedOf(site, models, settings.loras ?? {});
  const replicate: Replicate = { site, models, trained, timeout };
  const draws = imageServer(replicate);
  const limit = concurrency === undefined ? {} : { concurrency };
  const images: ImageServer = {
    ...draws,
    ...limit,
    start: async (request, context) => {
      const problem = problemOf(request, capabilities);
      if (problem === null) return draws.start(request, context);
      return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
    },
  };
  return {
    id: settings.name,
    synthetic: false,
    identity: `replicate ${site.origin}`,
    capabilities,
    images,
    objects: null,
    training: { ...trainingServer(replicate, { trainer: model, destination, datasets }), ...limit },
    host: site.host,
    probe: () => probeReplicate(replicate, Object.keys(names), model),
  };
}
