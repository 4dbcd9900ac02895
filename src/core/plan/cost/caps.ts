// What calls may use at most (spec 5.7.5): known before the run, sent with each call or held by the run itself, so that a plan has a maximum.

import type { Limits } from "../../language/limits.js";
import type { JsonObject } from "../../text/json.js";
import type { Bounds } from "../../types/bounds.js";
import { longestIndentedJson } from "../../types/longest-json.js";
import { schemaType } from "../../types/schema-type.js";
import type { StepCap } from "../plan.js";
import type { Assumptions } from "./assumptions.js";
import type { AssumptionName } from "./cost-kinds.js";
import { type Decimal, decimal, plus, printDecimal, times, whole } from "./money.js";
import { repairTokens } from "./prompt-tokens.js";

/** The mark at the end of a text is a token too. */
const endOfText = 16;

/** A byte-level tokenizer never makes more tokens than bytes. What is assumed of an answer and its prompt, the answer alone cannot exceed. */
export function mostAnswerTokens(schema: JsonObject, limits: Limits, { tokens }: Assumptions): number {
  const longest = longestIndentedJson(schemaType(schema));
  const most = Math.min(limits.answerTokens, longest === null ? Number.POSITIVE_INFINITY : longest + endOfText);
  return tokens === undefined ? most : Math.max(1, Math.min(most, Math.floor(numberOf(tokens))));
}

/** An answer that does not match is asked for once more, with the answer in the prompt; not where tokens are assumed (spec 6.4.9). */
export function generationCap(
  step: string,
  promptTokens: number,
  answerTokens: number,
  { tokens: assumed }: Assumptions,
): StepCap {
  const once = promptTokens + answerTokens;
  const tokens =
    assumed === undefined ? 2 * once + repairTokens(answerTokens) : Math.min(once, Math.floor(numberOf(assumed)));
  return { kind: "generation", step, promptTokens, answerTokens, tokens };
}

/** What was assumed of a training holds, be it more or less than the limit. */
export function mostMinutes({ trainingMinutes: limit }: Limits, { trainingMinutes: assumed }: Assumptions): Decimal {
  return assumed ?? decimal(String(limit));
}

export function trainingCap(step: string, limits: Limits, assume: Assumptions): StepCap {
  return { kind: "training", step, minutes: printDecimal(mostMinutes(limits, assume)) };
}

/** `bytes`: of all that is packed. */
export function zipCap(step: string, bytes: number, { zipMegabytes: assumed }: Assumptions): StepCap {
  const most = Math.min(bytes, assumed === undefined ? bytes : Math.floor(numberOf(assumed) * 1_000_000));
  return { kind: "zip", step, bytes: Number.isSafeInteger(most) ? most : null };
}

/** What the calls of a plan use at most all together, by the units that are paid for; null: nothing bounds it. */
export type MostUsed = { readonly [unit in AssumptionName]: Decimal | null };

/** `objects`: how many each step generates. */
export function mostUsed(caps: readonly StepCap[], objects: ReadonlyMap<string, Bounds>): MostUsed {
  let [tokens, trainingMinutes, zipMegabytes]: (Decimal | null)[] = [whole(0), whole(0), whole(0)];
  const add = (sum: Decimal | null | undefined, more: Decimal | null) =>
    sum == null || more === null ? null : plus(sum, more);
  for (const cap of caps) {
    switch (cap.kind) {
      case "generation": {
        const count = objects.get(cap.step)?.max ?? null;
        tokens = add(tokens, count === null ? null : times(whole(cap.tokens), whole(count)));
        break;
      }
      case "training":
        trainingMinutes = add(trainingMinutes, decimal(cap.minutes));
        break;
      case "zip":
        zipMegabytes = add(zipMegabytes, cap.bytes === null ? null : megabytes(cap.bytes));
        break;
    }
  }
  return { tokens: tokens ?? null, trainingMinutes: trainingMinutes ?? null, zipMegabytes: zipMegabytes ?? null };
}

/** Of 10^6 bytes, exactly. */
export function megabytes(bytes: number): Decimal {
  return { digits: BigInt(bytes), places: 6 };
}

export function numberOf(value: Decimal): number {
  return Number(printDecimal(value));
}
