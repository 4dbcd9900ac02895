// Alternatives of a schema that are too many to be told apart (spec 3.1.5, 7.10.28): what they say of paths is then unknown.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { memberOf, nodeAt } from "../../document/find.js";
import type { ObjectNode } from "../../document/tree.js";
import { walkSchema } from "../../schema/walk-schema.js";
import type { JsonObject } from "../../text/json.js";
import { isUnread } from "../../types/schema-type.js";
import type { Rule } from "../rule.js";

type AuthorSchema = { readonly value: JsonObject; readonly node: ObjectNode };

export const unreadAlternatives: Rule = {
  code: "lint/unread-alternatives",
  check: ({ flow: { input, steps } }) => [
    ...(input === null ? [] : unreadIn({ value: input.schema, node: input.node })),
    ...steps.flatMap((step) => (step.type === "ObjectGenerator" ? unreadIn(step.schema) : [])),
  ],
};

function unreadIn({ value, node }: AuthorSchema): readonly Diagnostic[] {
  return walkSchema(value).flatMap(({ schema, pointer }) => {
    const keyword = ["anyOf", "oneOf", "allOf"].find((name) => schema[name] !== undefined);
    if (keyword === undefined || !isUnread(schema, value)) return [];
    const holder = nodeAt(node, pointer);
    const member = holder?.kind === "object" ? memberOf(holder, keyword) : undefined;
    return member === undefined ? [] : [diagnose("lint/unread-alternatives", member.key.span, { keyword })];
  });
}
