// A ComfyUI server in, a backend that draws on it out (spec 6.22).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend, ImageServer } from "../contract.js";
import type { ServerSettings } from "../server-settings.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { type Host, siteOfSettings } from "../wire/site-of-settings.js";
import { imageServer } from "./draw.js";
import { namesOf } from "./find-names.js";
import { plainGraph } from "./graph.js";
import { probe } from "./probe.js";
import type { Workflow } from "./workflow.js";

export type ComfyuiOptions = {
  readonly settings: Omit<ServerSettings, "kind">;
  readonly host: Host;
  readonly capabilities?: Capabilities;
  /** As the server calls them. Default: euler, normal. */
  readonly sampler?: string;
  readonly scheduler?: string;
  /** Instead of the plain graph; sampler and scheduler are then its own. */
  readonly workflow?: Workflow;
};

const defaults = {
  url: "http://127.0.0.1:8188",
  hint: "Start ComfyUI, with --listen if it is on another machine",
  paid: false,
};

export function comfyuiBackend({ settings, host, ...options }: ComfyuiOptions): Backend & Probing {
  const { workflow, sampler = "euler", scheduler = "normal" } = options;
  const declared = options.capabilities ?? profiles.comfyui;
  const capabilities = workflow === undefined ? declared : workflow.limited(declared);
  const site = siteOfSettings({ ...settings, kind: "comfyui" }, host, defaults);
  const names = namesOf(site, settings.models ?? {}, settings.loras ?? {}, workflow);
  const makeGraph = workflow?.makeGraph ?? plainGraph({ sampler, scheduler });
  const server = imageServer({ site, names, makeGraph });
  const images: ImageServer = {
    ...server,
    ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
    start: async (request, context) => {
      const problem = problemOf(request, capabilities);
      if (problem === null) return server.start(request, context);
      return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
    },
  };
  return {
    id: settings.name,
    synthetic: false,
    identity: `comfyui ${site.origin}${workflow === undefined ? "" : ` ${workflow.hash}`}`,
    capabilities,
    images,
    objects: null,
    training: null,
    host: site.host,
    probe: () => probe(site, names),
  };
}
