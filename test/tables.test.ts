// The tables of the language and the published schemas say the same (spec 1.6–1.20): whatever has a row is written by
// `npm run tables`, and the keys of the other objects are those that messages suggest.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { flowSchema, planSchema, type Schema } from "../scripts/tables/table-schemas.js";
import * as fields from "../src/core/language/flow-fields.js";
import { imageRules } from "../src/core/language/image-fields.js";
import { parametersOf, steps, stepTypes } from "../src/core/language/steps.js";

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../grammar/${name}.schema.json`), "utf8")) as Schema;

type ObjectSchema = {
  readonly properties: { readonly [name: string]: ObjectSchema };
  readonly [keyword: string]: unknown;
};
const root = read("flow") as ObjectSchema;
const definitions = root.$defs as { readonly [name: string]: ObjectSchema };
const keys = (schema: ObjectSchema | undefined) => Object.keys(schema?.properties ?? {});

test("grammar/ is what the tables give: run `npm run tables` after a row was changed", () => {
  expect(flowSchema(read("flow"))).toEqual(read("flow"));
  expect(planSchema(read("plan"))).toEqual(read("plan"));
});

test("flow, ui, results, widgets", () => {
  expect(keys(root)).toEqual(Object.keys(fields.flowFields));
  expect(keys(definitions.ui)).toEqual(Object.keys(fields.uiFields));
  expect(keys(definitions.ui?.properties.results)).toEqual(Object.keys(fields.resultsFields));
  expect(keys(definitions.widget)).toEqual(Object.keys(fields.widgetFields));
});

test("every object whose keys are listed has a title, and every key a description for editors", () => {
  for (const [name, schema] of [["", root], ...Object.entries(definitions)] as [string, ObjectSchema][]) {
    if (schema.properties === undefined || name === "inputSchema") continue;
    expect(schema.title, name).toBeTypeOf("string");
    for (const [key, property] of Object.entries(schema.properties)) {
      const said = property.description ?? property.$ref ?? property.const ?? property.properties;
      expect(said, `${name}.${key}`).toBeDefined();
    }
  }
});

test("a name of another tool means one thing in the same place", () => {
  for (const rules of [imageRules, ...stepTypes.map(parametersOf)]) {
    const names = Object.values(rules).flatMap(({ alsoCalled = [] }) => alsoCalled);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+$/);
  }
  const types = stepTypes.flatMap((type) => steps[type].alsoCalled);
  expect(new Set(types).size).toBe(types.length);
});
