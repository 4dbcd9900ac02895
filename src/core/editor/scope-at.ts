// A step and the maps around a template in, what the template sees there out (spec 2.3, 7.13): types of the input, of the store, of
// the results before it and of the items. As lowering gives them, also where the step itself could not be lowered.

import { placeInString } from "../document/place.js";
import type { MapHead, PathExpression } from "../expression/tree.js";
import { stateType } from "../ir/lower-flow.js";
import { lowerPath } from "../ir/lower-path.js";
import { insideMap, type Scope } from "../ir/scope.js";
import { itemType } from "../ir/template-type.js";
import { setOwn } from "../text/json.js";
import { type Property, type Type, unknownType } from "../types/type.js";
import type { Analysis } from "./analysis.js";

const emptyObject: Type = { kind: "object", properties: {}, rest: null };

/** `start` is where the step begins: steps that begin before it are the earlier ones. */
export function scopeAt({ flow, ir, limits }: Analysis, start: number, maps: readonly (MapHead | null)[]): Scope {
  const earlier = (flow?.steps ?? []).filter((step) => step.span.start < start);
  const results: { [id: string]: Property } = {};
  for (const { id, span } of earlier) {
    if (id === null) continue;
    const lowered = ir?.steps.find((step) => step.span.start === span.start);
    setOwn(results, id, { type: lowered?.resultType ?? unknownType, required: true });
  }
  const state = stateType(
    ir?.input.type ?? emptyObject,
    { kind: "object", properties: results, rest: null },
    ir?.store.type ?? emptyObject,
  );
  // Without a step nothing is said of order: `definition` may lead to a later step.
  const found = { diagnostics: [], dependencies: new Map(), lacks: new WeakMap(), nodes: 0 };
  const outside: Scope = { limits, placeOf: placeInString, state, maps: [], step: null, found };
  return maps.reduce((scope, head) => {
    const item = head === null ? unknownType : itemType(typeOf(head.source, scope));
    return insideMap(scope, { name: head?.name ?? null, level: scope.maps.length, item });
  }, outside);
}

export function typeOf(path: PathExpression, scope: Scope): Type {
  return lowerPath(path, scope).path.type;
}
