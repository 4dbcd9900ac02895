// A `$ref` and the schema that contains it in, what it names out (spec 3.1): "#" and "#/…" lead by JSON Pointer from the root,
// "#name" to the `$anchor` of that name. Anything else is not local and names nothing here.

import { hasOwn, isArray, isObject, type Json } from "../text/json.js";
import { pointerSegments } from "../text/pointer.js";

export function findReference(root: Json, reference: string): Json | undefined {
  if (!reference.startsWith("#")) return undefined;
  const fragment = decoded(reference.slice(1));
  if (fragment === undefined) return undefined;
  if (fragment === "" || fragment === "/") return root;
  return fragment.startsWith("/") ? atPointer(root, fragment) : findAnchor(root, fragment);
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

function atPointer(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const name of pointerSegments(pointer)) {
    if (isObject(value) && hasOwn(value, name)) value = value[name];
    else if (isArray(value) && /^(0|[1-9][0-9]*)$/.test(name)) value = value[Number(name)];
    else return undefined;
  }
  return value;
}

function findAnchor(value: Json, name: string): Json | undefined {
  const waiting: Json[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isObject(next) && hasOwn(next, "$anchor") && next.$anchor === name) return next;
    if (isObject(next)) waiting.push(...Object.values(next));
    else if (isArray(next)) waiting.push(...next);
  }
  return undefined;
}
