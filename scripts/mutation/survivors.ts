// A mutant that nothing was said about in, why that is right out; null where it is a hole of the checker.

import type { Mutant } from "./mutants.js";

type Reason = { readonly because: string; readonly holds: (mutant: Mutant) => boolean };

const reasons: readonly Reason[] = [
  {
    because: "a name after .. is looked for at every depth, and finding nothing is an answer (spec 2.5)",
    holds: ({ site, text, place }) => site.kind === "reference" && text.slice(0, place.start).endsWith(".."),
  },
];

export function reasonFor(mutant: Mutant): string | null {
  return reasons.find(({ holds }) => holds(mutant))?.because ?? null;
}
