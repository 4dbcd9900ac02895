// A pass and what its model takes in, the input of a prediction or what the model cannot do out (spec 6.23.2).

import type { Json, JsonObject } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import type { PassRequest } from "../contract.js";
import { promptOf } from "../wire/one-prompt.js";
import type { Model } from "./find-model.js";
import type { Input } from "./inputs.js";

export type Filled =
  | { readonly ok: true; readonly input: JsonObject }
  | { readonly ok: false; readonly problem: string };

type Field = {
  /** As flows call it. */
  readonly name: string;
  /** What models call it; the first that the model has. */
  readonly called: readonly string[];
  readonly value: Json;
  /** The picture would be another one without it. */
  readonly needed: boolean;
};

/** `weights`: of a LoRA that is put on the model. */
export function fillInput(model: Model, request: PassRequest, weights: string | null): Filled {
  const input: { [name: string]: Json } = {};
  for (const { name, called, value, needed } of fieldsOf(request, weights)) {
    const taken = called.find((each) => model.inputs.has(each));
    if (taken === undefined) {
      if (!needed) continue;
      return { ok: false, problem: `the model ${model.path} takes no ${name} (it has no input ${called.join(", ")})` };
    }
    const problem = problemOf(model.inputs.get(taken), value);
    if (problem !== null)
      return {
        ok: false,
        problem: `${name} ${String(value)} is ${problem}, which the input ${taken} of ${model.path} takes`,
      };
    input[taken] = value;
  }
  return { ok: true, input: { ...input, ...usual(model) } };
}

function fieldsOf(request: PassRequest, weights: string | null): readonly Field[] {
  const { prompt, negativePrompt, seed, batchSize } = promptOf(request);
  const trained = request.trainingId !== null;
  const field = (name: string, value: Json, needed: boolean, ...called: string[]): Field => ({
    name,
    called,
    value,
    needed,
  });
  return [
    field("prompt", prompt, true, "prompt"),
    ...(negativePrompt === null ? [] : [field("negativePrompt", negativePrompt, false, "negative_prompt")]),
    field("width", request.width, true, "width"),
    field("height", request.height, true, "height"),
    field("batchSize", batchSize, batchSize > 1, "num_outputs", "num_images", "number_of_images"),
    field("seed", seed, true, "seed"),
    field("steps", request.steps, false, "num_inference_steps", "steps", "num_steps"),
    field("guidanceScale", request.guidanceScale, false, "guidance_scale", "guidance", "cfg_scale", "cfg"),
    ...(weights === null
      ? []
      : [field("trainingId", weights, true, "lora_weights", "hf_lora", "extra_lora", "lora_url", "lora")]),
    ...(trained ? [field("scale", request.scale, false, "lora_scale", "extra_lora_scale")] : []),
  ];
}

/** Why the value is none that the input takes; null: it is. */
export function problemOf(input: Input | undefined, value: Json): string | null {
  if (input === undefined) return null;
  const { minimum, maximum, choices, multipleOf } = input;
  if (choices !== null && !choices.includes(value))
    return `none of ${choices.map((each) => (typeof each === "string" ? quoted(each) : String(each))).join(", ")}`;
  if (typeof value !== "number") return null;
  if (minimum !== null && value < minimum) return `less than ${minimum}`;
  if (maximum !== null && value > maximum) return `more than ${maximum}`;
  if (multipleOf !== null && value % multipleOf !== 0) return `no multiple of ${multipleOf}`;
  return null;
}

/** What makes it honour a size and give whole pictures, where it has such inputs. */
function usual({ inputs }: Model): JsonObject {
  const wanted: readonly (readonly [string, Json])[] = [
    // Otherwise width and height have no effect.
    ["aspect_ratio", "custom"],
    ["output_format", "png"],
    // Rounds sizes and numbers.
    ["go_fast", false],
  ];
  return Object.fromEntries(
    wanted.filter(([name, value]) => {
      const input = inputs.get(name);
      return input !== undefined && (input.choices === null ? name !== "aspect_ratio" : input.choices.includes(value));
    }),
  );
}
