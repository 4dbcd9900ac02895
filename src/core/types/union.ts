// Types in, the narrowest type we can name that contains all their values out (spec 3.1). Unions are flat, without duplicates, and small:
// beyond a size they give way to a wider type.

import { setOwn } from "../text/json.js";
import { boundTypes } from "./bound-type.js";
import { ownProperty } from "./grown-object.js";
import { distinct, sameType } from "./same-type.js";
import { neverType, type Property, type Type, unknownType } from "./type.js";

/** More members of a kind than this are joined to one. */
const mostConstants = 32;
const mostStructures = 8;
/** More nodes than this in all members are cut off deep inside before they are compared. */
const mostCompared = 6_000;

type ConstantType = Extract<Type, { kind: "constant" }>;
type NumberType = Extract<Type, { kind: "number" }>;
type StringType = Extract<Type, { kind: "string" }>;
type ArrayType = Extract<Type, { kind: "array" }>;
type ObjectType = Extract<Type, { kind: "object" }>;

export function typeEquals(a: Type, b: Type): boolean {
  return sameType(a, b);
}

/** `most`: how many arrays, and how many objects, are told apart. */
export function unionOf(types: readonly Type[], most = mostStructures): Type {
  if (types.length === 1) return types[0] as Type;
  const flat = types.flatMap((type) => (type.kind === "union" ? type.members : [type]));
  const members = distinct(boundTypes(distinct(flat), mostCompared));
  if (members.some(({ kind }) => kind === "unknown")) return unknownType;
  if (members.length <= 1) return members[0] ?? neverType;
  const kept = [
    ...scalars(members),
    ...few(
      members.filter((type): type is ArrayType => type.kind === "array"),
      joinArrays,
      most,
    ),
    ...few(
      members.filter((type): type is ObjectType => type.kind === "object"),
      joinObjects,
      most,
    ),
  ];
  return kept.length === 1 ? (kept[0] as Type) : { kind: "union", members: kept };
}

/** `null`, booleans, numbers, strings: constants that a general type holds already go away; ranges are joined to their hull. */
function scalars(members: readonly Type[]): readonly Type[] {
  const constants = members.filter((type): type is ConstantType => type.kind === "constant");
  const ofType = (name: string) => constants.filter(({ value }) => typeof value === name);
  const numbers = joinNumbers(
    members.filter((type): type is NumberType => type.kind === "number"),
    ofType("number"),
  );
  const strings = joinStrings(
    members.filter((type): type is StringType => type.kind === "string"),
    ofType("string"),
  );
  const booleans = ofType("boolean");
  const anyBoolean = booleans.length > 1 || members.some(({ kind }) => kind === "boolean");
  const isNull = members.some((type) => type.kind === "null" || (type.kind === "constant" && type.value === null));
  return [
    ...strings,
    ...numbers,
    ...(anyBoolean ? [{ kind: "boolean" } as const] : booleans),
    ...(isNull ? [{ kind: "null" } as const] : []),
  ];
}

function joinNumbers(ranges: readonly NumberType[], constants: readonly ConstantType[]): readonly Type[] {
  if (ranges.length === 0 && constants.length <= mostConstants) return constants;
  const all = [...ranges, ...constants.map(({ value }) => exactNumber(value as number))];
  const hull = all.reduce((a, b) => ({
    kind: "number",
    integer: a.integer && b.integer,
    minimum: a.minimum === null || b.minimum === null ? null : Math.min(a.minimum, b.minimum),
    maximum: a.maximum === null || b.maximum === null ? null : Math.max(a.maximum, b.maximum),
  }));
  return [hull];
}

export function exactNumber(value: number): NumberType {
  return { kind: "number", integer: Number.isInteger(value), minimum: value, maximum: value };
}

function joinStrings(general: readonly StringType[], constants: readonly ConstantType[]): readonly Type[] {
  if (general.length === 0 && constants.length <= mostConstants) return constants;
  const all = [...general, ...constants.map(({ value }) => exactString(value as string))];
  const hull = all.reduce((a, b) => {
    const joined: StringType = {
      kind: "string",
      minLength: Math.min(a.minLength, b.minLength),
      maxLength: a.maxLength === null || b.maxLength === null ? null : Math.max(a.maxLength, b.maxLength),
    };
    return a.format !== undefined && a.format === b.format ? { ...joined, format: a.format } : joined;
  });
  return [hull];
}

