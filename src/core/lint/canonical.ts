// A template in, its one text out: two templates of the same text mean the same, wherever they are (spec 3.2).

import type { TemplateIr } from "../ir/ir.js";
import { canonicalJson, isArray, isObject, type Json, type JsonRecord, setOwn } from "../text/json.js";

const places = new Set(["span", "keySpan", "type", "certain"]);

export function shownTemplate(template: TemplateIr): string {
  return canonicalJson(withoutPlaces(template));
}

/** Spans and types are left out; keys of an object may stand in any order. Names of maps are only names, since items are addressed by level. */
function withoutPlaces(value: Json): Json {
  if (isArray(value)) return value.map(withoutPlaces);
  if (!isObject(value)) return value;
  const kept: JsonRecord = {};
  for (const [key, member] of Object.entries(value)) {
    if (places.has(key) || (value.kind === "map" && key === "name")) continue;
    const plain = withoutPlaces(member);
    setOwn(kept, key, key === "entries" && isArray(plain) ? sorted(plain) : plain);
  }
  return kept;
}

function sorted(entries: readonly Json[]): readonly Json[] {
  const key = (entry: Json) => (isObject(entry) ? String(entry.key) : "");
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
