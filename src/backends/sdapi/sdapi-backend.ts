// A server that speaks sdapi in, a backend that draws on it out (spec 6.20).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Backend, ImageServer, PassRequest } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import type { Probing } from "../wire/offer.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { dialects, type SdapiDialect } from "./dialects.js";
import { drawAsJob } from "./draw-as-job.js";
import { drawAtOnce } from "./draw-at-once.js";
import { modelsOf } from "./find-names.js";
import { probeSdapi } from "./probe-sdapi.js";
import type { Sdapi } from "./sdapi.js";

export type SdapiOptions = {
  readonly dialect: SdapiDialect;
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
  /** As the server calls them; absent: what it draws with by default. */
  readonly sampler?: string;
  readonly scheduler?: string;
  /** A call whose answer was lost is drawn again, instead of being left to a person: it takes time, and no money. */
  readonly redrawLost?: boolean;
};

export function sdapiBackend({ dialect, settings, host, ...options }: SdapiOptions): Backend & Probing {
  const row = dialects[dialect];
  const { capabilities = row.capabilities, sampler, scheduler, redrawLost = false } = options;
  const site = siteOfSettings({ ...settings, kind: dialect }, host, { url: row.url, hint: row.hint, paid: false });
  const names = modelsOf(site, dialect, settings.models ?? {}, settings.loras ?? {});
  const sdapi: Sdapi = { site, dialect, names, capabilities, sampler: sampler ?? null, scheduler: scheduler ?? null };
  const drawn = dialect === "sdcpp" ? drawAsJob(sdapi) : drawAtOnce(sdapi);
  const images: ImageServer = {
    ...drawn,
    ...(redrawLost ? { recovery: "resend" as const } : {}),
    ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
    start: async (request, context) => {
      const problem = problemOf(request, capabilities);
      if (problem === null) return drawn.start(request, context);
      return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
    },
  };
  return {
    id: settings.name,
    synthetic: false,
    identity: `sdapi ${dialect} ${site.origin}`,
    capabilities,
    images,
    objects: null,
    training: null,
    host: site.host,
    probe: () => probeSdapi(sdapi),
  };
}

/** What the server would take for something else than was meant. */
function problemOf({ prompts }: PassRequest, { seedRange }: Capabilities): string | null {
  const [prompt] = prompts;
  if (prompt === undefined || prompts.length > 1) return "one prompt is drawn at once";
  const last = prompt.seed + prompt.batchSize - 1;
  if (seedRange !== undefined && (prompt.seed < seedRange.min || last > seedRange.max))
    return `seeds from ${prompt.seed} to ${last} are not within ${seedRange.min} to ${seedRange.max}`;
  return null;
}
