// Diagnostics of stages in order in, all of them out but for echoes: a later stage does not repeat an error at the very span where
// an earlier one reported an error (spec 7.1).

import type { Diagnostic } from "./diagnostic.js";

export function withoutEchoes(stages: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const taken = new Set<string>();
  return stages.flatMap((stage) => {
    const heard = stage.filter((diagnostic) => diagnostic.severity !== "error" || !taken.has(placeOf(diagnostic)));
    for (const diagnostic of heard) if (diagnostic.severity === "error") taken.add(placeOf(diagnostic));
    return heard;
  });
}

function placeOf({ span }: Diagnostic): string {
  return `${span.start}-${span.end}`;
}
