// An account of Hugging Face in, a backend that draws by an inference provider out (spec 6.25).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend, ImageServer } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { imageServer } from "./draw.js";

export type HuggingfaceOptions = {
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
  /** As the provider calls it; absent: the model's own. */
  readonly scheduler?: string;
};

const defaults = {
  url: "https://router.huggingface.co/hf-inference",
  hint: 'Name the environment variable that holds your token: "key": "HF_TOKEN"',
  paid: true,
};

/** It cannot be asked what it has for nothing, so there is no probe. */
export function huggingfaceBackend({
  settings,
  host,
  scheduler,
  capabilities = profiles.huggingface,
}: HuggingfaceOptions): Backend & Pick<Probing, "host"> {
  const { name, models = {}, loras = {}, concurrency } = settings;
  const site = siteOfSettings({ ...settings, kind: "huggingface" }, host, defaults);
  const draws = imageServer({ site, models, loras, scheduler: scheduler ?? null });
  const images: ImageServer = {
    ...draws,
    ...(concurrency === undefined ? {} : { concurrency }),
    start: async (request, context) => {
      const several = (request.prompts[0]?.batchSize ?? 1) > 1;
      const problem = problemOf(request, capabilities) ?? (several ? "one image is drawn at once" : null);
      if (problem === null) return draws.start(request, context);
      return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
    },
  };
  return {
    id: name,
    synthetic: false,
    identity: `huggingface ${site.base}`,
    capabilities,
    images,
    objects: null,
    training: null,
    host: site.host,
  };
}
