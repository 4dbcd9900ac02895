// A pass and the server's names in, the graph that draws it out (spec 6.22.2), in the API format of ComfyUI.

import type { PassRequest } from "../../core/run/server.js";
import type { Json, JsonObject } from "../../core/text/json.js";
import { promptOf } from "../wire/one-prompt.js";

/** `saves`: the node whose pictures are the result. */
export type Graph = { readonly nodes: JsonObject; readonly saves: string };

/** What the server calls the model, and the LoRA if there is one. */
export type Resolved = { readonly model: string; readonly lora: string | null };

export type MakeGraph = (request: PassRequest, resolved: Resolved) => Graph;

export type Sampling = { readonly sampler: string; readonly scheduler: string };

export const saveNode = "save";

/** Loaders come first and say the same in every graph of a model, so that the server keeps what it has loaded. */
export function plainGraph({ sampler, scheduler }: Sampling): MakeGraph {
  return (request, { model, lora }) => {
    const { prompt, negativePrompt, seed, batchSize } = promptOf(request);
    const { width, height, steps, guidanceScale, scale } = request;
    const [unet, clip]: readonly [Json, Json] =
      lora === null ? [link("model", 0), link("model", 1)] : [link("lora", 0), link("lora", 1)];
    const text = (words: string) => node("CLIPTextEncode", { clip, text: words });
    const nodes: JsonObject = {
      model: node("CheckpointLoaderSimple", { ckpt_name: model }),
      ...(lora === null ? {} : { lora: loraNode(lora, scale) }),
      positive: text(prompt),
      negative: text(negativePrompt ?? ""),
      latent: node("EmptyLatentImage", { width, height, batch_size: batchSize }),
      sample: node("KSampler", {
        model: unet,
        positive: link("positive", 0),
        negative: link("negative", 0),
        latent_image: link("latent", 0),
        seed,
        steps,
        cfg: guidanceScale,
        sampler_name: sampler,
        scheduler,
        denoise: 1,
      }),
      decode: node("VAEDecode", { samples: link("sample", 0), vae: link("model", 2) }),
      [saveNode]: node("SaveImage", { images: link("decode", 0), filename_prefix: "flowplan" }),
    };
    return { nodes, saves: saveNode };
  };
}

function loraNode(name: string, scale: number): Json {
  const strength = { strength_model: scale, strength_clip: scale };
  return node("LoraLoader", { model: link("model", 0), clip: link("model", 1), lora_name: name, ...strength });
}

function link(from: string, output: number): Json {
  return [from, output];
}

function node(type: string, inputs: JsonObject): Json {
  return { class_type: type, inputs };
}
