// What partial evaluation sees: a run state of which some results are not known, and the items of the enclosing maps (spec 5.1).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import type { Budget } from "../../evaluate/budget.js";
import { makeBudget, memoryCost } from "../../evaluate/budget.js";
import type { Compiled } from "../../evaluate/compile-template.js";
import type { RunState } from "../../evaluate/state.js";
import type { TemplateIr } from "../../ir/ir.js";
import type { Limits } from "../../language/limits.js";
import { canonicalJson, type Json, type JsonObject, setOwn } from "../../text/json.js";
import type { Span } from "../../text/span.js";
import type { Expression } from "./expression.js";
import { type Found, found, known, type PartialObject, type PartialValue, type UnknownValue } from "./partial-value.js";
import type { Counted } from "./why.js";

export type PartialState = {
  /** `$`. */
  readonly root: PartialObject;
  readonly results: ReadonlyMap<string, PartialValue>;
  /** The state with those results alone that are known through and through. */
  readonly known: RunState;
  readonly allKnown: boolean;
};

/** The item of an enclosing map: its name, where it comes from, and at which position it stands. */
export type MapItem = {
  readonly name: string | null;
  readonly value: PartialValue;
  readonly expression: Expression;
  readonly position: number | UnknownValue;
};

export type Environment = {
  readonly state: PartialState;
  /** By the level of their map. */
  readonly items: readonly MapItem[];
  /** How often, at least, a run comes here: what the groups around repeat. */
  readonly times: number;
  readonly work: Work;
};

/** What all evaluations of a plan share. */
export type Work = {
  readonly limits: Limits;
  readonly budget: Budget;
  /** Items gone through by level, inside the outermost map (spec 2.14). */
  readonly passed: number[];
  /** Why arrays are as long as they are, by where they stand (why.ts). */
  readonly reasons: Map<string, Counted>;
  /** The first diagnostic of each code and place stands for the thousand that a map would repeat. */
  readonly problems: Map<string, AnyDiagnostic>;
  /** Templates compiled so far. */
  readonly optional: WeakMap<TemplateIr, Compiled>;
  readonly required: WeakMap<TemplateIr, Compiled>;
};

export function makeWork(limits: Limits): Work {
  return {
    limits,
    budget: makeBudget(),
    passed: [],
    reasons: new Map(),
    problems: new Map(),
    optional: new WeakMap(),
    required: new WeakMap(),
  };
}

/** Units of work for each part of a value of which something is not known: parts take more memory than known values. */
const workOfPart = 100;
/** For each group: the body of a map for all its items, and what the maps of later steps make of it again. */
export const partsOfGroup = 5;

/** Before parts are made. False: too many, which was reported. */
export function chargeParts(work: Work, parts: number, span: Span): boolean {
  return charge(work, parts * workOfPart, span);
}

/** Before keys are copied from one object into another, as in evaluation. */
export function chargeKeys(work: Work, keys: number, span: Span): boolean {
  return charge(work, keys * (keys > memoryCost.manyKeys ? memoryCost.keyOfMany : memoryCost.key), span);
}

/** Before unknowns are written into a plan. */
export function chargeWritten(work: Work, amount: number, span: Span): boolean {
  return charge(work, amount, span);
}

function charge(work: Work, amount: number, span: Span): boolean {
  const { budget, limits } = work;
  budget.work += amount;
  if (budget.work <= limits.work) return true;
  report(work, diagnose("limit/work", span, { limit: limits.work, actual: budget.work }));
  return false;
}

export function report(work: Work, diagnostic: AnyDiagnostic): void {
  const { code, data, span } = diagnostic;
  const key = `${code} ${span === null ? canonicalJson(data) : `${span.start} ${span.end}`}`;
  if (!work.problems.has(key)) work.problems.set(key, diagnostic);
}

export function partialState(
  input: JsonObject,
  store: JsonObject,
  results: ReadonlyMap<string, PartialValue>,
): PartialState {
  const knownResults: { [id: string]: Json } = {};
  const fields = new Map<string, Found>();
  for (const [id, value] of results) {
    if (value.kind === "known") setOwn(knownResults, id, value.value);
    fields.set(id, found(value));
  }
  const whole = new Map<string, Found>([
    ["input", found(known(input))],
    ["results", found({ kind: "object", layers: [{ kind: "fields", fields }] })],
    ["store", found(known(store))],
  ]);
  const root: PartialObject = { kind: "object", layers: [{ kind: "fields", fields: whole }] };
  const allKnown = Object.keys(knownResults).length === results.size;
  return { root, results, known: { input, results: knownResults, store }, allKnown };
}

export function knownState({ input, results, store }: RunState): PartialState {
  return partialState(input, store, new Map(Object.entries(results).map(([id, value]) => [id, known(value)])));
}

export function withItem(environment: Environment, item: MapItem, repeats = 1): Environment {
  return { ...environment, items: [...environment.items, item], times: environment.times * repeats };
}

/** Outside maps. */
export function environmentOf(state: PartialState, work: Work): Environment {
  return { state, items: [], times: 1, work };
}
