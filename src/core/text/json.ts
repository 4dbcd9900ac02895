// JSON values and the few things everybody does with them. Objects are read by own keys alone and written so that
// "__proto__" is a key like any other (spec 2.9).

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };
/** An object under construction; it becomes a JsonObject when its maker lets go of it. */
export type JsonRecord = { [key: string]: Json };

/**
 * A value that its reader has just checked, as what it was checked to be: the one door where JSON from outside gets a type that the
 * compiler cannot see.
 */
export function trusted<T extends Json>(checked: Json): T {
  return checked as T;
}

const ownProperty = Object.prototype.hasOwnProperty;
const define = Object.defineProperty;

export function hasOwn(object: object, key: string): boolean {
  return ownProperty.call(object, key);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Writes an own, enumerable key, whatever its name. */
export function setOwn<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key === "__proto__") define(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

/** What authors call the type of a value: null, boolean, number, string, array, object. */
export function jsonTypeName(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

export function jsonEquals(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => jsonEquals(item, b[i] as Json));
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every((key) => hasOwn(b, key) && jsonEquals(a[key] as Json, b[key] as Json));
  }
  return false;
}

/** The one text of a value: keys sorted by UTF-16 units, no white space, numbers as ECMAScript prints them (RFC 8785). */
export function canonicalJson(value: Json): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isArray(value)) {
    let text = "[";
    for (let i = 0; i < value.length; i++) text += (i === 0 ? "" : ",") + canonicalJson(value[i] as Json);
    return `${text}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const { names, written } = orderOf(Object.keys(value));
  let text = "{";
  for (let i = 0; i < names.length; i++)
    text += (written[i] as string) + canonicalJson(value[names[i] as string] as Json);
  return `${text}}`;
}

/** Keys as they stand, in their order, and as they are written before their values. */
type KeyOrder = {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly written: readonly string[];
};

// The last order of each number of keys: the objects of a long array mostly have the same keys, and comparing is cheaper than sorting.
const orders: KeyOrder[] = [];

function orderOf(keys: readonly string[]): KeyOrder {
  const before = orders[keys.length];
  if (before !== undefined && sameKeys(before.keys, keys)) return before;
  const names = [...keys].sort();
  const order = { keys, names, written: names.map((key, i) => `${i === 0 ? "" : ","}${JSON.stringify(key)}:`) };
  if (keys.length < 64) orders[keys.length] = order;
  return order;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Without recursion, so that any depth can be asked about. */
export function isDeeperThan(json: Json, limit: number): boolean {
  let level: readonly Json[] = [json];
  for (let depth = 0; depth <= limit; depth++) {
    const next: Json[] = [];
    for (const value of level) {
      if (isArray(value)) for (const item of value) next.push(item);
      else if (isObject(value)) for (const key of Object.keys(value)) next.push(value[key] as Json);
    }
    if (next.length === 0) return false;
    level = next;
  }
  return true;
}
