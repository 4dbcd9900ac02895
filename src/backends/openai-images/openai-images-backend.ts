// A server that speaks OpenAI's API of images in, a backend that draws by it out (spec 6.26).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend, ImageServer } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import { listModels } from "../wire/list-models.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { imageServer } from "./draw.js";
import { limited } from "./families.js";

export type OpenaiImagesOptions = {
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
};

const defaults = {
  url: "https://api.openai.com",
  hint: 'Name the environment variable that holds your key: "key": "OPENAI_API_KEY"',
  paid: true,
};

export function openaiImagesBackend({ settings, host, ...options }: OpenaiImagesOptions): Backend & Probing {
  const { name, models = {}, quality = null, concurrency } = settings;
  const capabilities = limited(options.capabilities ?? profiles["openai-images"], Object.values(models));
  const site = siteOfSettings({ ...settings, kind: "openai-images" }, host, defaults);
  const draws = imageServer({ site, models, quality });
  const images: ImageServer = {
    ...draws,
    ...(concurrency === undefined ? {} : { concurrency }),
    start: async (request, context) => {
      const problem = problemOf(request, capabilities);
      if (problem === null) return draws.start(request, context);
      return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
    },
  };
  return {
    id: name,
    synthetic: false,
    identity: `openai-images ${site.origin} ${quality ?? ""}`,
    capabilities,
    images,
    objects: null,
    training: null,
    host: site.host,
    probe: () => listModels(site),
  };
}
