// The IR in, the graph of its steps out (spec 4.1, 4.2): which steps depend on which, and the earliest wave in which each step can start.

import type { FlowIr } from "../ir/ir.js";
import type { StepType } from "../language/steps.js";
import { presume } from "../unreachable.js";

export type GraphStep = {
  readonly id: string;
  readonly type: StepType;
  /** In flow order. */
  readonly dependsOn: readonly string[];
  /** From 0: the longest way from a step that needs none. */
  readonly wave: number;
};

export type Graph = {
  /** In flow order, which is a topological order, since steps refer backwards only. */
  readonly steps: readonly GraphStep[];
  /** Ids by wave, each wave in flow order. */
  readonly waves: readonly (readonly string[])[];
};

export function buildGraph(ir: FlowIr): Graph {
  const waveOf = new Map<string, number>();
  const waves: string[][] = [];
  const steps = ir.steps.map(({ id, type, dependsOn }): GraphStep => {
    const needs = dependsOn.map(({ step }) => step);
    const wave = Math.max(-1, ...needs.map((need) => presume(waveOf.get(need), `an earlier step ${need}`))) + 1;
    waveOf.set(id, wave);
    const mates = waves[wave];
    if (mates === undefined) waves[wave] = [id];
    else mates.push(id);
    return { id, type, dependsOn: needs, wave };
  });
  return { steps, waves };
}

/** All steps that each step needs, directly or not. Steps stand after what they need. */
export function ancestorsOf(
  steps: readonly Pick<GraphStep, "id" | "dependsOn">[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const ancestors = new Map<string, Set<string>>();
  for (const step of steps) {
    const all = new Set<string>();
    for (const need of step.dependsOn) {
      all.add(need);
      for (const further of ancestors.get(need) ?? []) all.add(further);
    }
    ancestors.set(step.id, all);
  }
  return ancestors;
}
