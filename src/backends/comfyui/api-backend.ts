// A server of the Comfy API v2 in, a backend that draws on it out (spec 6.22.7).

import { profiles } from "../../core/plan/backend/profiles.js";
import type { Backend } from "../contract.js";
import type { Probing } from "../wire/offer.js";
import { problemOf } from "../wire/one-prompt.js";
import { siteOfSettings } from "../wire/site-of-settings.js";
import { jobServer } from "./api-draw.js";
import type { ComfyuiOptions } from "./comfyui-backend.js";
import { namesAsGiven } from "./find-names.js";
import { plainGraph } from "./graph.js";

export type ComfyapiOptions = ComfyuiOptions;

const defaults = {
  url: "http://127.0.0.1:8189",
  hint: "Start comfy-api-proxy, or write https://cloud.comfy.org as its url",
  // Comfy Cloud does, and the server does not say which it is.
  paid: true,
};

/** It cannot be asked what it has, so it has no `probe`. */
export function comfyapiBackend({ settings, host, ...options }: ComfyapiOptions): Backend & Pick<Probing, "host"> {
  const { workflow, sampler = "euler", scheduler = "normal" } = options;
  const declared = options.capabilities ?? profiles.comfyapi;
  const capabilities = workflow === undefined ? declared : workflow.limited(declared);
  const site = siteOfSettings({ ...settings, kind: "comfyapi" }, host, defaults);
  const names = namesAsGiven(site, settings.models ?? {}, settings.loras ?? {}, workflow);
  const makeGraph = workflow?.makeGraph ?? plainGraph({ sampler, scheduler });
  const server = jobServer({ site, names, makeGraph });
  return {
    id: settings.name,
    synthetic: false,
    identity: `comfyapi ${site.origin}${workflow === undefined ? "" : ` ${workflow.hash}`}`,
    capabilities,
    images: {
      ...server,
      ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
      start: async (request, context) => {
        const problem = problemOf(request, capabilities);
        if (problem === null) return server.start(request, context);
        return { ok: false, failure: { kind: "invalid", detail: `${site.name}: ${problem}` } };
      },
    },
    objects: null,
    training: null,
    host: site.host,
  };
}
