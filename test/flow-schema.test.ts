// The keys that messages suggest are the keys that the published schema lists (spec 1.6–1.20).

import { expect, test } from "vitest";
import * as known from "../src/core/language/known-fields.js";
import { flowSchema } from "./build/read-flow.js";

type ObjectSchema = {
  readonly properties: { readonly [name: string]: ObjectSchema };
  readonly [keyword: string]: unknown;
};
const root = flowSchema as unknown as ObjectSchema;
const definitions = flowSchema.$defs as unknown as { readonly [name: string]: ObjectSchema };
const keys = (schema: ObjectSchema | undefined) => Object.keys(schema?.properties ?? {});

test("flow, ui, results, widgets", () => {
  expect(keys(root)).toEqual(known.flowFields);
  expect(keys(definitions.ui)).toEqual(known.uiFields);
  expect(keys(definitions.ui?.properties.results)).toEqual(known.resultsFields);
  expect(keys(definitions.widget)).toEqual(known.widgetFields);
});

test.each(known.stepTypes)("%s: the step and its parameters", (type) => {
  expect(keys(definitions[type])).toEqual(known.stepFields(type));
  expect(keys(definitions[type]?.properties.parameters)).toEqual(known.parameterFields[type]);
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
