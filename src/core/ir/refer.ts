// A path that starts at the run state in, the steps that it reaches out (spec 4.1). A step it names must come earlier in the
// flow; a path that reaches `results` without naming a step needs all earlier ones and sees exactly those.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Fix } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import type { Segment, Selector } from "../expression/tree.js";
import { nearest } from "../text/nearest.js";
import type { Span } from "../text/span.js";
import { needsStep, type Scope } from "./scope.js";

/** Notes every step that the path needs; false where it names one that it must not. */
export function referToSteps(segments: readonly Segment[], path: Span, scope: Scope): boolean {
  if (scope.step === null) return true;
  const [first, second] = segments;
  if (first !== undefined && !reachesResults(first)) return true;
  if (
    first === undefined ||
    first.kind === "descendant" ||
    !isNamed(first) ||
    second === undefined ||
    second.kind === "descendant"
  ) {
    needAllEarlier(path, scope);
    return true;
  }
  let fine = true;
  for (const selector of second.selectors) {
    if (selector.kind === "name") fine = referToStep(selector.name, selector.span, scope, true) && fine;
    else if (selector.kind !== "index" && selector.kind !== "slice") needAllEarlier(path, scope);
  }
  return fine;
}

/** Notes a step that is named as such; false, with a diagnostic at the name, where no earlier step has that id. */
export function referToStep(id: string, span: Span, scope: Scope, isPath = false): boolean {
  const step = scope.step;
  if (step === null) return true;
  if (step.earlier.has(id)) {
    needsStep(scope, id, span);
    return true;
  }
  if (id === step.id) scope.found.diagnostics.push(diagnose("graph/self-reference", span, { id }));
  else if (step.later.has(id)) step.forward.push({ from: step.id ?? "", id, span });
  else {
    const earlier = [...step.earlier.keys()];
    const near = nearest(id, earlier);
    const late = near === undefined ? nearest(id, step.later) : undefined;
    scope.found.diagnostics.push(
      diagnose(
        "graph/unknown-step",
        span,
        { id, near, late, elsewhere: isPath ? elsewhere(id, scope) : undefined, earlier },
        { fixes: renameStep(id, near, span) },
      ),
    );
  }
  return false;
}

/** `$.results.topic`, where the input or the store has a topic. */
function elsewhere(id: string, { state }: Scope): string | undefined {
  if (state.kind !== "object" || !/^[A-Za-z_]\w*$/.test(id)) return undefined;
  const part = ["input", "store"].find((name) => {
    const type = state.properties[name]?.type;
    return type?.kind === "object" && Object.hasOwn(type.properties, id);
  });
  return part === undefined ? undefined : `$.${part}.${id}`;
}

/** Where the id stands in quotes they are kept; without quotes, in a path, only a plain name may follow the point. */
export function renameStep(id: string, near: string | undefined, { start, end }: Span): readonly Fix[] {
  const isQuoted = end - start === id.length + 2;
  const isPlain = end - start === id.length && near !== undefined && /^[A-Za-z_]\w*$/.test(near);
  if (near === undefined || !(isQuoted || isPlain)) return [];
  const span = isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  return [writeInstead(span, near)];
}

function needAllEarlier(span: Span, scope: Scope): void {
  for (const id of scope.step?.earlier.keys() ?? []) needsStep(scope, id, span);
}

function reachesResults(segment: Segment): boolean {
  return segment.kind === "descendant" || segment.selectors.some((selector) => mayBeResults(selector));
}

function mayBeResults(selector: Selector): boolean {
  return (
    selector.kind === "wildcard" ||
    selector.kind === "filter" ||
    (selector.kind === "name" && selector.name === "results")
  );
}

function isNamed(segment: Segment): boolean {
  return segment.selectors.every(
    (selector) => selector.kind === "name" || selector.kind === "index" || selector.kind === "slice",
  );
}
