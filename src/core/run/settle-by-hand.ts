// A call whose outcome nobody knows and what a person says of it in, the record that settles it out (spec 6.12.2).

import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { defaultLimits } from "../language/limits.js";
import type { Validator } from "../schema/validator.js";
import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import type { NotedCall } from "./book.js";
import { callFrom } from "./call.js";
import type { JournalRecord } from "./journal.js";
import type { Micros } from "./server.js";
import { settleAnswer } from "./settle.js";

/**
 * `not-sent`: the server never carried it out, and took nothing for it. `lost`: it was charged, and its answer is gone. `answered`: it was
 * charged, and this is the answer.
 */
export type Verdict =
  | { readonly kind: "not-sent" }
  | { readonly kind: "lost"; readonly cost: Micros }
  | { readonly kind: "answered"; readonly cost: Micros; readonly value: Json };

export type SettledByHand =
  | { readonly ok: true; readonly record: JournalRecord }
  | { readonly ok: false; readonly problem: AnyDiagnostic | "pictures" };

/** `at`: milliseconds since 1970. The answer to a pass is pictures, which cannot be given as JSON. */
export function settleByHand(
  key: string,
  { call: spec }: NotedCall,
  verdict: Verdict,
  at: number,
  validator: Validator,
): SettledByHand {
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
      return { ok: true, record: { kind: "failed", key, failure, cost: verdict.cost, at } };
    }
    case "answered": {
      const call = callFrom(spec, key, validator);
      if (call.what === "images") return { ok: false, problem: "pictures" };
      const settled = settleAnswer(call, verdict.value, { limits: defaultLimits, spanOf: () => null });
      if (!settled.ok) return { ok: false, problem: settled.diagnostic };
      return { ok: true, record: { kind: "result", key, cost: verdict.cost, values: settled.values, at } };
    }
    default:
      return unreachable(verdict);
  }
}
