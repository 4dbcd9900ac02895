// The graph of a flow in, the units of its run out (spec 6.1): each step by itself, the ImageGenerators of a wave together.

import type { GraphStep } from "../graph/build-graph.js";
import type { UnitPlan } from "./machine.js";

/**
 * In flow order of their first steps. Waves of images come one after another, in order: so models are loaded in the order of the plan,
 * and as often (spec 5.3).
 */
export function unitsOf(steps: readonly GraphStep[]): readonly UnitPlan[] {
  const units: { steps: string[]; needs: Set<string>; wave: number | null }[] = [];
  const ofWave = new Map<number, (typeof units)[number]>();
  for (const { id, type, dependsOn, wave } of steps) {
    const drawing = type === "ImageGenerator";
    const mates = drawing ? ofWave.get(wave) : undefined;
    if (mates !== undefined) {
      mates.steps.push(id);
      for (const need of dependsOn) mates.needs.add(need);
      continue;
    }
    const unit = { steps: [id], needs: new Set(dependsOn), wave: drawing ? wave : null };
    if (drawing) ofWave.set(wave, unit);
    units.push(unit);
  }
  const waves = [...ofWave.keys()].sort((a, b) => a - b);
  return units.map(({ steps: ids, needs, wave }) => {
    const before = wave === null ? undefined : ofWave.get(waves[waves.indexOf(wave) - 1] ?? -1);
    return { steps: ids, needs: [...needs], after: before === undefined ? null : units.indexOf(before) };
  });
}
