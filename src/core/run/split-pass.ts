// A pass that is too large in, the smaller passes that draw the same out (spec 6.11.2).

import { canonicalJson } from "../text/json.js";
import { presume } from "../unreachable.js";
import { callOf, imagesIn, type ServerCall } from "./call.js";
import type { PassPart } from "./journal.js";
import type { PassPrompt, PassRequest } from "./server.js";

export type ImageCall = ServerCall & { readonly what: "images" };

/** What the memory that a pass takes depends on: everything but its prompts. */
export function memoryKey({ prompts: _, ...shared }: PassRequest): string {
  return canonicalJson(shared);
}

/** Passes of at most so many images, in order; requests are cut only where the backend cuts them exactly. */
export function splitPass(call: ImageCall, most: number, exactly: boolean, run: string): readonly ImageCall[] {
  const passes: { parts: PassPart[]; prompts: PassPrompt[]; images: number }[] = [];
  for (const piece of piecesOf(call, most, exactly)) {
    const last = passes.at(-1);
    const { batchSize } = piece.prompt;
    if (last === undefined || last.images + batchSize > most)
      passes.push({ parts: [piece.part], prompts: [piece.prompt], images: batchSize });
    else {
      last.parts.push(piece.part);
      last.prompts.push(piece.prompt);
      last.images += batchSize;
    }
  }
  const [only] = passes;
  if (only !== undefined && passes.length === 1 && only.images === imagesIn(call.request)) return [call];
  return passes.map(({ parts, prompts }) =>
    callOf(run, call.group, { what: "images", parts, request: { ...call.request, prompts } }),
  );
}

/** One pass only: it cannot be cut. */
export function inHalves(call: ImageCall, exactly: boolean, run: string): readonly ImageCall[] {
  return splitPass(call, Math.ceil(imagesIn(call.request) / 2), exactly, run);
}

function* piecesOf(
  { parts, request }: ImageCall,
  most: number,
  exactly: boolean,
): Generator<{ readonly part: PassPart; readonly prompt: PassPrompt }> {
  for (const [i, prompt] of request.prompts.entries()) {
    const part = presume(parts[i], "whose prompt it is");
    const size = exactly ? most : prompt.batchSize;
    for (let first = 0; first < prompt.batchSize; first += size) {
      yield {
        part: { ...part, first: part.first + first },
        prompt: { ...prompt, seed: prompt.seed + first, batchSize: Math.min(size, prompt.batchSize - first) },
      };
    }
  }
}
