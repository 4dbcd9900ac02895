// A code in, what `explain` shows of it out. Apart from the catalogue, so that a program that only reports does not carry them.

import type { DiagnosticCode } from "./catalogue.js";
import type { Example } from "./example.js";
import { configExamples } from "./examples/config.js";
import { documentExamples } from "./examples/document.js";
import { editorExamples } from "./examples/editor.js";
import { evaluateExamples } from "./examples/evaluate.js";
import { expressionExamples } from "./examples/expression.js";
import { flowExamples } from "./examples/flow.js";
import { graphExamples } from "./examples/graph.js";
import { inputExamples } from "./examples/input.js";
import { irExamples } from "./examples/ir.js";
import { limitExamples } from "./examples/limit.js";
import { lintExamples } from "./examples/lint.js";
import { packExamples } from "./examples/pack.js";
import { parameterExamples } from "./examples/parameter.js";
import { pathExamples } from "./examples/path.js";
import { planBackendExamples } from "./examples/plan-backend.js";
import { planFileExamples } from "./examples/plan-file.js";
import { planResidualExamples } from "./examples/plan-residual.js";
import { referenceExamples } from "./examples/reference.js";
import { runExamples } from "./examples/run.js";
import { templateExamples } from "./examples/template.js";
import { typeExamples } from "./examples/type.js";

/** Every code has its row, or this does not compile. */
const examples: { readonly [code in DiagnosticCode]: Example } = {
  ...documentExamples,
  ...flowExamples,
  ...expressionExamples,
  ...pathExamples,
  ...referenceExamples,
  ...templateExamples,
  ...irExamples,
  ...typeExamples,
  ...parameterExamples,
  ...graphExamples,
  ...evaluateExamples,
  ...inputExamples,
  ...packExamples,
  ...planBackendExamples,
  ...planFileExamples,
  ...planResidualExamples,
  ...runExamples,
  ...limitExamples,
  ...lintExamples,
  ...editorExamples,
  ...configExamples,
};

export function exampleOf(code: DiagnosticCode): Example {
  return examples[code];
}
