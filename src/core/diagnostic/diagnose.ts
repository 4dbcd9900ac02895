// A code, a span and the parameters of its message in, a diagnostic out.

import type { Span } from "../text/span.js";
import { type Catalogue, catalogue, type DiagnosticCode } from "./catalogue.js";
import type { Diagnostic, Fix, Related, Severity } from "./diagnostic.js";
import type { Entry, Parameters } from "./entry.js";

type ParametersOf<C extends DiagnosticCode> = Catalogue[C] extends Entry<infer P> ? P : never;

export type Extras = {
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  readonly file?: string;
  readonly severity?: Severity;
};

export function diagnose<C extends DiagnosticCode>(
  code: C,
  span: Span,
  parameters: ParametersOf<C>,
  extras: Extras = {},
): Diagnostic {
  const row = catalogue[code] as unknown as Entry<Parameters>;
  return {
    code,
    severity: extras.severity ?? row.severity,
    message: row.message(parameters as unknown as Parameters),
    span,
    ...(extras.file === undefined ? {} : { file: extras.file }),
    related: extras.related ?? [],
    fixes: extras.fixes ?? [],
  };
}
