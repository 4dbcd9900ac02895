// Jobs in, each of one wave and one model; an order with few loads, then few LoRA swaps out (spec 5.3).
//
// Jobs of one wave on one base model are a block and stay together. Two kinds of order are made and the better one is taken:
// wave after wave, where the blocks of a wave are put so that as many waves as possible begin with the base that the wave before
// ended on (the best such order, by dynamic programming); and, where that still loads a base twice, an order that lets a block
// of a later wave go first when all it needs is done.

import { ancestorsOf } from "../../graph/build-graph.js";
import type { PlannedStep } from "../plan.js";
import { countLoads, type Loads } from "./count-loads.js";

/** `base` and `training` are identities (spec 5.4.2). */
export type OrderedJob = {
  readonly wave: number;
  readonly base: string;
  readonly training: string;
  readonly steps: readonly string[];
};

export type JobOrder<J> = Loads & { readonly jobs: readonly J[] };

/** Jobs with no order among each other but that of their bases: a block is the jobs of one base. */
type Block<J> = { readonly wave: number; readonly base: string; readonly jobs: J[]; readonly steps: Set<string> };

/** The best order that goes wave after wave, for one resident model. */
export function orderByWave<J extends OrderedJob>(jobs: readonly J[], slots = 1): JobOrder<J> {
  return withSlots(orderStages(stagesOf(jobs)), slots);
}

/** `slots`: models that are resident at once. */
export function orderJobs<J extends OrderedJob>(
  jobs: readonly J[],
  steps: readonly PlannedStep[],
  slots = 1,
): JobOrder<J> {
  const stages = stagesOf(jobs);
  let best = withSlots(orderStages(stages), slots);
  const bases = new Set(jobs.map((job) => job.base)).size;
  const blocks = stages.flat();
  // The search below looks at every block for each block that it places; beyond this the order by wave has to do.
  if (best.modelLoads === bases || blocks.length > 500) return best;
  for (const prefer of ["finish", "unlock"] as const) {
    const other = withSlots(orderStages(drain(blocks, steps, prefer).map((block) => [block])), slots);
    if (
      other.modelLoads < best.modelLoads ||
      (other.modelLoads === best.modelLoads && other.loraSwaps < best.loraSwaps)
    ) {
      best = other;
    }
  }
  return best;
}

function withSlots<J extends OrderedJob>(order: JobOrder<J>, slots: number): JobOrder<J> {
  return slots === 1 ? order : { jobs: order.jobs, ...countLoads(order.jobs, slots) };
}

function stagesOf<J extends OrderedJob>(jobs: readonly J[]): Block<J>[][] {
  const waves = new Map<number, Map<string, Block<J>>>();
  for (const job of jobs) {
    const wave = waves.get(job.wave) ?? new Map<string, Block<J>>();
    waves.set(job.wave, wave);
    const block = wave.get(job.base) ?? { wave: job.wave, base: job.base, jobs: [], steps: new Set() };
    wave.set(job.base, block);
    block.jobs.push(job);
    for (const step of job.steps) block.steps.add(step);
  }
  return [...waves].sort(([a], [b]) => a - b).map(([, blocks]) => [...blocks.values()]);
}

/** A job that may end a stage: the least cost of getting there, the job that the stage began with and what ended the one before. */
type Ending<J> = { readonly job: J; readonly cost: number; readonly first: J; readonly before: Ending<J> | null };
type Beginning<J> = { readonly job: J; readonly cost: number; readonly before: Ending<J> | null };

/** The best order of blocks within each stage. A load counts as more than all swaps together. */
function orderStages<J extends OrderedJob>(stages: readonly (readonly Block<J>[])[]): JobOrder<J> {
  const load = stages.reduce((sum, stage) => sum + stage.reduce((jobs, block) => jobs + block.jobs.length, 0), 1);
  let endings: Ending<J>[] = [];
  for (const stage of stages) endings = endStage(stage, endings, load);
  // Of equals the last: then what nothing else decides stays in the order that it came in.
  let last: Ending<J> | null = null;
  for (const ending of endings) if (last === null || ending.cost <= last.cost) last = ending;
  const order: J[][] = [];
  const cost = last?.cost ?? 0;
  for (let i = stages.length - 1; i >= 0 && last !== null; i--, last = last.before) {
    order.push(arrange(stages[i] as readonly Block<J>[], last.first, last.job));
  }
  return { jobs: order.reverse().flat(), modelLoads: Math.floor(cost / load), loraSwaps: cost % load };
}

