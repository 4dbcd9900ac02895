// The schema in which a model says what it takes in, its inputs by name out (spec 6.23.1).

import { isObject, type Json } from "../../core/text/json.js";
import { listOf, numberOf, partOf, textOf } from "../wire/read-json.js";

export type Input = {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly choices: readonly Json[] | null;
  /** Sizes that are no multiple of it are rounded; only the words say so. */
  readonly multipleOf: number | null;
};
export type Inputs = ReadonlyMap<string, Input>;

/** null: there is no such schema. */
export function inputsOf(schemas: Json | undefined, name: string): Inputs | null {
  const properties = partOf(schemas, name, "properties");
  if (!isObject(properties)) return null;
  return new Map(Object.entries(properties).map(([key, property]) => [key, inputOf(schemas, property)]));
}

function inputOf(schemas: Json | undefined, property: Json): Input {
  // Choices stand in a schema of their own.
  const elsewhere = textOf(property, "$ref") ?? textOf(property, "allOf", 0, "$ref") ?? "";
  const other = partOf(schemas, elsewhere.replace(/^#\/components\/schemas\//, ""));
  const words = /multiples? of (\d+)/i.exec(textOf(property, "description") ?? "")?.[1];
  return {
    minimum: numberOf(property, "minimum") ?? null,
    maximum: numberOf(property, "maximum") ?? null,
    choices: listOf(property, "enum") ?? listOf(other, "enum") ?? null,
    multipleOf: words === undefined || Number(words) === 0 ? null : Number(words),
  };
}
