// A value of the store that no step reads (spec 7.10.3).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { DocumentNode } from "../../document/tree.js";
import type { Rule } from "../rule.js";
import { type Uses, usesOf } from "../uses.js";

export const unusedStore: Rule = {
  code: "lint/unused-store",
  changesNoRun: true,
  fromAbsence: true,
  check: ({ flow, ir }) => {
    const uses = ir.steps.length === 0 || flow.store === null ? undefined : usesOf(ir);
    if (flow.store === null || uses === undefined || uses.all) return [];
    return unusedIn(flow.store.node, uses.names.get("store"));
  },
};

/** The topmost values that are not read. A name such as "_comment" or "$comment" says that nothing is to read it. */
function unusedIn(node: DocumentNode, uses: Uses | undefined): readonly Diagnostic[] {
  if (node.kind !== "object" || uses?.all) return [];
  return node.members.flatMap(({ key, value }) => {
    const use = uses?.names.get(key.name);
    if (use === undefined && /^[_$]/.test(key.name)) return [];
    return use === undefined ? [diagnose("lint/unused-store", key.span, { name: key.name })] : unusedIn(value, use);
  });
}
