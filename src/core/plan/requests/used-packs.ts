// A flow, its packs and what is known of its state in, the packs that its run will read out (spec 5.10): by the ids that are known; all
// of them where only the run can tell.

import { compileTemplateIr } from "../../evaluate/compile-template.js";
import type { RunState } from "../../evaluate/state.js";
import type { FlowIr } from "../../ir/ir.js";
import { defaultLimits } from "../../language/limits.js";
import { hasOwn } from "../../text/json.js";
import { keyOfPack, type PackContent, type Packs } from "./pack-images.js";

export function usedPacks(ir: FlowIr, state: RunState, packs: Packs): Packs {
  const used = new Map<string, PackContent>();
  for (const step of ir.steps) {
    if (step.type !== "ImageGenerator" || step.inferencePackId === null) continue;
    const waits = step.dependsOn.some((need) => !hasOwn(state.results, need.step));
    const template = step.inferencePackId;
    const id =
      waits && template.kind !== "constant" ? null : compileTemplateIr(template, defaultLimits).evaluate(state);
    const names =
      id?.ok === true && typeof id.value === "string" ? [id.value] : id?.ok === true ? [] : Object.keys(packs);
    for (const name of names) {
      const key = keyOfPack(packs, name);
      if (key !== undefined) used.set(key, packs[key] as PackContent);
    }
  }
  return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
}
