// What later stages say of references in, all but what a torn text explains out (spec 4.1): where brackets do not fit, a step that is not
// found may only be what could not be read.

import type { Diagnostic } from "./diagnostic.js";

const torn: ReadonlySet<string> = new Set([
  "document/after-root",
  "document/missing-closer",
  "document/stray-closer",
  "document/unclosed",
  "document/wrong-closer",
]);

export function withoutTorn(references: readonly Diagnostic[], syntax: readonly Diagnostic[]): readonly Diagnostic[] {
  if (!syntax.some(({ code }) => torn.has(code))) return references;
  return references.filter(({ code }) => code !== "graph/unknown-step");
}
