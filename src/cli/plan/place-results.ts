// What is wrong with given results in, the same with its place in their file out (spec 5.1.6): the core knows only the step.

import { isOf } from "../../core/diagnostic/diagnose.js";
import type { Source } from "../../core/diagnostic/located.js";
import { memberOf, nodeAt } from "../../core/document/find.js";
import type { DocumentNode } from "../../core/document/tree.js";
import type { AnyDiagnostic } from "../../core/index.js";
import { pointerTo } from "../../core/text/pointer.js";
import type { Span } from "../../core/text/span.js";

export type ResultsFile = { readonly root: DocumentNode; readonly source: Source };

export function placeResults(
  diagnostics: readonly AnyDiagnostic[],
  file: ResultsFile | undefined,
): readonly AnyDiagnostic[] {
  if (file === undefined) return diagnostics;
  return diagnostics.map((diagnostic) => {
    const span = placeIn(file.root, diagnostic);
    return span === undefined ? diagnostic : { ...diagnostic, span, file: file.source.name };
  });
}

function placeIn(root: DocumentNode, diagnostic: AnyDiagnostic): Span | undefined {
  if (isOf(diagnostic, "plan/unknown-result"))
    return root.kind === "object" ? memberOf(root, diagnostic.data.id)?.key.span : undefined;
  if (!isOf(diagnostic, "plan/bad-result")) return undefined;
  const { step, place } = diagnostic.data;
  const node = nodeAt(root, `${pointerTo("", step)}${place}`);
  // Of an object or array its first character: underlining pages tells nothing.
  return node?.kind === "object" || node?.kind === "array"
    ? { start: node.span.start, end: node.span.start + 1 }
    : node?.span;
}
