// A step's parameters as templates in, their values out, each of the type that its call needs (spec 6.4). Types are checked before the
// run where they are known; what arrives by a path of unknown type is checked here.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic, Outcome } from "../diagnostic/diagnostic.js";
import type { RunState } from "../evaluate/state.js";
import type { TemplateIr } from "../ir/ir.js";
import { hasOwn, isObject, type Json, type JsonObject, jsonTypeName } from "../text/json.js";
import type { Span } from "../text/span.js";
import { unknownType } from "../types/type.js";
import type { Stages } from "./stages.js";

export type Templates = { readonly [name: string]: TemplateIr | null };

/** The parameters of one step. A parameter whose path found nothing is left out, as any property is (spec 2.5). */
export class Parameters {
  readonly diagnostics: AnyDiagnostic[] = [];
  readonly #step: string;
  readonly #place: Span;
  readonly #templates: Templates;
  readonly #values: JsonObject;

  constructor(
    step: { readonly id: string; readonly idSpan: Span },
    templates: Templates,
    state: RunState,
    stages: Stages,
  ) {
    this.#step = step.id;
    this.#place = step.idSpan;
    this.#templates = templates;
    const outcome = evaluateAll(templates, step.idSpan, state, stages);
    this.diagnostics.push(...outcome.diagnostics.filter(({ severity }) => severity === "error"));
    this.#values = outcome.ok && isObject(outcome.value) ? outcome.value : {};
  }

  has(name: string): boolean {
    return hasOwn(this.#values, name);
  }

  any(name: string): Json | undefined {
    return this.has(name) ? this.#values[name] : undefined;
  }

  text(name: string): string {
    const value = this.#required(name);
    if (value === undefined || typeof value === "string") return value ?? "";
    return this.#refuse(name, value, "a string", "");
  }

  object(name: string): JsonObject {
    const value = this.#required(name);
    if (value === undefined || isObject(value)) return value ?? {};
    return this.#refuse(name, value, "an object", {});
  }

  number(name: string, minimum: number, maximum: number, otherwise: number): number {
    const value = this.any(name);
    if (value === undefined) return otherwise;
    if (typeof value === "number" && value >= minimum && value <= maximum) return value;
    return this.#refuse(name, value, `a number from ${minimum} to ${maximum}`, otherwise);
  }

  /** An integer of at least 1; null where the parameter is absent. */
  amount(name: string): number | null {
    const value = this.any(name);
    if (value === undefined) return null;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return value;
    return this.#refuse(name, value, "an integer of at least 1", null);
  }

  spanOf(name: string): Span {
    return this.#templates[name]?.span ?? this.#place;
  }

  /** undefined also where evaluation failed, which is reported already. */
  #required(name: string): Json | undefined {
    if (!this.has(name) && this.diagnostics.length === 0) {
      this.diagnostics.push(
        diagnose("run/missing-parameter", this.spanOf(name), { step: this.#step, parameter: name }),
      );
    }
    return this.any(name);
  }

  #refuse<T>(name: string, value: Json, wanted: string, otherwise: T): T {
    const found = typeof value === "number" ? String(value) : jsonTypeName(value);
    this.diagnostics.push(
      diagnose("run/wrong-parameter", this.spanOf(name), { step: this.#step, parameter: name, found, wanted }),
    );
    return otherwise;
  }
}

function evaluateAll(templates: Templates, span: Span, state: RunState, stages: Stages): Outcome<Json> {
  const entries = Object.keys(templates).flatMap((key) => {
    const value = templates[key];
    return value == null ? [] : [{ key, keySpan: value.span, value }];
  });
  return stages.evaluate({ kind: "object", extends: [], entries, type: unknownType, span }, state);
}
