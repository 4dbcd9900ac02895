// Places in an author's schema in, what the schema at each says of a value out, with the references of the whole (spec 1.8, 1.9). It is
// compiled once, whatever the number of places.

import { isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import type { Issue, Validator } from "./validator.js";
import { holdsNamedSchemas } from "./walk-schema.js";

/** Pointers of issues lead into the value. */
export type Judge = (pointer: string, value: Json) => readonly Issue[];

/** undefined where the schema cannot be compiled. */
export function judgeParts(schema: JsonObject, pointers: readonly string[], validator: Validator): Judge | undefined {
  const names = new Map(pointers.map((pointer, i) => [pointer, `d${i}`]));
  const places = Object.fromEntries(
    [...names].map(([pointer, name]) => [name, { $ref: `#/$defs/whole${asFragment(pointer)}` }]),
  );
  // What references name stays in its place.
  const compiled = validator.compile({ $defs: { whole: moved(schema, false) }, properties: places });
  if (!compiled.ok) return undefined;
  return (pointer, value) => {
    const name = names.get(pointer);
    if (name === undefined) return [];
    return compiled
      .check({ [name]: value })
      .map((issue) => ({ ...issue, pointer: issue.pointer.slice(`/${name}`.length) }));
  };
}

function asFragment(pointer: string): string {
  return pointer.split("/").map(encodeURIComponent).join("/");
}

/** The schema where it stands two levels deeper; data is not entered, so that only references change. */
function moved(value: Json, named: boolean): Json {
  if (isArray(value)) return value.map((part) => moved(part, false));
  if (!isObject(value)) return value;
  const changed: JsonRecord = {};
  for (const [name, part] of Object.entries(value)) {
    const isData = !named && ["const", "enum", "default", "examples"].includes(name);
    const refers = !named && name === "$ref" && typeof part === "string" && /^#(\/|$)/.test(part);
    const tabled = !named && holdsNamedSchemas.has(name);
    setOwn(
      changed,
      name,
      isData ? part : refers ? `#/$defs/whole${(part as string).slice(1).replace(/^\/$/, "")}` : moved(part, tabled),
    );
  }
  return changed;
}
