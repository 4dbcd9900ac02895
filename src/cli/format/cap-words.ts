// A kind of cost and what its calls may use at most in, the words that say why it costs so much at most out (spec 5.9).

import type { CostKind } from "../../core/plan/cost/cost-kinds.js";
import type { StepCap } from "../../core/plan/plan.js";

/** "at most 29650 tokens an object"; empty where nothing is to be said. Steps that differ count with the greatest. */
export function capWords(kind: CostKind, caps: readonly StepCap[]): string {
  const of = caps.filter((cap) => cap.kind === kind);
  if (of.length === 0) return "";
  const most = Math.max(...of.map(amountOf));
  return Number.isFinite(most) ? `at most ${kinds[(of[0] as StepCap).kind](most)}` : "";
}

function amountOf(cap: StepCap): number {
  switch (cap.kind) {
    case "generation":
      return cap.tokens;
    case "training":
      return Number(cap.minutes);
    case "zip":
      return cap.bytes ?? Number.POSITIVE_INFINITY;
  }
}

const kinds: { readonly [kind in StepCap["kind"]]: (most: number) => string } = {
  generation: (most) => `${most} tokens an object, read and written`,
  training: (most) => `${most} minutes a training`,
  zip: (most) =>
    `${most < 1_000_000 ? `${Math.ceil(most / 1000)} kB` : `${Math.ceil(most / 1_000_000)} MB`} a zip file`,
};
