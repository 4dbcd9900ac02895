// The schemas of a flow in, what is wrong with them out (spec 1.8, 1.9, 3.3): against the meta-schema, patterns against what linear-time
// matching reads, sizes against the limits, defaults against the schema they belong to.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { nodeAt } from "../document/find.js";
import type { ObjectNode } from "../document/tree.js";
import type { Limits } from "../language/limits.js";
import { findContradictions } from "../schema/contradictions.js";
import { findBadDefaults } from "../schema/defaults.js";
import { wantsSchema } from "../schema/inspect-schema.js";
import { schemaKeywordNames } from "../schema/keywords.js";
import { measureSchema } from "../schema/measure-schema.js";
import type { Validator } from "../schema/validator.js";
import type { JsonObject } from "../text/json.js";
import { pointerSegments } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import { meantInSchema } from "./schema-fix.js";
import type { FlowTree } from "./tree.js";

type AuthorSchema = { readonly value: JsonObject; readonly node: ObjectNode; readonly isInput: boolean };

export function checkSchemas(flow: FlowTree, validator: Validator, limits: Limits): readonly Diagnostic[] {
  const input = flow.input === null ? [] : [{ value: flow.input.schema, node: flow.input.node, isInput: true }];
  const answers = flow.steps.flatMap((step) =>
    step.type === "ObjectGenerator" ? [{ ...step.schema, isInput: false }] : [],
  );
  return [...input, ...answers].flatMap((schema) => checkSchema(schema, validator, limits));
}

function checkSchema(
  { value, node, isInput }: AuthorSchema,
  validator: Validator,
  limits: Limits,
): readonly Diagnostic[] {
  const at = (pointer: string) => nodeAt(node, pointer)?.span ?? node.span;
  const tooLarge = measureSchema(value, node.span, limits, at);
  if (tooLarge.length > 0) return tooLarge;
  const compiled = validator.compile(value);
  if (!compiled.ok)
    return compiled.problems.map((problem) => {
      const { pointer, message } = problem;
      const { instead, fixes } = meantInSchema(problem, node, isInput);
      const keyword = pointerSegments(pointer).at(-1);
      const isOfKeyword = problem.wants !== undefined && !wantsSchema(problem.wants) && keyword !== undefined;
      const subject = isOfKeyword && schemaKeywordNames.includes(keyword) ? quoted(keyword) : "it";
      return diagnose("flow/bad-schema", at(pointer), { subject, message, instead }, { fixes });
    });
  const contradictions = findContradictions(value, validator);
  if (contradictions.length > 0)
    return contradictions.map(({ pointer, message }) => diagnose("flow/unsatisfiable", at(pointer), { message }));
  return findBadDefaults(value, validator).map(({ pointer, message }) =>
    diagnose("flow/bad-default", at(pointer), { message }),
  );
}
