// An account of fal in, whether it answers to its key, and the endpoints of the project out (spec 6.24.5). fal does not list what there is.

import { askSite } from "../wire/ask-site.js";
import type { NameMap } from "../wire/look-up.js";
import type { Offered } from "../wire/offer.js";
import type { Site } from "../wire/site.js";
import { type Endpoint, endpointOf } from "./endpoint.js";

/** No request has it. */
const nobody = "00000000-0000-0000-0000-000000000000";

/** A look at a request that does not exist costs nothing, and is refused to whoever has no key. */
export async function probeFal(site: Site, models: NameMap): Promise<Offered> {
  const named = Object.values(models).flatMap((name) => endpointOf(name) ?? []);
  const known: string[] = [];
  for (const endpoint of named.length === 0 ? [anyone] : named) {
    const path = `/${endpoint.app}/requests/${nobody}/status`;
    const told = await askSite(site, { what: "say what it has", effect: "asks", method: "GET", path });
    if (!told.ok && !(told.status === 404 && told.json !== undefined)) return { ok: false, failure: told.failure };
    if (named.length > 0) known.push(nameOf(endpoint));
  }
  const offer = { models: known, loras: [], samplers: [], schedulers: [], resident: null, capabilities: {} };
  return { ok: true, offer };
}

const anyone: Endpoint = { id: "fal-ai/flux/dev", app: "fal-ai/flux", modelName: null };

function nameOf({ id, modelName }: Endpoint): string {
  return modelName === null ? id : `${id}#${modelName}`;
}
