// A program: a flow without errors, as its IR (spec 3.2). The IR is plain JSON, so a program can be kept and made again from it.

import { diagnose } from "./diagnostic/diagnose.js";
import { fail, type Outcome, succeed } from "./diagnostic/diagnostic.js";
import type { FlowIr } from "./ir/ir.js";
import { brokenCall } from "./language/operators/operators.js";
import { everyPartOf, templatesOf } from "./lint/templates.js";
import { validate } from "./schema/generated/ir.js";
import { isArray, isObject, type Json } from "./text/json.js";

export type Program = { readonly ir: FlowIr };

/** Refuses what `flowplan compile` of this version would not print. Never throws. */
export function programFrom(ir: Json): Outcome<Program> {
  if (!validate(ir)) {
    const deepest = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
    return invalid(deepest?.instancePath ?? "", deepest?.message ?? "it has another shape");
  }
  const program = { ir: ir as unknown as FlowIr };
  const seen = new Set<string>();
  for (const { id, dependsOn } of program.ir.steps) {
    const missing = dependsOn.find(({ step }) => !seen.has(step));
    if (missing !== undefined)
      return invalid("/steps", `step "${id}" depends on "${missing.step}", which does not stand before it`);
    if (seen.has(id)) return invalid("/steps", `two steps have the id "${id}"`);
    seen.add(id);
  }
  const calls = program.ir.steps
    .flatMap(templatesOf)
    .flatMap(everyPartOf)
    .filter((part) => part.kind === "call");
  const broken = first(calls, brokenCall);
  if (broken !== null) return invalid("/steps", broken);
  const unbound = unboundLevel(ir, 0);
  return unbound === null
    ? succeed(program)
    : invalid("/steps", `level ${unbound} is used outside a map of that level`);
}

function invalid(pointer: string, problem: string): Outcome<Program> {
  return fail([diagnose("ir/invalid", null, { pointer, problem })]);
}

/** A level that is addressed where no map of it encloses; null where all are bound. */
function unboundLevel(value: Json, depth: number): number | null {
  if (isArray(value)) return first(value, (item) => unboundLevel(item, depth));
  if (!isObject(value)) return null;
  if (value.kind === "constant" || (value.kind === "object" && "properties" in value)) return null;
  if (value.kind === "map" && isObject(value.source ?? null)) {
    if (value.level !== depth) return Number(value.level);
    return unboundLevel(value.source as Json, depth) ?? unboundLevel(value.body as Json, depth + 1);
  }
  if ((value.kind === "item" || value.kind === "index") && typeof value.level === "number" && value.level >= depth)
    return value.level;
  return first(Object.values(value), (item) => unboundLevel(item, depth));
}

function first<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
