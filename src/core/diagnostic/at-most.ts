// Diagnostics in source order in, the first of them out (spec 7.1): nobody reads the thousandth mistake, and no report may be longer than a
// page. Errors and the rest are counted apart, so that warnings never hide an error.

import { diagnose } from "./diagnose.js";
import type { Diagnostic } from "./diagnostic.js";

const told = 200;

export function atMost(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  if (errors.length <= told && others.length <= told) return diagnostics;
  const kept = new Set([...errors.slice(0, told), ...others.slice(0, told)]);
  const first = diagnostics.find((diagnostic) => !kept.has(diagnostic));
  const note = first === undefined ? [] : [diagnose("flow/too-many-mistakes", first.span, { told: kept.size })];
  return [
    ...diagnostics.filter((diagnostic) => kept.has(diagnostic) && diagnostic.code !== "flow/too-many-mistakes"),
    ...note,
  ];
}
