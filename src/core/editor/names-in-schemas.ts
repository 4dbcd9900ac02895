// The schemas of a flow in, the names in them that lead to a property out (spec 7.13): entries of "required", and the parts of a
// "$ref" that go through "properties".

import { placeInString } from "../document/place.js";
import type { DocumentNode, ObjectNode, StringNode } from "../document/tree.js";
import { valueIn } from "../flow/value-in.js";
import { type Description, pointerOf, stepByName } from "./places.js";
import type { Reference } from "./reference.js";

export function namesInSchemas(root: ObjectNode, steps: readonly DocumentNode[]): readonly Reference[] {
  const input = valueIn(root, "input");
  const answers = steps.map((step) => valueIn(valueIn(step, "parameters"), "schema"));
  return [
    ...(input === undefined ? [] : namesIn(input, input, "input")),
    ...answers.flatMap((schema) => (schema === undefined ? [] : namesIn(schema, schema, "result"))),
  ];
}

function namesIn(node: DocumentNode, root: DocumentNode, of: "input" | "result"): readonly Reference[] {
  if (node.kind === "array") return node.elements.flatMap((element) => namesIn(element, root, of));
  if (node.kind !== "object") return [];
  const place: Description = { kind: "schema", of, node, root };
  const required = valueIn(node, "required");
  const entries = required?.kind === "array" ? required.elements : [];
  const reference = valueIn(node, "$ref");
  return [
    ...entries.flatMap((entry) => (entry.kind === "string" ? nameAt(place, entry) : [])),
    ...(reference?.kind === "string" ? partsOf(reference, root, of) : []),
    ...node.members.flatMap(({ value }) => namesIn(value, root, of)),
  ];
}

function nameAt(place: Description, { value, span }: StringNode): readonly Reference[] {
  const { sites } = stepByName([place], value);
  return sites.length === 0 ? [] : [{ name: value, span, sites, written: { kind: "text" } }];
}

/** "#/properties/style/properties/name": only where the pointer is written without escapes, so that its places are plain. */
function partsOf(node: StringNode, root: DocumentNode, of: "input" | "result"): readonly Reference[] {
  const pointer = pointerOf(node.value);
  if (!node.value.startsWith("#/") || node.value.slice(1) !== pointer || pointer.includes("~")) return [];
  const at = placeInString(node);
  const found: Reference[] = [];
  let schema: DocumentNode | undefined = root;
  let start = 2;
  const parts = pointer.slice(1).split("/");
  for (const [position, part] of parts.entries()) {
    const owner: DocumentNode | undefined = schema;
    if (parts[position - 1] === "properties" && owner?.kind === "object") {
      const key = owner.members.find((member) => member.key.name === part)?.key;
      const span = { start: at(start), end: at(start + part.length) };
      const site = key && { kind: of, name: part, span: key.span, key, owner };
      if (site !== undefined) found.push({ name: part, span, sites: [site], written: { kind: "pointer" } });
    }
    schema = owner?.kind === "array" ? owner.elements[Number(part)] : valueIn(owner, part);
    start += part.length + 1;
  }
  return found;
}
