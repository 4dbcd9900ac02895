// The schema of flows compiled at run time, as the build compiles it: for tests that read flows without the whole pipeline.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Diagnostic } from "../../src/core/diagnostic/diagnostic.js";
import { parseDocument } from "../../src/core/document/parse-document.js";
import type { CheckFlow } from "../../src/core/flow/flow-issue.js";
import { readFlow } from "../../src/core/flow/read-flow.js";
import type { FlowTree } from "../../src/core/flow/tree.js";
import { defaultLimits, type Limits } from "../../src/core/language/limits.js";

export const flowSchema = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../grammar/flow.schema.json"), "utf8"),
) as Record<string, never>;

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTuples: false, allowUnionTypes: true });
addFormats.default(ajv);
const validate = ajv.compile(flowSchema);

export const checkFlow: CheckFlow = (value) => (validate(value) ? [] : (validate.errors ?? []));

export function read(
  text: string,
  limits: Limits = defaultLimits,
): { flow: FlowTree | null; diagnostics: readonly Diagnostic[] } {
  const { document, diagnostics } = parseDocument(text, limits);
  const { flow, diagnostics: found } = readFlow(document, limits, checkFlow);
  return { flow, diagnostics: [...diagnostics, ...found] };
}
