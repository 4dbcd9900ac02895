// Two plans in, what moved between them out (spec 5.11): plain JSON, empty where nothing did.

import { groupBy } from "../../group-by.js";
import { canonicalJson, hasOwn, type Json, type JsonObject, jsonEquals } from "../../text/json.js";
import { costKinds } from "../cost/cost-kinds.js";
import { addBounds, nothing, sumBounds } from "../interval.js";
import type { Cost, Interval, Model, Plan, PlannedJob, PlannedRequest, Repeat } from "../plan.js";
import { align } from "../requests/align.js";
import { type ChangedFlow, type ChangedTypes, unchangedFlow, withoutTypes } from "./diff-flows.js";

export type Change<T = Json> = { readonly before: T; readonly after: T };
export type FieldChange = { readonly field: string } & Change<Json>;
type Price = Pick<Cost, "min" | "max">;

export type RequestChange =
  | { readonly kind: "added"; readonly step: string; readonly position: number; readonly request: PlannedRequest }
  | { readonly kind: "removed"; readonly step: string; readonly position: number; readonly request: PlannedRequest }
  | {
      readonly kind: "changed";
      readonly step: string;
      /** Entries of the step before this one, in the new plan. */
      readonly position: number;
      readonly repeat: Change<Repeat> | null;
      readonly fields: readonly FieldChange[];
    };

export type JobChange = {
  readonly kind: "added" | "removed" | "changed";
  readonly wave: number;
  readonly model: Model;
  readonly passes: Change<Repeat>;
};

export type PlanDiff = {
  readonly same: boolean;
  /** What the plans were made with: title, backend, seed, assumptions, input. */
  readonly made: readonly FieldChange[];
  readonly steps: readonly ({ readonly step: string } & Change<Json>)[];
  readonly requests: readonly RequestChange[];
  readonly jobs: readonly JobChange[];
  readonly totals: readonly ({ readonly total: string } & Change<Interval>)[];
  readonly costs: readonly ({ readonly kind: string } & Change<Price | null>)[];
  readonly total: Change<Price> | null;
  /** Steps that say something else, where nothing above shows it: what a model is told, what a zip file is called. */
  readonly unseen: readonly string[];
  /** Where types or schemas changed and nothing else: no change of the plan, since every request is the same. */
  readonly types: ChangedTypes;
};

export function diffPlans(before: Plan, after: Plan, flows: ChangedFlow = unchangedFlow): PlanDiff {
  const made = changedFields(madeWith(before), madeWith(after));
  const steps = byName(before.steps, after.steps, ({ id }) => id).map(({ name, ...change }) => ({
    step: name,
    ...(change as Change<Json>),
  }));
  const requests = diffRequests(before, after);
  const jobs = diffJobs(before.jobs, after.jobs);
  const totals = (Object.keys(after.totals) as (keyof Plan["totals"])[])
    .filter((total) => !same(before.totals[total], after.totals[total]))
    .map((total) => ({ total, before: before.totals[total], after: after.totals[total] }));
  const costs = byName(before.costs.map(price), after.costs.map(price), ({ kind }) => kind)
    .map(({ name, before: old, after: now }) => ({ kind: name, before: bare(old), after: bare(now) }))
    .filter((change) => !sameButForWords(change));
  const total = costs.length === 0 ? null : { before: bare(before.total) as Price, after: bare(after.total) as Price };
  const seen = new Set([...steps.map(({ step }) => step), ...requests.map(({ step }) => step)]);
  const unseen = flows.steps.filter((step) => !seen.has(step));
  const steady = (step: string) => !seen.has(step) && !unseen.includes(step);
  const retyped = [...new Set([...flows.types.steps, ...retypedSteps(before, after)])].filter(steady);
  const types = {
    input: flows.types.input,
    steps: after.steps.map(({ id }) => id).filter((id) => retyped.includes(id)),
  };
  const lists = [made, steps, requests, jobs, totals, costs, unseen];
  const nothing =
    total === null &&
    lists.every((list) => list.length === 0) &&
    same(withoutTypes(before.jobs), withoutTypes(after.jobs));
  return { same: nothing, made, steps, requests, jobs, totals, costs, total, unseen, types };
}

/** Steps of which a request shows another type, and nothing else. */
function retypedSteps(before: Plan, after: Plan): readonly string[] {
  const [old, now] = [requestsByStep(before), requestsByStep(after)];
  return [...now.keys()].filter((step) => !same(old.get(step) ?? [], now.get(step)));
}

function madeWith({ title, backend, seed, share, assume = {}, input }: Plan): JsonObject {
  const assumed = Object.entries(assume).map(([name, most]) => [`assume.${name}`, most]);
  const given = Object.keys(input).map((name) => [`input.${name}`, input[name] as Json]);
  return { title, backend, seed, share: share === true, ...Object.fromEntries([...assumed, ...given]) };
}

