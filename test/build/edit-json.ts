// A JSON value and choices in, the value edited by hand out: a part deleted, replaced, duplicated, swapped with another or given another
// type. Hostile names and numbers are among what is written.

import { isArray, isObject, type Json, type JsonRecord, setOwn } from "../../src/core/text/json.js";
import type { Chance } from "./chance.js";
import { hostileNames, hostileNumbers } from "./hostile.js";

const values: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  7,
  ...hostileNumbers,
  ...hostileNames,
  "a",
  "\ud800",
  "$.results",
  "@Format('{}', 1)",
  [],
  {},
  [[]],
  { kind: "path" },
  { kind: "unknown" },
];
const names = [...hostileNames, "kind", "span", "type", "value", "level"];

export function editJson(value: Json, chance: Chance, edits = 1 + chance(3)): Json {
  const copy = JSON.parse(JSON.stringify(value)) as Json;
  for (let i = 0; i < edits; i++) editOnce(copy, chance);
  return copy;
}

type Slot = { readonly holder: JsonRecord | Json[]; readonly key: string | number };

function editOnce(root: Json, chance: Chance): void {
  const slots: Slot[] = [];
  collect(root, slots);
  const pick = (): Slot | undefined => slots[chance(slots.length)];
  const slot = pick();
  if (slot === undefined) return;
  switch (chance(7)) {
    case 0:
      return remove(slot);
    case 1:
      return write(slot, values[chance(values.length)] as Json);
    case 2: {
      const other = pick() as Slot;
      const [one, two] = [copied(read(slot)), copied(read(other))];
      write(slot, two);
      return write(other, one);
    }
    case 3:
      return write(slot, copied(read(pick() as Slot)));
    case 4:
      return write(slot, retyped(read(slot)));
    case 5:
      return write(slot, nudged(read(slot), chance));
    default: {
      const { holder } = slot;
      const more = copied(read(pick() as Slot));
      if (isArray(holder)) (holder as Json[]).splice(Number(slot.key), 0, more);
      else setOwn(holder as JsonRecord, names[chance(names.length)] as string, more);
    }
  }
}

function collect(value: Json, slots: Slot[]): void {
  if (isArray(value)) {
    for (const [key, item] of value.entries()) {
      slots.push({ holder: value as Json[], key });
      collect(item, slots);
    }
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      slots.push({ holder: value as JsonRecord, key });
      collect(value[key] as Json, slots);
    }
  }
}

function read({ holder, key }: Slot): Json {
  return (holder as JsonRecord)[key] ?? null;
}

function write({ holder, key }: Slot, value: Json): void {
  if (isArray(holder)) (holder as Json[])[Number(key)] = value;
  else setOwn(holder, String(key), value);
}

function remove({ holder, key }: Slot): void {
  if (isArray(holder)) (holder as Json[]).splice(Number(key), 1);
  else delete (holder as JsonRecord)[key];
}

function copied(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

function retyped(value: Json): Json {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isArray(value)) return Object.fromEntries(value.map((item, i) => [i, item]));
  return isObject(value) ? Object.values(value) : {};
}

function nudged(value: Json, chance: Chance): Json {
  if (typeof value === "number") return value + (chance(2) === 0 ? 1 : -0.5);
  if (typeof value === "string") return chance(2) === 0 ? `${value}x` : value.slice(1);
  if (typeof value === "boolean") return !value;
  return isArray(value) ? [...value].reverse() : value;
}
