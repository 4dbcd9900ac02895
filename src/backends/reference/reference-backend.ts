// Calls in, answers out that follow from nothing but the call and its key (spec 6.7): so the same key has the same effect by itself.

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";
import { ajvValidator } from "../../core/schema/ajv-validator.js";
import type { Validator } from "../../core/schema/validator.js";
import type { Backend, DrawnImage, PassPrompt, PassRequest } from "../contract.js";
import { uuidOf } from "../uuid-of.js";
import { drawPicture } from "./draw-picture.js";
import { makeObject } from "./make-object.js";

export type ReferenceOptions = {
  readonly validator?: Validator;
  /** What it says that it can do, to plan and run as another kind of server would. */
  readonly capabilities?: Capabilities;
};

export function referenceBackend(options: ReferenceOptions = {}): Backend {
  const { validator = ajvValidator, capabilities = profiles.reference } = options;
  return {
    id: "reference",
    synthetic: true,
    capabilities,
    objects: {
      recovery: "resend",
      start: async (request, { key }) => makeObject(request, key, validator),
    },
    training: {
      recovery: "resend",
      start: async (_, { key }) => ({ ok: true, value: { id: uuidOf(`training ${key}`) }, amount: 0 }),
    },
    images: {
      recovery: "resend",
      start: async (pass) => ({ ok: true, value: pass.prompts.map((prompt) => drawPrompt(pass, prompt)) }),
    },
  };
}

/** The images of one prompt have seeds that count up from its own. */
function drawPrompt(pass: PassRequest, prompt: PassPrompt): readonly DrawnImage[] {
  return Array.from({ length: prompt.batchSize }, (_, i) => {
    const seed = prompt.seed + i;
    const { width, height } = pass;
    return { bytes: drawPicture(pass, prompt, seed), mime: "image/png", width, height, seed };
  });
}
