// Any node and the name of a field in, the field's value out; undefined if the node is not an object or has no such field.

import { memberOf } from "../document/find.js";
import type { DocumentNode } from "../document/tree.js";

export function valueIn(node: DocumentNode | undefined, name: string): DocumentNode | undefined {
  return node?.kind === "object" ? memberOf(node, name)?.value : undefined;
}
