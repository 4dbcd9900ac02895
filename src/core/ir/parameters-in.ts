// A step in, the parameters that it sets out, each with its rule (spec 1.12–1.18): what the check, the plan and the run judge one by one.

import type { ParameterRule } from "../language/parameter-rule.js";
import { parametersOf, resultRule } from "../language/steps.js";
import { presume, unreachable } from "../unreachable.js";
import type { StepIr, TemplateIr } from "./ir.js";

export type SetParameter = { readonly name: string; readonly rule: ParameterRule; readonly template: TemplateIr };

export function parametersIn(step: StepIr): readonly SetParameter[] {
  if (step.type === "ObjectTransformer") return [{ name: "result", rule: resultRule, template: step.result }];
  const rules = parametersOf(step.type);
  return Object.entries(templatesIn(step)).flatMap(([name, template]) =>
    template === null ? [] : [{ name, rule: presume(rules[name], `a parameter called ${name}`), template }],
  );
}

type Templates = { readonly [name: string]: TemplateIr | null };

function templatesIn(step: Exclude<StepIr, { type: "ObjectTransformer" }>): Templates {
  switch (step.type) {
    case "ObjectGenerator": {
      const { description, input, amount, count, creativity } = step;
      return { description, input, amount, count, creativity };
    }
    case "ModelGenerator":
      return { datasetId: step.datasetId, settings: step.settings };
    case "ImageGenerator":
      return { images: step.images, inferencePackId: step.inferencePackId, ...step.shared };
    case "Zipper":
      return { filename: step.filename };
    default:
      return unreachable(step);
  }
}
