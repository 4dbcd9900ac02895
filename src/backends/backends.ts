// Every kind of backend by its name (spec 5.5.2, 6.7, 6.17): what it is, in words, and how a run gets it. What each can do is declared
// in profiles.ts.

import type { ProfileName } from "../core/plan/backend/profiles.js";
import { comfyapiBackend } from "./comfyui/api-backend.js";
import { comfyuiBackend } from "./comfyui/comfyui-backend.js";
import type { Workflow } from "./comfyui/workflow.js";
import type { Backend } from "./contract.js";
import { falBackend } from "./fal/fal-backend.js";
import { huggingfaceBackend } from "./huggingface/huggingface-backend.js";
import type { ChatDialect } from "./openai/dialects.js";
import { openaiBackend } from "./openai/openai-backend.js";
import { openaiImagesBackend } from "./openai-images/openai-images-backend.js";
import { type ReferenceOptions, referenceBackend } from "./reference/reference-backend.js";
import { replicateBackend } from "./replicate/replicate-backend.js";
import type { SdapiDialect } from "./sdapi/dialects.js";
import { sdapiBackend } from "./sdapi/sdapi-backend.js";
import type { ServerSettings } from "./server-settings.js";
import type { Probing } from "./wire/offer.js";
import type { Host } from "./wire/site-of-settings.js";

/** `host`: for those that are asked over HTTP. `workflow`: of ComfyUI, in place of the plain one. */
export type MakeOptions = ReferenceOptions & { readonly host: Host; readonly workflow?: Workflow };

export type BackendRow = {
  readonly words: string;
  /** null: this version plans for it, and cannot run on it. */
  readonly make: ((settings: ServerSettings, options: MakeOptions) => Backend & Partial<Probing>) | null;
};

export const backends: { readonly [name in ProfileName]: BackendRow } = {
  reference: {
    words: "the embedded backend, whose answers are synthetic",
    make: ({ name }, options) => ({ ...referenceBackend(options), id: name }),
  },
  comfyui: {
    words: "a ComfyUI server",
    make: (settings, { host, capabilities, workflow }) =>
      comfyuiBackend({
        settings,
        host,
        ...(capabilities === undefined ? {} : { capabilities }),
        ...(workflow === undefined ? {} : { workflow }),
      }),
  },
  comfyapi: {
    words: "Comfy Cloud, or another server of the Comfy API v2",
    make: (settings, { host, capabilities, workflow }) =>
      comfyapiBackend({
        settings,
        host,
        ...(capabilities === undefined ? {} : { capabilities }),
        ...(workflow === undefined ? {} : { workflow }),
      }),
  },
  a1111: { words: "AUTOMATIC1111, by the sdapi", make: sdapi("a1111") },
  forge: { words: "Forge, by the sdapi", make: sdapi("forge") },
  sdnext: { words: "SD.Next, by the sdapi", make: sdapi("sdnext") },
  sdcpp: { words: "the server of stable-diffusion.cpp", make: sdapi("sdcpp") },
  huggingface: {
    words: "Hugging Face inference providers",
    make: (settings, { host, capabilities }) =>
      huggingfaceBackend({ settings, host, ...(capabilities === undefined ? {} : { capabilities }) }),
  },
  replicate: {
    words: "Replicate, by predictions and trainings",
    make: (settings, { host, capabilities }) =>
      replicateBackend({ settings, host, ...(capabilities === undefined ? {} : { capabilities }) }),
  },
  fal: {
    words: "fal, by its queue",
    make: (settings, { host, capabilities }) =>
      falBackend({ settings, host, ...(capabilities === undefined ? {} : { capabilities }) }),
  },
  "openai-images": {
    words: "OpenAI's API of images, or a server that speaks it",
    make: (settings, { host, capabilities }) =>
      openaiImagesBackend({ settings, host, ...(capabilities === undefined ? {} : { capabilities }) }),
  },
  diffusers: { words: "a diffusers pipeline", make: null },
  openai: { words: "OpenAI, or a server that speaks as it does", make: chat("openai") },
  vllm: { words: "a vLLM server", make: chat("vllm") },
  llamacpp: { words: "the server of llama.cpp", make: chat("llamacpp") },
  ollama: { words: "an Ollama server", make: chat("ollama") },
};

function chat(dialect: ChatDialect): NonNullable<BackendRow["make"]> {
  return (settings, { host, capabilities }) =>
    openaiBackend({ dialect, settings, host, ...(capabilities === undefined ? {} : { capabilities }) });
}

function sdapi(dialect: SdapiDialect): NonNullable<BackendRow["make"]> {
  return (settings, { host, capabilities }) =>
    sdapiBackend({ dialect, settings, host, ...(capabilities === undefined ? {} : { capabilities }) });
}

export const kindNames: readonly string[] = Object.keys(backends);

/** The names of those that a run can call. */
export const runnableBackends: readonly string[] = Object.entries(backends).flatMap(([name, { make }]) =>
  make === null ? [] : [name],
);

/** undefined: a name of a host's own, for which capabilities are given. */
export function findBackend(name: string): BackendRow | undefined {
  return Object.hasOwn(backends, name) ? backends[name as ProfileName] : undefined;
}
