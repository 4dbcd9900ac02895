// A trainingId in, the base model that it was trained on out, where this flow trains it (spec 1.13, 7.10.5).

import type { FlowIr, TemplateIr } from "../ir/ir.js";

/** The base that the ModelGenerator behind `$.results.<id>.id` trains on, where it is a constant. */
export function trainedBase(
  training: TemplateIr,
  ir: FlowIr,
): { readonly base: string; readonly step: string; readonly template: TemplateIr } | null {
  if (training.kind !== "path" || training.root.kind !== "state") return null;
  const names = training.segments.map(({ selectors: [selector] }) => (selector?.kind === "name" ? selector.name : ""));
  const step = ir.steps.find(({ id }) => names[0] === "results" && id === names[1]);
  if (step?.type !== "ModelGenerator" || step.settings.kind !== "object") return null;
  const template = step.settings.entries.find(({ key }) => key === "baseModel")?.value;
  if (template?.kind !== "constant" || typeof template.value !== "string") return null;
  return { base: template.value, step: step.id, template };
}
