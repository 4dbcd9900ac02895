// A mutant in, whether the checker reports it at its place out: an error or a warning that meets the place and is not much wider.

import { compile } from "../../src/core/compile.js";
import type { Mutant } from "./mutants.js";

/** A span that holds half the flow would meet every place. */
const slack = 60;

export function isReported({ text, place }: Mutant): boolean {
  return compile(text).diagnostics.some(
    ({ severity, span }) =>
      severity !== "note" &&
      span.start < place.end &&
      place.start < span.end &&
      span.end - span.start <= place.end - place.start + slack,
  );
}
