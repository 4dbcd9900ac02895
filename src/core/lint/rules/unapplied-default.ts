// A default of the input's schema that nothing applies (spec 1.9, 7.10.27): only properties and elements of the input get theirs.

import { diagnose } from "../../diagnostic/diagnose.js";
import { nodeAt } from "../../document/find.js";
import { walkSchema } from "../../schema/walk-schema.js";
import { hasOwn } from "../../text/json.js";
import { pointerTo } from "../../text/pointer.js";
import type { Rule } from "../rule.js";

export const unappliedDefault: Rule = {
  code: "lint/unapplied-default",
  check: ({ flow: { input } }) =>
    (input === null ? [] : walkSchema(input.schema)).flatMap(({ schema, pointer }) => {
      if (!hasOwn(schema, "default")) return [];
      const keyword = hidingKeyword(pointer);
      const node = input === null ? undefined : nodeAt(input.node, pointerTo(pointer, "default"));
      return keyword === null || node === undefined ? [] : [diagnose("lint/unapplied-default", node.span, { keyword })];
    }),
};

/** The keyword behind which defaults are not looked for; the empty text at the root, which is always given; null: none. */
function hidingKeyword(pointer: string): string | null {
  if (pointer === "") return "";
  const [, ...segments] = pointer.split("/");
  for (let i = 0; i < segments.length; i++) {
    const keyword = segments[i] as string;
    if (keyword === "properties" || keyword === "prefixItems") i++;
    else if (keyword !== "items") return keyword;
  }
  return null;
}
