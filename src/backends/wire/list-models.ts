// A server that speaks as OpenAI does in, the models that it says it has out (spec 6.21.5): GET /v1/models.

import { askSite } from "./ask-site.js";
import type { Offered } from "./offer.js";
import { listOf, textsOf } from "./read-json.js";
import type { Site } from "./site.js";
import { pathOf } from "./versioned-path.js";

export async function listModels(site: Site): Promise<Offered> {
  const path = pathOf(site, "/models");
  const told = await askSite(site, { what: "list its models", effect: "asks", method: "GET", path });
  if (!told.ok) return { ok: false, failure: told.failure };
  const models = textsOf(listOf(told.json, "data"), "id");
  return { ok: true, offer: { models, loras: [], samplers: [], schedulers: [], resident: null, capabilities: {} } };
}
