// An account of fal in, a backend that draws by its queue out (spec 6.24).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend, ImageServer } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { imageServer } from "./draw.js";
import { probeFal } from "./probe.js";

export type FalOptions = {
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
};

const defaults = {
  url: "https://queue.fal.run",
  hint: 'Name the environment variable that holds your key: "key": "FAL_KEY"',
  paid: true,
  keyIn: { word: "Key" },
};

export function falBackend({ settings, host, capabilities = profiles.fal }: FalOptions): Backend & Probing {
  const { name, models = {}, loras = {}, concurrency, timeout = null } = settings;
  const site = siteOfSettings({ ...settings, kind: "fal" }, host, defaults);
  const draws = imageServer({ site, models, loras, timeout });
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
    identity: `fal ${site.origin}`,
    capabilities,
    images,
    objects: null,
    training: null,
    host: site.host,
    probe: () => probeFal(site, models),
  };
}
