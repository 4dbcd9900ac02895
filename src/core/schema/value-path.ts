// A JSON Pointer into a value in, the path by which a flow would read it out (spec 3.3.3): `$.input.style.name`, `$.input["odd name"]`.

import { hasOwn, isArray, isObject, type Json } from "../text/json.js";
import { pointerSegments } from "../text/pointer.js";
import { quoted } from "../text/printable.js";

/** `root`: the path of the value itself. */
export function valuePath(root: string, pointer: string, given: Json): string {
  let value: Json | undefined = given;
  let path = root;
  for (const name of pointerSegments(pointer)) {
    if (isArray(value)) path += `[${name}]`;
    else path += /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoted(name, 80)}]`;
    value = memberAt(value, name);
  }
  return path;
}

export function valueAt(value: Json, pointer: string): Json | undefined {
  return pointerSegments(pointer).reduce((above: Json | undefined, name) => memberAt(above, name), value);
}

function memberAt(value: Json | undefined, name: string): Json | undefined {
  if (isArray(value)) return value[Number(name)];
  return isObject(value) && hasOwn(value, name) ? value[name] : undefined;
}
