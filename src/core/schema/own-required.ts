// `required` and `dependentRequired` for schemas that require the property with the empty name, which ajv's own code takes for "nothing is
// missing", or that ask what `__proto__` requires, which it ignores (spec 3.3).

import type { FuncKeywordDefinition, SchemaValidateFunction } from "ajv";
import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../text/json.js";

type Missing = { readonly params: { readonly [name: string]: unknown } };
type Definition = FuncKeywordDefinition & { readonly keyword: string };

const required = definition("required", (names, value) =>
  missingOf(names, value).map((name) => ({ params: { missingProperty: name } })),
);

const dependentRequired = definition("dependentRequired", (dependencies, value) =>
  Object.entries(isObject(dependencies) ? dependencies : {}).flatMap(([property, names]) =>
    (hasOwn(value, property) ? missingOf(names, value) : []).map((name) => ({
      params: { property, missingProperty: name },
    })),
  ),
);

export const ownRequired: readonly Definition[] = [required, dependentRequired];

/** Whether a schema, for itself, asks for what ajv does not see. */
export function requiresOddName(schema: JsonObject): boolean {
  const dependent = isObject(schema.dependentRequired) ? schema.dependentRequired : {};
  if (hasOwn(dependent, "__proto__")) return true;
  return [schema.required, ...Object.values(dependent)].some((names) => isArray(names) && names.includes(""));
}

function missingOf(names: Json, value: JsonObject): readonly string[] {
  return (isArray(names) ? names : []).map(String).filter((name) => !hasOwn(value, name));
}

function definition(keyword: string, find: (names: Json, value: JsonObject) => readonly Missing[]): Definition {
  const validate: SchemaValidateFunction = (names: Json, value: JsonObject) => {
    const missing = find(names, value);
    validate.errors = missing.map((one) => ({ keyword, ...one }));
    return missing.length === 0;
  };
  return { keyword, type: "object", errors: true, validate };
}
