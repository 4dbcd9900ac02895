// A ComfyUI server in, what it says that it has out (spec 6.18.8).

import type { Offered } from "../wire/offer.js";
import type { Site } from "../wire/site.js";
import { choices, type Names } from "./find-names.js";

export async function probe(site: Site, names: Names): Promise<Offered> {
  const { models, loras } = await names.all();
  if (!models.ok) return models;
  const samplers = await choices(site, "list its samplers", "KSampler", "sampler_name");
  const schedulers = await choices(site, "list its schedulers", "KSampler", "scheduler");
  return {
    ok: true,
    offer: {
      models: models.value,
      loras: loras.ok ? loras.value : [],
      samplers: samplers.ok ? samplers.value : [],
      schedulers: schedulers.ok ? schedulers.value : [],
      // It does not say what it has loaded.
      resident: null,
      capabilities: {},
    },
  };
}
