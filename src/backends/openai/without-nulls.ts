// An answer in, the same without the nulls that stand for absent properties out (spec 6.21.2). What may be null stays.

import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../../core/text/json.js";

export function withoutNulls(value: Json, schema: JsonObject): Json {
  return stripped(value, [schema], schema);
}

function stripped(value: Json, schemas: readonly Json[], root: JsonObject): Json {
  const branches = schemas.flatMap((schema) => branchesOf(schema, root, 0));
  if (isArray(value)) return value.map((item) => stripped(item, parts(branches, "items"), root));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([name, part]): [string, Json][] => {
    const declared = branches.flatMap((branch) => partOf(branch.properties, name));
    if (
      part === null &&
      declared.length > 0 &&
      isOptional(name, branches) &&
      !declared.some((each) => takesNull(each, root))
    )
      return [];
    return [[name, stripped(part, declared, root)]];
  });
  return Object.fromEntries(kept);
}

function isOptional(name: string, branches: readonly JsonObject[]): boolean {
  return branches.some(({ properties, required }) => {
    const named = partOf(properties, name).length > 0;
    return named && !(isArray(required) && required.includes(name));
  });
}

function takesNull(schema: Json, root: JsonObject): boolean {
  return branchesOf(schema, root, 0).some((branch) => {
    if (hasOwn(branch, "const")) return branch.const === null;
    if (isArray(branch.enum)) return branch.enum.includes(null);
    return (
      branch.type === undefined || branch.type === "null" || (isArray(branch.type) && branch.type.includes("null"))
    );
  });
}

const deepest = 20;

/** All that a value may be held against: the schema itself, or what it refers to, or each of its alternatives. */
function branchesOf(schema: Json, root: JsonObject, depth: number): readonly JsonObject[] {
  if (!isObject(schema) || depth > deepest) return [];
  if (schema.$ref === "#") return branchesOf(root, root, depth + 1);
  const name = typeof schema.$ref === "string" ? /^#\/\$defs\/([^/]+)$/.exec(schema.$ref)?.[1] : undefined;
  if (name !== undefined) return partOf(root.$defs, pointed(name)).flatMap((part) => branchesOf(part, root, depth + 1));
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (isArray(alternatives)) return alternatives.flatMap((part) => branchesOf(part, root, depth + 1));
  return [schema];
}

function pointed(name: string): string {
  try {
    return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return name;
  }
}

function parts(branches: readonly JsonObject[], word: string): readonly Json[] {
  return branches.flatMap((branch) => partOf(branch, word));
}

function partOf(holder: Json | undefined, name: string): readonly Json[] {
  return isObject(holder) && hasOwn(holder, name) ? [holder[name] as Json] : [];
}
