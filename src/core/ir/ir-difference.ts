// Two IRs in, the first place where one is not the other out (spec 3.2.1). Places in the flow's text and names of maps may differ; places
// must be places all the same.

import { canonicalJson, hasOwn, isArray, isObject, type Json, type JsonObject, jsonEquals } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import type { FlowIr } from "./ir.js";

/** `found`, `wanted`: undefined where there is nothing. */
export type IrDifference = {
  readonly pointer: string;
  readonly found: Json | undefined;
  readonly wanted: Json | undefined;
  /** What a place or a name must be, where it is not compared. */
  readonly rule: string | null;
};

export function irDifference(given: FlowIr, made: FlowIr): IrDifference | null {
  return differ(given, made, "", differAt);
}

type DifferAt = (key: string, found: JsonObject, wanted: JsonObject, pointer: string) => IrDifference | null;

function differ(found: Json | undefined, wanted: Json | undefined, pointer: string, at: DifferAt): IrDifference | null {
  if (isArray(found) && isArray(wanted)) {
    for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
      const difference = differ(found[i], wanted[i], `${pointer}/${i}`, at);
      if (difference !== null) return difference;
    }
    return null;
  }
  if (isObject(found) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(wanted)])) {
      const difference = at(key, found, wanted, pointerTo(pointer, key));
      if (difference !== null) return difference;
    }
    return null;
  }
  if (found !== undefined && wanted !== undefined && jsonEquals(found, wanted)) return null;
  return { pointer, found, wanted, rule: null };
}

/** Data of authors, and types: a key "span" in them is not a span of the IR. */
const data = new Set(["schema", "answerSchema", "type", "resultType", "value"]);
const spans = new Set(["span", "idSpan", "keySpan"]);

function differAt(key: string, found: JsonObject, wanted: JsonObject, pointer: string): IrDifference | null {
  const [one, other] = [own(found, key), own(wanted, key)];
  const must = (fine: boolean, rule: string) => (fine ? null : { pointer, found: one, wanted: other, rule });
  if (key === "name" && wanted.kind === "map")
    return must(
      one === null || (typeof one === "string" && /^[A-Za-z_][A-Za-z0-9_-]*$/.test(one)),
      "null or a name of letters, digits, _ and -",
    );
  if (spans.has(key)) return must(isSpan(one), aPlace);
  if (key === "sourceSpans" && isArray(one) && isArray(other))
    return must(one.length === other.length && one.every(isSpan), `${other.length} places`);
  // The file of a plan has no places (spec 5.10.1).
  if (key === "places" && isObject(one) && isObject(other))
    return must(
      Object.entries(one).every(([name, place]) => hasOwn(other, name) && isSpan(place)),
      "places of what the input declares",
    );
  // A template among the members of an object has the key "value" too, and a kind.
  const isData = data.has(key) && !(key === "value" && isObject(other) && "kind" in other && "span" in other);
  return differ(one, other, pointer, isData ? differInData : differAt);
}

/** Alternatives of a type may stand in another order, as the keys may that they come from. */
function differInData(key: string, found: JsonObject, wanted: JsonObject, pointer: string): IrDifference | null {
  const [one, other] = [own(found, key), own(wanted, key)];
  const isUnion = key === "members" && found.kind === "union" && wanted.kind === "union";
  if (isUnion && isArray(one) && isArray(other)) return differ(sorted(one), sorted(other), pointer, differInData);
  return differ(one, other, pointer, differInData);
}

const aPlace = "a place: its end is not before its start";

function isSpan(value: Json | undefined): boolean {
  return isObject(value) && Number(value.start) <= Number(value.end);
}

function own(object: JsonObject, key: string): Json | undefined {
  return hasOwn(object, key) ? object[key] : undefined;
}

function sorted(members: readonly Json[]): readonly Json[] {
  const keyed = members.map((member) => ({ member, key: canonicalJson(member) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ member }) => member);
}
