// A key of a schema that JSON Schema does not know and that other tools do, or a property that is not in "properties" (spec 7.10.29): both are
// legal there, and neither has an effect.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { nodeAt } from "../../document/find.js";
import type { ObjectNode } from "../../document/tree.js";
import { properSchema, strayProperties, wrapFix } from "../../flow/stray-properties.js";
import { valueIn } from "../../flow/value-in.js";
import { insteadOf, named, plainName, type StrangeNames } from "../../language/also-called.js";
import { inputKeywordNames, schemaKeywordNames } from "../../schema/keywords.js";
import { walkSchema } from "../../schema/walk-schema.js";
import type { JsonObject } from "../../text/json.js";
import type { Rule } from "../rule.js";
import { isMeant, nearKeyword } from "./near-miss.js";

const ofOtherTools: StrangeNames = {
  ...named(`what an object does not list in "required" is optional, so remove it`, "optional isOptional"),
  ...named(
    `list the name of the property in "required", beside the "properties" of the object`,
    "isRequired mandatory",
  ),
  ...named(`list the choices in "enum"`, "options choices values allowed allowedValues enumValues oneOfValues"),
  ...named(`write "default"`, "defaultValue initial initialValue fallback"),
  ...named(`write "pattern"`, "regex regexp matches"),
  ...named(`write "minLength" and "maxLength"`, "length len"),
  ...named(`write "type": "array"`, "multiple multi isArray isList repeated"),
  ...named(`write "uniqueItems"`, "unique distinct"),
  ...named(`write "items"`, "element elements elementType itemType"),
  ...named(`write "properties"`, "fields props attributes members"),
};
const sizes: { readonly [type: string]: string } = {
  array: "Items",
  integer: "imum",
  number: "imum",
  string: "Length",
};

export const ignoredKeyword: Rule = {
  code: "lint/ignored-keyword",
  check: ({ flow }) => [
    ...(flow.input === null ? [] : checkSchema(flow.input.schema, flow.input.node, true)),
    ...flow.steps.flatMap((step) =>
      step.type === "ObjectGenerator" ? checkSchema(step.schema.value, step.schema.node, false) : [],
    ),
  ],
};

function checkSchema(root: JsonObject, node: ObjectNode, isInput: boolean): readonly Diagnostic[] {
  return walkSchema(root).flatMap(({ pointer }) => {
    const part = nodeAt(node, pointer);
    // A root that does not say that it is an object was reported with the properties in it (spec 1.8).
    return part?.kind === "object"
      ? checkPart(part, isInput, part !== node || valueIn(part, "type") !== undefined)
      : [];
  });
}

function checkPart(part: ObjectNode, isInput: boolean, isTyped: boolean): readonly Diagnostic[] {
  const known = isInput ? [...schemaKeywordNames, ...inputKeywordNames] : schemaKeywordNames;
  const unknown = part.members.filter(
    ({ key: { name } }) => !known.includes(name) && !isMeant(name) && nearKeyword(part, name, known) === undefined,
  );
  const strays = isTyped ? strayProperties(part, isInput).filter((member) => unknown.includes(member)) : [];
  const wrapped = strays.flatMap(({ key }, i) =>
    i > 0
      ? []
      : diagnose(
          "lint/ignored-keyword",
          key.span,
          { name: key.name, instead: `put properties into "properties", as in ${properSchema(part, strays)}` },
          { fixes: wrapFix(part, strays, isInput) },
        ),
  );
  const foreign = unknown.flatMap((member) => {
    const { name } = member.key;
    const instead = strays.includes(member) ? undefined : (sizeOf(name, part) ?? insteadOf(name, ofOtherTools));
    return instead === undefined ? [] : [diagnose("lint/ignored-keyword", member.key.span, { name, instead })];
  });
  return [...wrapped, ...foreign];
}

/** `min` and `max` count the images of an upload, which only an input has; elsewhere they are keywords of other tools. */
function sizeOf(name: string, part: ObjectNode): string | undefined {
  const bound = /^(min|max)(?:imum)?(?:value|size|count|chars)?$/.exec(plainName(name))?.[1];
  const type = valueIn(part, "type");
  const size = type?.kind === "string" ? sizes[type.value] : undefined;
  return bound === undefined || size === undefined ? undefined : `write "${bound}${size}"`;
}
