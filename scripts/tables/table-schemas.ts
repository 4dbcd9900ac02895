// A published schema in, the same with what the tables of the language say out (spec 1.6.4): image fields, types of steps and their
// parameters. `npm run tables` writes grammar/ anew; test/tables.test.ts holds the files to the tables.

import { describeParameter } from "../../src/core/language/check-parameter.js";
import { imageFieldNames, imageRules } from "../../src/core/language/image-fields.js";
import type { ParameterRule } from "../../src/core/language/parameter-rule.js";
import {
  parametersOf,
  resultRule,
  type StepType,
  stepFields,
  steps,
  stepTypes,
} from "../../src/core/language/steps.js";
import type { Type } from "../../src/core/types/type.js";

export type Schema = { readonly [keyword: string]: unknown };

const expression = { $ref: "#/$defs/expression" };
/** Parameters whose values have a schema of their own: written by hand, under the name that stands here. */
const handmade: { readonly [name: string]: Schema } = {
  images: { $ref: "#/$defs/images" },
  sources: { $ref: "#/$defs/sources" },
  contextId: { $ref: "#/$defs/stepId" },
  schema: { type: "object", properties: { type: { const: "object" } } },
};

export function flowSchema(schema: Schema): Schema {
  const definitions = inner(schema, "$defs");
  const image = inner(definitions, "image");
  const fields = Object.fromEntries(imageFieldNames.map((name) => [name, fieldSchema(imageRules[name])]));
  const typed = Object.fromEntries(stepTypes.map((type) => [type, stepSchema(type)]));
  const properties = { "@Extend": inner(image, "properties")["@Extend"], ...shared };
  return {
    ...schema,
    $defs: {
      ...definitions,
      ...fields,
      image: { ...image, properties },
      ...typed,
      step: anyStep(inner(definitions, "step")),
    },
  };
}

const shared = Object.fromEntries(imageFieldNames.map((name) => [name, { $ref: `#/$defs/${name}` }]));

function stepSchema(type: StepType): Schema {
  const parameters = Object.entries(parametersOf(type)).map(([name, rule]) => [
    name,
    shared[name] ?? parameterSchema(name, rule),
  ]);
  const required = Object.entries(parametersOf(type)).flatMap(([name, rule]) => (rule.required === true ? [name] : []));
  const given = {
    title: "Parameters",
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    properties: Object.fromEntries(parameters),
  };
  const isTransformer = type === "ObjectTransformer";
  return {
    title: type,
    description: plain(steps[type].words),
    type: "object",
    required: stepFields(type),
    additionalProperties: false,
    properties: {
      id: { $ref: "#/$defs/stepId" },
      type: { const: type },
      ...(isTransformer ? { result: parameterSchema("result", resultRule) } : { parameters: given }),
    },
  };
}

function anyStep(schema: Schema): Schema {
  const properties = inner(schema, "properties");
  const allOf = stepTypes.map((type) => ({
    if: { required: ["type"], properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: `#/$defs/${type}` },
  }));
  return { ...schema, properties: { ...properties, type: { ...inner(properties, "type"), enum: stepTypes } }, allOf };
}

function parameterSchema(name: string, rule: ParameterRule): Schema {
  const own = handmade[name];
  if (own !== undefined) return "$ref" in own && name !== "contextId" ? own : { ...titled(rule), ...own };
  return rule.type.kind === "unknown" ? titled(rule) : fieldSchema(rule);
}

function fieldSchema(rule: ParameterRule): Schema {
  const { example, default: standard = null } = rule;
  return {
    ...titled(rule),
    ...(example === undefined ? {} : { examples: [example] }),
    ...(standard === null ? {} : { default: standard }),
    if: expression,
    else: valueSchema(rule),
  };
}

function titled(rule: ParameterRule): Schema {
  const { title, words, type } = rule;
  const range =
    type.kind === "number" && (type.minimum !== null || type.maximum !== null) ? describeParameter(rule) : "";
  const said = range === "" ? "" : ` ${range.slice(0, 1).toUpperCase()}${range.slice(1)}.`;
  return { title, description: plain(words) + said };
}

function valueSchema({
  type,
  multipleOf,
  nullIsAbsent,
}: Pick<ParameterRule, "type" | "multipleOf" | "nullIsAbsent">): Schema {
  const base = typeSchema(type);
  const multiple = multipleOf === undefined ? {} : { multipleOf };
  if (nullIsAbsent !== true) return { ...base, ...multiple };
  return Array.isArray(base.enum)
    ? { enum: [...base.enum, null] }
    : { ...base, type: [base.type, "null"], ...multiple };
}

function typeSchema(type: Type): Schema {
  switch (type.kind) {
    case "string":
      return { type: "string", ...(type.format === undefined ? {} : { format: type.format }) };
    case "number": {
      const { minimum, maximum } = type;
      return {
        type: type.integer ? "integer" : "number",
        ...(minimum === null ? {} : { minimum }),
        ...(maximum === null ? {} : { maximum }),
      };
    }
    case "union":
      return { enum: type.members.map((member) => (member.kind === "constant" ? member.value : null)) };
    case "object": {
      const properties = Object.entries(type.properties).map(([name, property]) => [name, typeSchema(property.type)]);
      return { type: "object", ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }) };
    }
    default:
      return {};
  }
}

export function planSchema(schema: Schema): Schema {
  const definitions = inner(schema, "$defs");
  const fields = Object.fromEntries(imageFieldNames.map((name) => [name, resolvedSchema(imageRules[name])]));
  const pass = inner(definitions, "pass");
  const parts = inner(pass, "properties");
  const shares = inner(parts, "shares");
  const kept = Object.fromEntries(Object.keys(inner(shares, "properties")).map((name) => [name, fields[name]]));
  const properties = { ...parts, shares: { ...shares, properties: kept } };
  const image = { ...inner(definitions, "image"), required: imageFieldNames, properties: fields };
  return { ...schema, $defs: { ...definitions, image, pass: { ...pass, properties } } };
}

function resolvedSchema(rule: ParameterRule): Schema {
  const { type, multipleOf, words } = rule;
  const multiple = multipleOf === undefined ? {} : { multipleOf };
  const value = valueSchema(rule.default === null ? { type, nullIsAbsent: true, ...multiple } : { type, ...multiple });
  return { description: plain(words), anyOf: [value, { $ref: "#/$defs/unknown" }] };
}

function inner(schema: Schema, keyword: string): Schema {
  return schema[keyword] as Schema;
}

/** Words for editors are Markdown; descriptions of schemas are not. */
function plain(words: string): string {
  return words.replaceAll("`", "");
}
