// A schema of answers that strict structured output refuses, and that no rewriting makes strict (spec 7.10.16).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { memberOf, nodeAt } from "../../document/find.js";
import type { DocumentNode } from "../../document/tree.js";
import { walkSchema } from "../../schema/walk-schema.js";
import { hasOwn, type JsonObject } from "../../text/json.js";
import type { Rule } from "../rule.js";

const refused = [
  "oneOf",
  "allOf",
  "not",
  "if",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "uniqueItems",
  "prefixItems",
  "$dynamicRef",
];

export const looseSchema: Rule = {
  code: "lint/loose-schema",
  check: ({ flow }) =>
    flow.steps.flatMap((step) =>
      step.type === "ObjectGenerator"
        ? walkSchema(step.schema.value).flatMap(({ schema, pointer }) =>
            checkPart(schema, pointer, nodeAt(step.schema.node, pointer)),
          )
        : [],
    ),
};

function checkPart(schema: JsonObject, pointer: string, node: DocumentNode | undefined): readonly Diagnostic[] {
  if (node?.kind !== "object") return [];
  const keywords = Object.keys(schema).filter(
    (keyword) => refused.includes(keyword) || (keyword === "anyOf" && pointer === ""),
  );
  const told = keywords.flatMap((keyword) => {
    const key = memberOf(node, keyword)?.key;
    return key === undefined ? [] : [diagnose("lint/loose-schema", key.span, { keyword, open: false })];
  });
  const open = memberOf(node, "additionalProperties");
  if (open !== undefined && schema.additionalProperties !== false)
    return [...told, diagnose("lint/loose-schema", open.key.span, { keyword: "additionalProperties", open: true })];
  const type = memberOf(node, "type");
  const saysWhatItHolds = ["properties", "$ref", "enum", "const", "anyOf", ...refused].some((keyword) =>
    hasOwn(schema, keyword),
  );
  if (schema.type !== "object" || type === undefined || saysWhatItHolds || open !== undefined) return told;
  return [...told, diagnose("lint/loose-schema", type.value.span, { keyword: "type", open: true })];
}
