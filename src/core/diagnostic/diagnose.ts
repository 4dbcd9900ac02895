// A code, a span and the parameters of its message in, a diagnostic out that keeps them (spec 7.1); and the parameters of a code, typed.

import type { JsonObject, JsonRecord } from "../text/json.js";
import type { Span } from "../text/span.js";
import { type Catalogue, type DiagnosticCode, entryOf } from "./catalogue.js";
import type { AnyDiagnostic, Diagnostic, Fix, Related, Severity } from "./diagnostic.js";
import type { Entry, Parameters } from "./entry.js";

type ParametersOf<C extends DiagnosticCode> = Catalogue[C] extends Entry<infer P> ? P : never;

/** A diagnostic that is known to be of a code. */
type Of<C extends DiagnosticCode> = AnyDiagnostic & { readonly code: C; readonly data: ParametersOf<C> };

export type Extras = {
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  readonly file?: string;
  readonly severity?: Severity;
};

export function diagnose<C extends DiagnosticCode, S extends Span | null>(
  code: C,
  span: S,
  parameters: ParametersOf<C>,
  extras: Extras = {},
): Diagnostic<S> {
  const row = entryOf(code);
  return {
    code,
    severity: extras.severity ?? row.severity,
    message: row.message(parameters),
    data: asData(parameters),
    span,
    ...(extras.file === undefined ? {} : { file: extras.file }),
    related: extras.related ?? [],
    fixes: extras.fixes ?? [],
  };
}

export function isOf<C extends DiagnosticCode>(diagnostic: AnyDiagnostic, code: C): diagnostic is Of<C> {
  return diagnostic.code === code;
}

/** What is not given is left out, as in all JSON. */
function asData(parameters: Parameters): JsonObject {
  const data: JsonRecord = {};
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) data[name] = value;
  return data;
}
