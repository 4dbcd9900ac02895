// A server that speaks sdapi in, what it says that it has out (spec 6.18.8).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { askSite, type Told } from "../wire/ask-site.js";
import type { Offered } from "../wire/offer.js";
import { listOf, numberOf, textOf, textsOf } from "../wire/read-json.js";
import { listCheckpoints, listLoras } from "./find-names.js";
import type { Sdapi } from "./sdapi.js";

export async function probeSdapi({ site, dialect, capabilities }: Sdapi): Promise<Offered> {
  const ask = (what: string, path: string) => askSite(site, { what, effect: "asks", method: "GET", path });
  const models = await listCheckpoints(site);
  if (!models.ok) return models;
  // What else it is asked for, older servers do not have.
  const loras = await listLoras(site);
  const samplers = await ask("list its samplers", "/sdapi/v1/samplers");
  const schedulers = await ask("list its schedulers", "/sdapi/v1/schedulers");
  const options = await ask("say which model is loaded", "/sdapi/v1/options");
  const resident = options.ok ? textOf(options.json, "sd_model_checkpoint") : undefined;
  const limits =
    dialect === "sdcpp" ? limitsOf(await ask("say its limits", "/sdcpp/v1/capabilities"), capabilities) : {};
  return {
    ok: true,
    offer: {
      models: models.value.map(({ title }) => title),
      loras: loras.ok ? loras.value.map(({ name }) => name) : [],
      samplers: namesIn(samplers),
      schedulers: namesIn(schedulers),
      resident: resident === undefined ? null : [resident],
      capabilities: limits,
    },
  };
}

function namesIn(told: Told): readonly string[] {
  return told.ok ? textsOf(listOf(told.json), "name") : [];
}

/** What is declared stands where it does not say. */
function limitsOf(told: Told, { limits, maxBatch }: Capabilities): Partial<Capabilities> {
  if (!told.ok) return {};
  const limit = (name: string, otherwise: number) => {
    const found = numberOf(told.json, "limits", name);
    return found !== undefined && Number.isSafeInteger(found) && found > 0 ? found : otherwise;
  };
  return {
    maxBatch: limit("max_batch_count", maxBatch),
    limits: {
      ...limits,
      width: { min: limit("min_width", limits.width.min), max: limit("max_width", limits.width.max) },
      height: { min: limit("min_height", limits.height.min), max: limit("max_height", limits.height.max) },
    },
  };
}
