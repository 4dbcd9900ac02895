// The servers that speak sdapi, a row each (spec 6.20.1): what tells them apart.

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";

export type SdapiDialect = "a1111" | "forge" | "sdnext" | "sdcpp";

export type DialectRow = {
  readonly capabilities: Capabilities;
  /** Where it listens if nothing else is said. */
  readonly url: string;
  readonly hint: string;
  /** `task`: a call has an id of ours, by which it can be asked for and interrupted. `global`: progress of whatever is drawn now. */
  readonly progress: "task" | "global" | "jobs";
};

export const dialects: { readonly [dialect in SdapiDialect]: DialectRow } = {
  a1111: {
    capabilities: profiles.a1111,
    url: "http://127.0.0.1:7860",
    hint: "Start AUTOMATIC1111 with --api",
    progress: "task",
  },
  forge: {
    capabilities: profiles.forge,
    url: "http://127.0.0.1:7860",
    hint: "Start Forge with --api",
    progress: "task",
  },
  sdnext: {
    capabilities: profiles.sdnext,
    url: "http://127.0.0.1:7860",
    hint: "Start SD.Next with its API",
    progress: "global",
  },
  sdcpp: {
    capabilities: profiles.sdcpp,
    url: "http://127.0.0.1:1234",
    hint: "Start the server of stable-diffusion.cpp",
    progress: "jobs",
  },
};
