// The validator port: how schemas of authors are checked, so that a host without code generation can bring an interpreter (spec 3.3).

import type { Json, JsonObject } from "../text/json.js";

/** One thing that is wrong with a value: `pointer` is the JSON Pointer of the place ("" is the whole value). */
export type Issue = {
  readonly pointer: string;
  /** The keyword that failed, as "required". */
  readonly keyword: string;
  /** A sentence without subject: "must be a string". */
  readonly message: string;
  /** The keyword's own facts: ajv's names (`missingProperty`, `additionalProperty`, `limit`, `allowedValues` …). */
  readonly parameters: { readonly [name: string]: Json };
};

export type CheckValue = (value: Json) => readonly Issue[];

/**
 * What is wrong with the schema itself: `pointer` is a place in the schema. `wants`: the JSON type that must stand there, several with
 * commas between them; a schema is "object,boolean".
 */
export type SchemaProblem = { readonly pointer: string; readonly message: string; readonly wants?: string };

export type CompiledSchema =
  | { readonly ok: true; readonly check: CheckValue }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

/** Types are never coerced, defaults never written, formats asserted, patterns run in linear time. Never throws. */
export interface Validator {
  compile(schema: JsonObject): CompiledSchema;
}
