// A server that speaks chat completions in, a backend that generates objects by it out (spec 6.21).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Backend } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import { listModels } from "../wire/list-models.js";
import type { Probing } from "../wire/offer.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
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
    probe: () => listModels(site),
  };
}
