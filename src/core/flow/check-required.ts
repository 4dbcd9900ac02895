// A schema of a flow in, an error for each property out that is required, not declared, and not allowed otherwise (spec 1.8): nothing can
// satisfy it. JSON Schema silently allows that. Where the object is open, a lint rule reports what looks like a typo (spec 7.10).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { isTorn, memberOf } from "../document/find.js";
import type { DocumentNode, ObjectNode, StringNode } from "../document/tree.js";
import { nearest } from "../text/nearest.js";
import { subschemasOf } from "./check-input-keywords.js";
import { keyLike } from "./node-words.js";
import { valueIn } from "./value-in.js";

export function checkRequired(root: DocumentNode | undefined): readonly Diagnostic[] {
  if (root?.kind !== "object") return [];
  return [...undeclared(root), ...subschemasOf(root).flatMap(checkRequired)];
}

function undeclared(schema: ObjectNode): readonly Diagnostic[] {
  const required = valueIn(schema, "required");
  const properties = valueIn(schema, "properties");
  const extra = valueIn(schema, "additionalProperties");
  const closed = extra?.kind === "boolean" && !extra.value && memberOf(schema, "patternProperties") === undefined;
  if (!closed || isTorn(schema) || isTorn(properties) || required?.kind !== "array" || properties?.kind !== "object")
    return [];
  const names = required.elements.filter((element): element is StringNode => element.kind === "string");
  const declared = new Set(properties.members.map(({ key }) => key.name));
  const free = [...declared].filter((name) => !names.some(({ value }) => value === name));
  return names.flatMap((node) => {
    if (declared.has(node.value)) return [];
    const near = nearest(node.value, free);
    const fixes = near === undefined ? [] : [writeInstead(node.span, keyLike(node, near))];
    return [diagnose("flow/undeclared-required", node.span, { name: node.value, near }, { fixes })];
  });
}
