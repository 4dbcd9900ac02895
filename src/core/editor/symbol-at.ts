// An analysis and an offset in, the name at that place and where it is declared out (spec 7.13); null where there is no name of the flow:
// a step, an input property, a key of the store, the name of a map, a property of a result.

import { valueIn } from "../flow/value-in.js";
import type { Span } from "../text/span.js";
import type { Analysis } from "./analysis.js";
import { type NodeAt, nodeAtOffset, touches } from "./node-at.js";
import { type Description, idOf, type Site, stepByName, stepToElement } from "./places.js";
import { type References, referencesIn } from "./references-in.js";
import { stepsIn, templateStrings } from "./template-strings.js";

export type SymbolAt = {
  readonly name: string;
  /** What stands at the offset. */
  readonly span: Span;
  readonly sites: readonly Site[];
};

export function symbolAt(
  analysis: Analysis,
  offset: number,
  found: References = referencesIn(analysis),
): SymbolAt | null {
  const reference = found.references.find(({ span }) => touches(span, offset));
  if (reference !== undefined) return reference;
  const sites = declaredAt(analysis, offset);
  const here = sites.find(({ span }) => touches(span, offset));
  return here === undefined ? null : { name: here.name, span: here.span, sites };
}

function declaredAt(analysis: Analysis, offset: number): readonly Site[] {
  const step = stepsIn(analysis)
    .map(idOf)
    .find((id) => id !== undefined && touches(id.span, offset));
  if (step !== undefined) return [{ kind: "step", name: step.value, span: step.span, key: null, owner: null }];
  for (const { expression } of templateStrings(analysis)) {
    if (expression?.kind !== "map" || expression.nameSpan === null || expression.name === null) continue;
    const { name, nameSpan: span } = expression;
    if (touches(span, offset)) return [{ kind: "map", name, span, key: null, owner: null }];
  }
  const at = nodeAtOffset(analysis.document, offset);
  return at?.key == null ? [] : sitesOfKey(at, at.key, analysis);
}

function sitesOfKey(
  { way }: NodeAt,
  { member, owner }: NonNullable<NodeAt["key"]>,
  analysis: Analysis,
): readonly Site[] {
  const { key } = member;
  const alone = (kind: Site["kind"]): readonly Site[] => [{ kind, name: key.name, span: key.span, key, owner }];
  const isProperty = way.at(-2) === "properties" && owner.kind === "object";
  switch (way[0]) {
    case "store":
      return way.length === 1 ? alone("field") : sitesInStore(way.slice(1), analysis);
    case "input":
      return way.length === 1 ? alone("field") : isProperty ? alone("input") : [];
    case "steps": {
      const isResult = way[2] === "result" && way.length > 3;
      return isResult || (way[3] === "schema" && isProperty) ? alone("result") : [];
    }
    default:
      return [];
  }
}

/** Elements of an array share their keys: a path does not tell them apart. */
function sitesInStore(way: readonly string[], { document }: Analysis): readonly Site[] {
  const node = valueIn(document.root ?? undefined, "store");
  let places: readonly Description[] = node === undefined ? [] : [{ kind: "value", of: "store", node }];
  let sites: readonly Site[] = [];
  for (const part of way) {
    const elements = stepToElement(places);
    if (elements.length > 0 && /^\d+$/.test(part)) places = elements;
    else ({ places, sites } = stepByName(places, part));
  }
  return sites;
}