export function exactString(value: string): StringType {
  const length = codePoints(value);
  return { kind: "string", minLength: length, maxLength: length };
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** All are joined at once: one after the other, the parts of the first would be gone through again for each of the others. */
function few<T extends Type>(types: readonly T[], join: (types: readonly T[]) => T, most: number): readonly T[] {
  return types.length <= most ? types : [join(types)];
}

/** The type of the element at a position that may exist; never where the type has none. */
export function elementAt(type: ArrayType, index: number): Type {
  if (type.maxItems !== null && index >= type.maxItems) return neverType;
  return type.prefix[index] ?? type.items;
}

/** What any of the elements may be. */
export function anyElement(type: ArrayType): Type {
  return unionOf(elementTypes(type));
}

function elementTypes(type: ArrayType): readonly Type[] {
  const prefix = type.maxItems === null ? type.prefix : type.prefix.slice(0, type.maxItems);
  const later = type.maxItems === null || type.maxItems > type.prefix.length;
  return later ? [...prefix, type.items] : prefix;
}

function joinArrays(types: readonly ArrayType[]): ArrayType {
  return {
    kind: "array",
    prefix: [],
    items: unionOf(types.flatMap(elementTypes)),
    minItems: types.reduce((least, { minItems }) => Math.min(least, minItems), Number.POSITIVE_INFINITY),
    maxItems: types.reduce<number | null>(
      (most, { maxItems }) => (most === null || maxItems === null ? null : Math.max(most, maxItems)),
      0,
    ),
  };
}

/** The objects of one `rest`: what the properties are that they do not list. */
type Open = { readonly rest: Type; count: number };
/** What is listed of a property, and by how many of each open group. */
type Listed = { readonly types: Type[]; required: number; readonly by: Map<Open, number> };

/** Each listed property is looked at once: objects with different names, as of many steps, are joined in the time it takes to read them. */
function joinObjects(types: readonly ObjectType[]): ObjectType {
  const groups = openGroups(types);
  const listed = new Map<string, Listed>();
  for (const type of types) {
    const open = type.rest === null ? undefined : groups.get(type);
    for (const [name, property] of Object.entries(type.properties)) {
      const entry: Listed = listed.get(name) ?? { types: [], required: 0, by: new Map() };
      listed.set(name, entry);
      entry.types.push(property.type);
      if (property.required) entry.required += 1;
      if (open !== undefined) entry.by.set(open, (entry.by.get(open) ?? 0) + 1);
    }
  }
  const open = [...new Set(groups.values())];
  const properties: { [name: string]: Property } = {};
  for (const [name, { types: held, required, by }] of listed) {
    const elsewhere = open.filter((group) => (by.get(group) ?? 0) < group.count).map(({ rest }) => rest);
    setOwn(properties, name, { type: unionOf([...held, ...elsewhere]), required: required === types.length });
  }
  return { kind: "object", properties, rest: open.length === 0 ? null : unionOf(open.map(({ rest }) => rest)) };
}

/** More kinds of rests than `mostStructures` are one, which is wider. */
function openGroups(types: readonly ObjectType[]): ReadonlyMap<ObjectType, Open> {
  const rests = distinct(types.flatMap(({ rest }) => (rest === null ? [] : [rest])));
  const kinds: Open[] = (rests.length > mostStructures ? [unionOf(rests)] : rests).map((rest) => ({ rest, count: 0 }));
  const groups = new Map<ObjectType, Open>();
  for (const type of types) {
    const { rest } = type;
    if (rest === null) continue;
    const kind = rests.length > mostStructures ? kinds[0] : kinds.find((one) => sameType(one.rest, rest));
    // A rest of "never" allows nothing: as good as none.
    if (kind === undefined) continue;
    kind.count += 1;
    groups.set(type, kind);
  }
  return groups;
}

/** What is known of a property; undefined where the object cannot have it. */
export function propertyOf(type: ObjectType, name: string): Property | undefined {
  const listed = ownProperty(type, name);
  if (listed !== undefined) return listed;
  return type.rest === null ? undefined : { type: type.rest, required: false };
}
