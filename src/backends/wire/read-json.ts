// JSON from a server in, its parts out (spec 6.18.4): own keys only, undefined where a part is not of the kind that was asked for.

import { hasOwn, isArray, isObject, type Json } from "../../core/text/json.js";

export function partOf(json: Json | undefined, ...keys: readonly (string | number)[]): Json | undefined {
  let part = json;
  for (const key of keys) {
    if (typeof key === "number") part = isArray(part) ? part[key] : undefined;
    else part = isObject(part) && hasOwn(part, key) ? part[key] : undefined;
  }
  return part;
}

export function textOf(json: Json | undefined, ...keys: readonly (string | number)[]): string | undefined {
  const part = partOf(json, ...keys);
  return typeof part === "string" ? part : undefined;
}

export function numberOf(json: Json | undefined, ...keys: readonly (string | number)[]): number | undefined {
  const part = partOf(json, ...keys);
  return typeof part === "number" ? part : undefined;
}

export function flagOf(json: Json | undefined, ...keys: readonly (string | number)[]): boolean | undefined {
  const part = partOf(json, ...keys);
  return typeof part === "boolean" ? part : undefined;
}

export function listOf(json: Json | undefined, ...keys: readonly (string | number)[]): readonly Json[] | undefined {
  const part = partOf(json, ...keys);
  return isArray(part) ? part : undefined;
}

/** The texts under one key of each entry of a list, as the titles of models. */
export function textsOf(list: readonly Json[] | undefined, key: string): readonly string[] {
  return (list ?? []).flatMap((entry) => textOf(entry, key) ?? []);
}

export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
