// A call whose outcome nobody knows and what a person says of it in, the record that settles it out (spec 6.12.2).

import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { defaultLimits } from "../language/limits.js";
import type { Validator } from "../schema/validator.js";
import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import type { Cost, NotedCall } from "./book.js";
import { callFrom } from "./call.js";
import type { JournalRecord } from "./journal.js";
import { isPictureKind, kindOfPicture, sizeOfPicture } from "./picture/picture.js";
import type { FileStore } from "./ports.js";
import type { DrawnImage, PassRequest } from "./server.js";
import { settle } from "./settle.js";

/**
 * `not-sent`: the server never carried it out, and took nothing for it. `lost`: it was charged, and its answer is gone. `answered`: it was
 * charged, and this is the answer. `drawn`: these are the pictures of the pass, one after another.
 */
export type Verdict =
  | { readonly kind: "not-sent" }
  | { readonly kind: "lost"; readonly cost: Cost }
  | { readonly kind: "answered"; readonly cost: Cost; readonly value: Json }
  | { readonly kind: "drawn"; readonly cost: Cost; readonly pictures: readonly Uint8Array[] };

export type SettledByHand =
  | { readonly ok: true; readonly record: JournalRecord }
  | { readonly ok: false; readonly problem: AnyDiagnostic };

/** `at`: milliseconds since 1970. `files`: where pictures are kept. */
export async function settleByHand(
  key: string,
  { call: spec }: NotedCall,
  verdict: Verdict,
  at: number,
  validator: Validator,
  files: FileStore,
): Promise<SettledByHand> {
  switch (verdict.kind) {
    case "not-sent": {
      const failure = { kind: "cancelled", detail: "settled by hand: it was not carried out", charged: "no" } as const;
      return { ok: true, record: { kind: "failed", key, failure, cost: 0, at } };
    }
    case "lost": {
      const failure = {
        kind: "unknownOutcome",
        detail: "settled by hand: its answer is lost",
        charged: "yes",
      } as const;
      return { ok: true, record: { kind: "failed", key, failure, ...verdict.cost, at } };
    }
    case "answered":
    case "drawn": {
      const call = callFrom(spec, key, validator);
      const drawn = verdict.kind === "drawn" && call.what === "images";
      const value = drawn
        ? drawnIn(call.request, verdict.pictures)
        : verdict.kind === "answered"
          ? verdict.value
          : null;
      // What a person has was made by a server.
      const settling = { files, limits: defaultLimits, synthetic: false, spanOf: () => null, onFile: () => {} };
      const settled = await settle(call, value, settling);
      if (!settled.ok) return { ok: false, problem: settled.diagnostic };
      return { ok: true, record: { kind: "result", key, ...verdict.cost, values: settled.values, at } };
    }
    default:
      return unreachable(verdict);
  }
}

/** As a server would have given them; what is wrong with them is found as with its. Nobody knows their seeds. */
function drawnIn(
  { prompts, width, height }: PassRequest,
  pictures: readonly Uint8Array[],
): readonly (readonly DrawnImage[])[] {
  const drawn = pictures.map((bytes): DrawnImage => {
    const mime = kindOfPicture(bytes) ?? "";
    const size = isPictureKind(mime) ? sizeOfPicture(mime, bytes) : null;
    return { bytes, mime, ...(size ?? { width, height }), seed: null };
  });
  let taken = 0;
  return prompts.map(({ batchSize }, i) => {
    const first = taken;
    taken += batchSize;
    // What is left over stands with the last one, so that it is missed nowhere.
    return drawn.slice(first, i === prompts.length - 1 ? undefined : taken);
  });
}
