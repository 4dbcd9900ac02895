// The schemas of a flow in, what is wrong with them out (spec 1.8, 1.9, 3.3): against the meta-schema, patterns against what linear-time
// matching reads, sizes against the limits, defaults against the schema they belong to.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { nodeAt } from "../document/find.js";
import type { ObjectNode } from "../document/tree.js";
import type { Limits } from "../language/limits.js";
import { findContradictions } from "../schema/contradictions.js";
import { findBadDefaults } from "../schema/defaults.js";
import { measureSchema } from "../schema/measure-schema.js";
import type { Validator } from "../schema/validator.js";
import type { JsonObject } from "../text/json.js";
import { schemaFix } from "./schema-fix.js";
import type { FlowTree } from "./tree.js";

type AuthorSchema = { readonly value: JsonObject; readonly node: ObjectNode };

export function checkSchemas(flow: FlowTree, validator: Validator, limits: Limits): readonly Diagnostic[] {
  const input = flow.input === null ? [] : [{ value: flow.input.schema, node: flow.input.node }];
  const answers = flow.steps.flatMap((step) => (step.type === "ObjectGenerator" ? [step.schema] : []));
  return [...input, ...answers].flatMap((schema) => checkSchema(schema, validator, limits));
}

function checkSchema({ value, node }: AuthorSchema, validator: Validator, limits: Limits): readonly Diagnostic[] {
  const at = (pointer: string) => nodeAt(node, pointer)?.span ?? node.span;
  const tooLarge = measureSchema(value, node.span, limits, at);
  if (tooLarge.length > 0) return tooLarge;
  const compiled = validator.compile(value);
  if (!compiled.ok)
    return compiled.problems.map(({ pointer, message, wantsSchema }) => {
      const found = wantsSchema ? nodeAt(node, pointer) : undefined;
      const fixes = found === undefined ? [] : schemaFix(found);
      return diagnose("flow/bad-schema", at(pointer), { message }, { fixes });
    });
  const contradictions = findContradictions(value, validator);
  if (contradictions.length > 0)
    return contradictions.map(({ pointer, message }) => diagnose("flow/unsatisfiable", at(pointer), { message }));
  return findBadDefaults(value, validator).map(({ pointer, message }) =>
    diagnose("flow/bad-default", at(pointer), { message }),
  );
}
