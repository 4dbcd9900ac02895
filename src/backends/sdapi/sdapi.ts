// What all calls of one sdapi server share (spec 6.20).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Failed } from "../../core/run/server.js";
import type { Site } from "../wire/site.js";
import type { SdapiDialect } from "./dialects.js";
import type { Names } from "./find-names.js";

export type Sdapi = {
  readonly site: Site;
  readonly dialect: SdapiDialect;
  readonly names: Names;
  readonly capabilities: Capabilities;
  readonly sampler: string | null;
  readonly scheduler: string | null;
};

/** Newer servers say that they do not know the model; older ones draw with another. */
export function understand(status: number, words: string): Partial<Failed> | null {
  return status === 404 && /model not found/i.test(words) ? { kind: "unresolvedModel" } : null;
}
