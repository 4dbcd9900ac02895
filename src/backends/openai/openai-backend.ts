// A server that speaks chat completions in, a backend that generates objects by it out (spec 6.21).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Backend } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import { askSite } from "../wire/ask-site.js";
import type { Offered, Probing } from "../wire/offer.js";
import { listOf, textsOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { pathOf } from "../wire/versioned-path.js";
import { chatServer } from "./chat.js";
import { type ChatDialect, dialects } from "./dialects.js";

export type ChatOptions = {
  readonly dialect: ChatDialect;
  /** `model`: as the server calls it. */
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
};

export function openaiBackend({ dialect, settings, host, ...options }: ChatOptions): Backend & Probing {
  const row = dialects[dialect];
  const { capabilities = row.capabilities } = options;
  const { url, hint, paid } = row;
  const site = siteOfSettings({ ...settings, kind: dialect }, host, { url, hint, paid });
  const { model = null, concurrency } = settings;
  const server = chatServer({ site, dialect, model });
  return {
    id: settings.name,
    synthetic: false,
    identity: `chat ${dialect} ${site.origin} ${model ?? ""}`,
    capabilities,
    images: null,
    objects: concurrency === undefined ? server : { ...server, concurrency },
    training: null,
    host: site.host,
    probe: () => probe(site),
  };
}

async function probe(site: Site): Promise<Offered> {
  const told = await askSite(site, {
    what: "list its models",
    effect: "asks",
    method: "GET",
    path: pathOf(site, "/models"),
  });
  if (!told.ok) return { ok: false, failure: told.failure };
  const models = textsOf(listOf(told.json, "data"), "id");
  return { ok: true, offer: { models, loras: [], samplers: [], schedulers: [], resident: null, capabilities: {} } };
}
