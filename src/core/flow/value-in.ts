// Any node and the name of a field in, the field's value out; undefined where the node is no object or has no such field.

import { memberOf } from "../document/find.js";
import type { DocumentNode } from "../document/tree.js";

export function valueIn(node: DocumentNode | undefined, name: string): DocumentNode | undefined {
  return node?.kind === "object" ? memberOf(node, name)?.value : undefined;
}
