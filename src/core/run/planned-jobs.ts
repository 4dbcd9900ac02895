// The jobs of a plan and the graph in, the jobs of its run out (spec 5.3, 6.1.3): in the order of the plan, each with the steps that must
// be prepared before it; and for each request of a run the job that draws it.
//
// Where every model of the plan is known, a job is what the plan says, and waits for its own steps alone. Where one is not, it may turn
// out to be that of another job of its wave, so the jobs of that wave wait for all steps that may have something for them; the
// plan then goes wave by wave, so nothing waits for itself.

import { ancestorsOf, type GraphStep } from "../graph/build-graph.js";
import { isUnknown, type Model, type PlannedJob, type Resolved } from "../plan/plan.js";
import { presume } from "../unreachable.js";

export type RunJob = {
  readonly wave: number;
  /** What the plan knows of its model; a field that is not known is undefined. */
  readonly model: Partial<KnownModel>;
  /** Those that the plan gives it requests of. */
  readonly steps: readonly string[];
  /** Those that it waits for: it may draw for them. */
  readonly waitsFor: readonly string[];
};

export type KnownModel = {
  readonly baseModel: string;
  readonly trainingId: string | null;
  readonly precision: "fp16" | "bf16";
};

export function runJobs(planned: readonly PlannedJob[], graph: readonly GraphStep[]): readonly RunJob[] {
  const jobs = inOrder(
    planned.flatMap((job) => plannedJobs(job, graph)),
    graph,
  );
  const open = new Map<number, Set<string>>();
  for (const { wave, model, steps } of jobs) {
    if (isWhole(model)) continue;
    const those = open.get(wave) ?? new Set();
    open.set(wave, those);
    for (const step of steps) those.add(step);
  }
  return withUnplanned(
    jobs.map((job) => ({ ...job, waitsFor: [...new Set([...job.steps, ...(open.get(job.wave) ?? [])])] })),
    graph,
  );
}

type OpenJob = Omit<RunJob, "waitsFor">;

/** A plan comes from a file, perhaps: what it says of steps is held against the flow, so that no run waits for ever. */
function plannedJobs({ model, steps }: PlannedJob, graph: readonly GraphStep[]): readonly OpenJob[] {
  const waves = new Map<number, string[]>();
  for (const { id, type, wave } of graph) {
    if (type !== "ImageGenerator" || !steps.includes(id)) continue;
    waves.set(wave, [...(waves.get(wave) ?? []), id]);
  }
  return [...waves].map(([wave, ids]) => ({ wave, model: knownOf(model), steps: ids }));
}

function knownOf({ baseModel, trainingId, precision }: Model): Partial<KnownModel> {
  const known = <T extends string | null>(value: Resolved<T>): value is T => !isUnknown(value);
  return {
    ...(known(baseModel) ? { baseModel } : {}),
    ...(known(trainingId) ? { trainingId } : {}),
    ...(known(precision) ? { precision } : {}),
  };
}

function isWhole(model: Partial<KnownModel>): boolean {
  return model.baseModel !== undefined && model.trainingId !== undefined && model.precision !== undefined;
}

function hasBase(model: Partial<KnownModel>): boolean {
  return model.baseModel !== undefined && model.precision !== undefined;
}

/** As they come where no job stands before one that its steps depend on; wave by wave otherwise. */
function inOrder(jobs: readonly OpenJob[], graph: readonly GraphStep[]): readonly OpenJob[] {
  const ancestors = ancestorsOf(graph);
  const last = new Map<string, number>();
  for (const [at, { steps }] of jobs.entries()) for (const step of steps) last.set(step, at);
  const sound =
    jobs.every(({ model }) => isWhole(model)) &&
    jobs.every(({ steps }, at) =>
      steps.every((step) => [...(ancestors.get(step) ?? [])].every((need) => (last.get(need) ?? -1) < at)),
    );
  return sound ? jobs : [...jobs].sort((a, b) => a.wave - b.wave);
}

/**
 * A step that no job is planned for – it draws nothing, or the plan is another flow's – has one after those it depends on, for which
 * nobody else waits.
 */
function withUnplanned(planned: readonly RunJob[], graph: readonly GraphStep[]): readonly RunJob[] {
  const listed = new Set(planned.flatMap(({ steps }) => steps));
  const missing = graph.filter(({ id, type }) => type === "ImageGenerator" && !listed.has(id));
  if (missing.length === 0) return planned;
  const ancestors = ancestorsOf(graph);
  const jobs = [...planned];
  const added = new Set<RunJob>();
  for (const { id, wave } of missing) {
    const needs = presume(ancestors.get(id), `what ${id} depends on`);
    const at = jobs.findLastIndex(({ steps }) => steps.some((step) => needs.has(step))) + 1;
    const there = jobs[at];
    const joins = there !== undefined && added.has(there) && there.wave === wave;
    const steps = joins ? [...there.steps, id] : [id];
    const job: RunJob = { wave, model: {}, steps, waitsFor: steps };
    jobs.splice(at, joins ? 1 : 0, job);
    added.add(job);
  }
  return jobs;
}

/**
 * Which job draws a step's request of that model: the one of just this model, else one of its base, else one whose model was not
 * known; and where the plan knew of none, the last that waits for the step.
 */
export function jobFinder(step: string, jobs: readonly RunJob[]): (model: KnownModel) => number {
  const candidates = jobs.flatMap((job, at) => (job.waitsFor.includes(step) ? [{ job, at }] : []));
  const last = presume(candidates.at(-1), `a job that waits for ${step}`).at;
  const found = new Map<string, number>();
  return (model) => {
    const key = JSON.stringify([model.baseModel, model.precision, model.trainingId]);
    let at = found.get(key);
    if (at === undefined) {
      let best = { at: last, rank: 0 };
      for (const candidate of candidates) {
        const rank = rankOf(step, model, candidate.job);
        if (rank > best.rank) best = { at: candidate.at, rank };
      }
      at = best.at;
      found.set(key, at);
    }
    return at;
  };
}

function rankOf(step: string, model: KnownModel, { model: known, steps }: RunJob): number {
  const fits = <F extends keyof KnownModel>(field: F) => known[field] === undefined || known[field] === model[field];
  const agrees = fits("baseModel") && fits("precision") && fits("trainingId");
  if (isWhole(known)) return agrees ? 5 : hasBase(known) && fits("baseModel") && fits("precision") ? 2 : 0;
  if (hasBase(known)) return agrees ? 4 : fits("baseModel") && fits("precision") ? 2 : 0;
  return agrees && steps.includes(step) ? 1 : 0;
}

export function sameBase(a: Omit<KnownModel, "trainingId">, b: Omit<KnownModel, "trainingId">): boolean {
  return a.baseModel === b.baseModel && a.precision === b.precision;
}
