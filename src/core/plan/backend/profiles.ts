// The name of a kind of server in, what such a server can do out (spec 5.5.2): declared, where nothing was probed. What a server's
// own interface fixes is documented there; what depends on its memory or build is decided here, on the careful side.

import { imageFields, imageRanges } from "../../language/image-fields.js";
import type { Capabilities, CapabilityField, Fidelity } from "./capabilities.js";

const allExact: { readonly [field in CapabilityField]: Fidelity } = {
  negativePrompt: "exact",
  steps: "exact",
  guidanceScale: "exact",
  scale: "exact",
  precision: "exact",
  seed: "exact",
  trainingId: "exact",
  width: "exact",
  height: "exact",
};

/** Our own: does all that the language has, within the language's own limits. */
const reference: Capabilities = {
  promptsPerPass: "many",
  parallelBatch: true,
  maxBatch: imageFields.batchSize.type.maximum,
  splitsExactly: true,
  concurrency: 4,
  seed: "increment",
  fields: allExact,
  limits: { ...imageRanges, multipleOf: imageFields.width.multipleOf },
  cancel: "any",
  dedup: "clientKey",
  training: true,
};

/** One text for a whole latent batch; the noise of a batch is one stream; precision is a flag of the server. */
const comfyui: Capabilities = {
  ...reference,
  promptsPerPass: 1,
  maxBatch: 4096,
  splitsExactly: false,
  concurrency: 1,
  seed: "stream",
  fields: { ...allExact, precision: "worker" },
  limits: {
    width: { min: 16, max: 16384 },
    height: { min: 16, max: 16384 },
    multipleOf: 8,
    steps: { min: 1, max: 10000 },
    guidanceScale: { min: 0, max: 100 },
  },
  seedRange: { min: 0, max: Number.MAX_SAFE_INTEGER, outside: "refused" },
  dedup: "none",
  training: false,
  objects: false,
};

/** Draws what ComfyUI does, for many at once; takes a key of a call once. */
const comfyapi: Capabilities = { ...comfyui, dedup: "rejectDuplicate" };

/** Seeds count up within a batch and are returned, and -1 asks for a random one; requests queue behind one lock. */
const a1111: Capabilities = {
  ...comfyui,
  maxBatch: 8,
  seed: "increment",
  limits: {
    width: { min: 64, max: 2048 },
    height: { min: 64, max: 2048 },
    multipleOf: 8,
    steps: { min: 1, max: 150 },
    guidanceScale: { min: 0, max: 30 },
  },
  seedRange: { min: 0, max: 4_294_967_295, outside: "random" },
};

const forge: Capabilities = a1111;

/** Says how far it is, but not for whom, so interrupting it could end what another user draws. */
const sdnext: Capabilities = { ...a1111, cancel: "none" };

/** Draws a batch image by image, so that splitting one changes nothing; only what still waits can be cancelled. */
const sdcpp: Capabilities = { ...a1111, parallelBatch: false, splitsExactly: true, cancel: "queuedOnly" };

/** One image a call. A LoRA is put on at full strength; what other fields mean is up to each provider. */
const huggingface: Capabilities = {
  ...a1111,
  parallelBatch: false,
  maxBatch: 1,
  splitsExactly: true,
  concurrency: 4,
  seed: "perImage",
  seedRange: { min: 0, max: 4_294_967_295, outside: "refused" },
  fields: {
    negativePrompt: "approx",
    steps: "approx",
    guidanceScale: "approx",
    scale: "ignored",
    precision: "ignored",
    seed: "approx",
    trainingId: "exact",
    width: "approx",
    height: "approx",
  },
  cancel: "none",
};

/** Each model says itself what it takes, many draw one image a call, and all are seeded by it; what fields mean is up to each model. */
const replicate: Capabilities = {
  ...a1111,
  parallelBatch: false,
  maxBatch: 1,
  splitsExactly: true,
  concurrency: 4,
  seed: "perImage",
  seedRange: { min: 0, max: 4_294_967_295, outside: "refused" },
  fields: {
    ...allExact,
    negativePrompt: "approx",
    steps: "approx",
    guidanceScale: "approx",
    scale: "approx",
    precision: "ignored",
  },
  training: true,
};

/** What fields mean is up to each endpoint, which leaves out without a word what it does not know; one seed makes a whole call. */
const fal: Capabilities = {
  ...a1111,
  maxBatch: 4,
  concurrency: 4,
  seed: "opaque",
  seedRange: { min: 0, max: 4_294_967_295, outside: "refused" },
  fields: {
    negativePrompt: "approx",
    steps: "approx",
    guidanceScale: "approx",
    scale: "approx",
    precision: "ignored",
    seed: "approx",
    trainingId: "approx",
    width: "exact",
    height: "exact",
  },
  cancel: "queuedOnly",
};

/** Takes a prompt and a size, and nothing else that a flow says: pictures have no seeds, so how they are packed changes nothing. */
const openaiImages: Capabilities = {
  ...reference,
  promptsPerPass: 1,
  concurrency: 4,
  seed: "none",
  fields: {
    negativePrompt: "ignored",
    steps: "ignored",
    guidanceScale: "ignored",
    scale: "ignored",
    precision: "ignored",
    seed: "ignored",
    trainingId: "ignored",
    width: "exact",
    height: "exact",
  },
  limits: { ...imageRanges, width: { min: 256, max: 2048 }, height: { min: 256, max: 2048 }, multipleOf: 8 },
  cancel: "none",
  dedup: "none",
  training: false,
  objects: false,
};

/** Lists of prompts, negative prompts and generators in one call; everything else is one value a call. */
const diffusers: Capabilities = {
  ...reference,
  splitsExactly: false,
  concurrency: 1,
  seed: "perImage",
  cancel: "none",
  dedup: "none",
  training: false,
  objects: false,
};

/** Generates objects alone: what is said of images is without meaning. */
const openai: Capabilities = {
  ...reference,
  concurrency: 8,
  cancel: "none",
  dedup: "none",
  training: false,
  images: false,
};

/** Batches by itself what is under way at once. */
const vllm: Capabilities = { ...openai, concurrency: 16 };

/** One answer at a time, unless it is started for more. */
const llamacpp: Capabilities = { ...openai, concurrency: 1 };

const ollama: Capabilities = llamacpp;

const drawing = {
  comfyui,
  comfyapi,
  a1111,
  forge,
  sdnext,
  sdcpp,
  huggingface,
  replicate,
  fal,
  "openai-images": openaiImages,
  diffusers,
} as const;
const writing = { openai, vllm, llamacpp, ollama } as const;
export const profiles = { reference, ...drawing, ...writing } as const;
export type ProfileName = keyof typeof profiles;
export const profileNames = Object.keys(profiles) as readonly ProfileName[];