function endStage<J extends OrderedJob>(
  stage: readonly Block<J>[],
  endings: readonly Ending<J>[],
  load: number,
): Ending<J>[] {
  const beginnings = beginStage(stage, endings, load);
  const within = (stage.length - 1) * load + stage.reduce((sum, block) => sum + block.jobs.length - 1, 0);
  const next: Ending<J>[] = [];
  // A stage ends on another job than it began with, and on another base, unless it has but one.
  const only = stage.length === 1 ? (stage[0] as Block<J>) : null;
  const apart = (a: J, b: J) => (only === null ? a.base !== b.base : only.jobs.length === 1 || a !== b);
  let best: Beginning<J> | null = null;
  for (const beginning of beginnings) if (best === null || beginning.cost < best.cost) best = beginning;
  let second: Beginning<J> | null = null;
  for (const beginning of beginnings) {
    const other = best !== null && (only === null ? beginning.job.base !== best.job.base : beginning !== best);
    if (other && (second === null || beginning.cost < second.cost)) second = beginning;
  }
  for (const block of stage) {
    for (const job of block.jobs) {
      const from = best !== null && apart(best.job, job) ? best : second;
      if (from !== null) next.push({ job, cost: from.cost + within, first: from.job, before: from.before });
    }
  }
  return next;
}

/** What it costs to begin the stage with each of its jobs. */
function beginStage<J extends OrderedJob>(
  stage: readonly Block<J>[],
  endings: readonly Ending<J>[],
  load: number,
): Beginning<J>[] {
  let cheapest: Ending<J> | null = null;
  const onBase = new Map<string, Ending<J>>();
  const onModel = new Map<string, Ending<J>>();
  for (const ending of endings) {
    const { base, training } = ending.job;
    if (cheapest === null || ending.cost <= cheapest.cost) cheapest = ending;
    const same = onBase.get(base);
    if (same === undefined || ending.cost <= same.cost) onBase.set(base, ending);
    onModel.set(`${base}\n${training}`, ending);
  }
  return stage.flatMap((block) =>
    block.jobs.map((job) => {
      let before = cheapest;
      let cost = (cheapest?.cost ?? 0) + load;
      const swapped = onBase.get(job.base);
      if (swapped !== undefined && swapped.cost + 1 < cost) [before, cost] = [swapped, swapped.cost + 1];
      const kept = onModel.get(`${job.base}\n${job.training}`);
      if (kept !== undefined && kept.cost < cost) [before, cost] = [kept, kept.cost];
      return { job, cost, before };
    }),
  );
}

function arrange<J extends OrderedJob>(stage: readonly Block<J>[], first: J, last: J): J[] {
  const rank = (base: string) => (base === first.base ? 0 : base === last.base ? 2 : 1);
  const order = (job: J) => (job === first ? 0 : job === last ? 2 : 1);
  return [...stage]
    .sort((a, b) => rank(a.base) - rank(b.base))
    .flatMap((block) => [...block.jobs].sort((a, b) => order(a) - order(b)));
}

/** Stays with the resident base while a block of it is ready; then takes the base that `prefer` says. */
function drain<J extends OrderedJob>(
  blocks: readonly Block<J>[],
  steps: readonly PlannedStep[],
  prefer: "finish" | "unlock",
): Block<J>[] {
  const ancestors = ancestorsOf(steps);
  const undone = new Map<string, number>();
  for (const block of blocks) for (const step of block.steps) undone.set(step, (undone.get(step) ?? 0) + 1);
  const needs = (block: Block<J>) => {
    const all = new Set<string>();
    for (const step of block.steps) for (const one of ancestors.get(step) ?? []) if (undone.has(one)) all.add(one);
    return all;
  };
  const waitsFor = new Map(blocks.map((block) => [block, needs(block)]));
  const wanted = new Map<string, number>();
  for (const all of waitsFor.values()) for (const step of all) wanted.set(step, (wanted.get(step) ?? 0) + 1);
  // A canonical order first: nothing below depends on how the flow's steps stand.
  const left = new Set([...blocks].sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : a.wave - b.wave)));
  const order: Block<J>[] = [];
  let resident: string | null = null;
  while (left.size > 0) {
    const ready = [...left].filter((block) => waitsFor.get(block)?.size === 0);
    const waiting = new Map<string, number>();
    for (const block of left) if (!ready.includes(block)) waiting.set(block.base, (waiting.get(block.base) ?? 0) + 1);
    const unlocks = (block: Block<J>) => [...block.steps].reduce((sum, step) => sum + (wanted.get(step) ?? 0), 0);
    const score = (block: Block<J>): readonly number[] => {
      const finishes = (waiting.get(block.base) ?? 0) === 0 ? 1 : 0;
      const stays = block.base === resident ? 1 : 0;
      return prefer === "finish" ? [stays, finishes, unlocks(block)] : [stays, unlocks(block), finishes];
    };
    let next = ready[0];
    for (const block of ready) if (next !== undefined && exceeds(score(block), score(next))) next = block;
    if (next === undefined) throw new Error("steps that wait for each other");
    left.delete(next);
    order.push(next);
    resident = next.base;
    for (const step of next.steps) {
      const rest = (undone.get(step) ?? 0) - 1;
      undone.set(step, rest);
      if (rest === 0) for (const all of waitsFor.values()) all.delete(step);
    }
  }
  return order;
}

function exceeds(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value > (b[i] as number);
  return false;
}
