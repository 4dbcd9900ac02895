// The one table of image fields says what the published schema says to editors (spec 1.14).

import { expect, test } from "vitest";
import { type ImageFieldRule, imageFieldNames, imageFields } from "../src/core/language/image-fields.js";
import type { Type } from "../src/core/types/type.js";
import { flowSchema } from "./build/read-flow.js";

type Schema = { readonly [keyword: string]: unknown };
const definitions = flowSchema.$defs as unknown as { readonly [name: string]: Schema };

/** The constant branch of a field, as the table would write it. */
function constantSchema({ type, multipleOf }: ImageFieldRule): Schema {
  const base = schemaOf(type);
  return multipleOf === undefined ? base : { ...base, multipleOf };
}

function schemaOf(type: Type): Schema {
  if (type.kind === "string") {
    return { type: ["string", "null"], ...(type.format === undefined ? {} : { format: type.format }) };
  }
  if (type.kind === "number") {
    const bounds = { minimum: type.minimum, maximum: type.maximum };
    const known = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== null));
    return { type: [type.integer ? "integer" : "number", "null"], ...known };
  }
  if (type.kind !== "union") throw new Error(`no image field is of the kind ${type.kind}`);
  return { enum: [...type.members.map((member) => (member.kind === "constant" ? member.value : member)), null] };
}

test.each(imageFieldNames)("%s: type, range and default are the schema's", (name) => {
  const rule: ImageFieldRule = imageFields[name];
  const field = definitions[name];
  expect(field?.else).toEqual(constantSchema(rule));
  expect(field?.default ?? null).toEqual(rule.default ?? null);
  expect(field?.description).toBeTypeOf("string");
});

test("an image has the fields of the table and @Extend, and a step may set the same for all its images", () => {
  const image = definitions.image as { properties: object; additionalProperties: unknown };
  expect(Object.keys(image.properties)).toEqual(["@Extend", ...imageFieldNames]);
  expect(image.additionalProperties).toBe(false);
  const step = definitions.ImageGenerator as { properties: { parameters: { properties: object } } };
  expect(Object.keys(step.properties.parameters.properties)).toEqual(["images", "inferencePackId", ...imageFieldNames]);
});
