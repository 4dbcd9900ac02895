// Every kind of backend by its name (spec 5.5.2, 6.7, 6.17): what it is, in words, and how a run gets it. What each can do is declared
// in profiles.ts.

import type { ProfileName } from "../core/plan/backend/profiles.js";
import type { Backend } from "./contract.js";
import { type ReferenceOptions, referenceBackend } from "./reference/reference-backend.js";
import type { ServerSettings } from "./server-settings.js";

export type BackendRow = {
  readonly words: string;
  /** null: this version plans for it, and cannot run on it. */
  readonly make: ((settings: ServerSettings, options: ReferenceOptions) => Backend) | null;
};

export const backends: { readonly [name in ProfileName]: BackendRow } = {
  reference: {
    words: "the embedded backend, whose answers are synthetic",
    make: ({ name }, options) => ({ ...referenceBackend(options), id: name }),
  },
  comfyui: { words: "a ComfyUI server", make: null },
  a1111: { words: "AUTOMATIC1111 or Forge, by the sdapi", make: null },
  sdcpp: { words: "the server of stable-diffusion.cpp", make: null },
  huggingface: { words: "Hugging Face inference providers", make: null },
  diffusers: { words: "a diffusers pipeline", make: null },
};

export const kindNames: readonly string[] = Object.keys(backends);

/** The names of those that a run can call. */
export const runnableBackends: readonly string[] = Object.entries(backends).flatMap(([name, { make }]) =>
  make === null ? [] : [name],
);

/** undefined: a name of a host's own, for which capabilities are given. */
export function findBackend(name: string): BackendRow | undefined {
  return Object.hasOwn(backends, name) ? backends[name as ProfileName] : undefined;
}
