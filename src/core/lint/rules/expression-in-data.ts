// A text of the store or of a schema that reads as an expression (spec 7.10.26): it is data, and is never evaluated (2.1).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { DocumentNode } from "../../document/tree.js";
import { valueIn } from "../../flow/value-in.js";
import { operatorNames } from "../../language/operators/operators.js";
import type { Rule } from "../rule.js";

/** The whole of it: a sentence that mentions a path is a sentence. */
const segments = String.raw`(?:\.[\w-]+|\[[^\]\n]{0,200}\])*`;
const path = String.raw`\$\.(?:input|results|store)${segments}|\$\$(?=[.[])${segments}`;
const expression = new RegExp(String.raw`^(?:${path}|@(?:${operatorNames.join("|")})\([^\n]*\)${segments})$`);

/** Keywords whose texts are patterns and addresses. */
const addresses = ["pattern", "patternProperties", "$ref", "$id", "$schema", "$comment"];

export const expressionInData: Rule = {
  code: "lint/expression-in-data",
  check: ({ document: { root } }) => {
    if (root === null) return [];
    const steps = valueIn(root, "steps");
    const answers = (steps?.kind === "array" ? steps.elements : []).map((step) =>
      valueIn(valueIn(step, "parameters"), "schema"),
    );
    return [
      ...textsIn(valueIn(root, "store"), `"store"`, []),
      ...[valueIn(root, "input"), ...answers].flatMap((schema) => textsIn(schema, "a schema", addresses)),
    ];
  },
};

function textsIn(node: DocumentNode | undefined, where: string, passed: readonly string[]): readonly Diagnostic[] {
  if (node?.kind === "string") {
    return expression.test(node.value) ? [diagnose("lint/expression-in-data", node.span, { where })] : [];
  }
  if (node?.kind === "array") return node.elements.flatMap((element) => textsIn(element, where, passed));
  if (node?.kind !== "object") return [];
  return node.members.flatMap(({ key, value }) => (passed.includes(key.name) ? [] : textsIn(value, where, passed)));
}
