// The one list of codes, in the order of the folders. The wording of a code is in the file of its area.

import { hasOwn } from "../text/json.js";
import { configEntries } from "./catalogue/config.js";
import { documentEntries } from "./catalogue/document.js";
import { editorEntries } from "./catalogue/editor.js";
import { evaluateEntries } from "./catalogue/evaluate.js";
import { expressionEntries } from "./catalogue/expression.js";
import { flowEntries } from "./catalogue/flow.js";
import { graphEntries } from "./catalogue/graph.js";
import { inputEntries } from "./catalogue/input.js";
import { irEntries } from "./catalogue/ir.js";
import { limitEntries } from "./catalogue/limit.js";
import { lintEntries } from "./catalogue/lint.js";
import { packEntries } from "./catalogue/pack.js";
import { parameterEntries } from "./catalogue/parameter.js";
import { pathEntries } from "./catalogue/path.js";
import { planEntries } from "./catalogue/plan.js";
import { referenceEntries } from "./catalogue/reference.js";
import { runEntries } from "./catalogue/run.js";
import { templateEntries } from "./catalogue/template.js";
import { typeEntries } from "./catalogue/type.js";
import type { Entry, Parameters } from "./entry.js";

export const catalogue = {
  ...documentEntries,
  ...flowEntries,
  ...expressionEntries,
  ...pathEntries,
  ...referenceEntries,
  ...templateEntries,
  ...irEntries,
  ...typeEntries,
  ...parameterEntries,
  ...graphEntries,
  ...evaluateEntries,
  ...inputEntries,
  ...packEntries,
  ...planEntries,
  ...runEntries,
  ...limitEntries,
  ...lintEntries,
  ...editorEntries,
  ...configEntries,
};

export type Catalogue = typeof catalogue;
export type DiagnosticCode = keyof Catalogue & string;

/** The row of any code, whatever its parameters; `diagnose` sees to it that they fit. */
export function entryOf(code: DiagnosticCode): Entry<Parameters> {
  return catalogue[code] as Entry<never> as Entry<Parameters>;
}

export const codes = Object.keys(catalogue) as readonly DiagnosticCode[];

export function isCode(word: string): word is DiagnosticCode {
  return hasOwn(catalogue, word);
}