function same(a: unknown, b: unknown): boolean {
  return jsonEquals(a as Json, b as Json);
}

function price({ kind, min, max }: Cost) {
  return { kind, min, max };
}

function bare(cost: Price | null): Price | null {
  return cost === null ? null : { min: cost.min, max: cost.max };
}

/** What calls use at most moves with every word that a model is told and every line of a schema: less than a tenth of it is not a change. */
function sameButForWords({ kind, before, after }: { readonly kind: string } & Change<Price | null>): boolean {
  if (!sized.includes(kind) || before === null || after === null || before.min !== after.min) return false;
  if (before.max === null || after.max === null) return before.max === after.max;
  const [old, now] = [Number(before.max), Number(after.max)];
  return Math.abs(now - old) < old / 10;
}

const sized: readonly string[] = costKinds.flatMap((row) => ("size" in row ? [row.kind] : []));

function changedFields(before: JsonObject, after: JsonObject): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  const readField = (owner: JsonObject, name: string) => (hasOwn(owner, name) ? (owner[name] as Json) : null);
  return names
    .map((field) => ({ field, before: readField(before, field), after: readField(after, field) }))
    .filter((change) => !jsonEquals(change.before, change.after));
}

/** What is new, gone or different under its name; null stands for what is not there. */
function byName<T>(before: readonly T[], after: readonly T[], nameOf: (value: T) => string) {
  const old = new Map(before.map((value) => [nameOf(value), value]));
  const now = new Map(after.map((value) => [nameOf(value), value]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }))
    .filter((change) => !same(change.before, change.after));
}

function diffRequests(before: Plan, after: Plan): readonly RequestChange[] {
  const ids = [...new Set([...before.steps, ...after.steps].map(({ id }) => id))];
  const [old, now] = [requestsByStep(before), requestsByStep(after)];
  return ids.flatMap((step) => diffStep(step, old.get(step) ?? [], now.get(step) ?? []));
}

function requestsByStep({ requests }: Plan): ReadonlyMap<string, readonly PlannedRequest[]> {
  return groupBy(requests, ({ step }) => step);
}

/** The same request; the same but for its seed, which follows from its place; the same prompt. */
function keysOf({ repeat, image }: PlannedRequest): readonly string[] {
  const bare = withoutTypes(image) as JsonObject;
  const { seed: _, ...rest } = bare;
  const asJson = (value: unknown) => canonicalJson(value as Json);
  return [asJson([repeat, bare]), asJson(rest), asJson(bare.prompt)];
}

function diffStep(
  step: string,
  before: readonly PlannedRequest[],
  after: readonly PlannedRequest[],
): readonly RequestChange[] {
  const changes: RequestChange[] = [];
  let [gone, come] = [0, 0];
  for (const { before: old, after: now } of align(before, after, keysOf)) {
    if (old === undefined && now !== undefined) {
      changes.push({ kind: "added", step, position: come, request: now });
    } else if (now === undefined && old !== undefined) {
      changes.push({ kind: "removed", step, position: gone, request: old });
    } else if (old !== undefined && now !== undefined) {
      const fields = changedFields(withoutTypes(old.image) as JsonObject, withoutTypes(now.image) as JsonObject);
      const repeat = same(old.repeat, now.repeat) ? null : { before: old.repeat, after: now.repeat };
      if (fields.length > 0 || repeat !== null) changes.push({ kind: "changed", step, position: come, repeat, fields });
    }
    if (old !== undefined) gone++;
    if (now !== undefined) come++;
  }
  return changes;
}

function diffJobs(before: readonly PlannedJob[], after: readonly PlannedJob[]): readonly JobChange[] {
  const [old, now] = [passesByModel(before), passesByModel(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): readonly JobChange[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const job = is ?? was;
    if (job === undefined) return [];
    const passes = { before: was?.passes ?? nothing, after: is?.passes ?? nothing };
    const kind = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    if (kind === "changed" && same(passes.before, passes.after)) return [];
    return [{ kind, wave: job.wave, model: job.model, passes }];
  });
}

function passesByModel(jobs: readonly PlannedJob[]) {
  const found = new Map<string, { readonly wave: number; readonly model: Model; readonly passes: Repeat }>();
  for (const { wave, model, passes } of jobs) {
    const key = canonicalJson([wave, withoutTypes(model)]);
    const sum = sumBounds(passes.map(({ repeat }) => repeat));
    found.set(key, { wave, model, passes: addBounds(found.get(key)?.passes ?? nothing, sum) });
  }
  return found;
}
