// --solve STEP.count in, the largest count that the budget admits out, on standard output (spec 5.12).

import { succeed } from "../../core/diagnostic/diagnostic.js";
import { printDollars } from "../../core/plan/cost/money.js";
import {
  findProblem,
  greatestCount,
  type Solution,
  type SolvedParameter,
  solveCount,
} from "../../core/plan/cost/solve-count.js";
import { planAndCount } from "../../core/plan/make-plan.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import { unreachable } from "../../core/unreachable.js";
import { harmlessJson } from "../format/json.js";
import { tell } from "../format/tell.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { readBudget, unboundedCosts } from "./budget.js";
import type { Planned } from "./planned.js";
import { type KeptAnswers, payable, remainingOf } from "./remaining.js";

export type SolveOptions = { readonly format: "pretty" | "json"; readonly maxCost?: string };
type Wanted = { readonly step: string; readonly parameter: SolvedParameter };

export function solve(
  text: string,
  made: Planned,
  kept: KeptAnswers,
  options: SolveOptions,
  terminal: Terminal,
): ExitCode {
  const wanted = readWanted(text, made);
  if (options.maxCost === undefined)
    throw new UsageError(
      "--solve finds the largest number that fits --max-cost, but --max-cost is missing",
      `--solve ${text} --max-cost 5`,
    );
  const budget = readBudget(options.maxCost);
  const { ir } = made.program;
  const solution = solveCount(ir, wanted, budget, (changed) => {
    const outcome = planAndCount({ ir: changed }, made.options);
    if (!outcome.ok) return outcome;
    const program = { ...made.program, ir: changed };
    const remaining = remainingOf({ ...made, ...outcome.value, program }, kept);
    return succeed(payable(outcome.value.plan, remaining), outcome.diagnostics);
  });
  return answer(solution, wanted, printDollars(budget), options, made, terminal);
}

function readWanted(text: string, { program: { ir } }: Planned): Wanted {
  const match = /^(.+)\.(count|amount)$/.exec(text);
  const generators = ir.steps.filter(({ type }) => type === "ObjectGenerator").map(({ id }) => id);
  const [some = "STEP"] = generators;
  if (match === null)
    throw new UsageError(
      `--solve must be STEP.count or STEP.amount, but this is ${quoted(text)}`,
      `--solve ${some}.count`,
    );
  const step = match[1] as string;
  const parameter = match[2] as SolvedParameter;
  const problem = findProblem(ir, step, parameter);
  if (problem === null) return { step, parameter };
  const name = quoted(step);
  switch (problem.kind) {
    case "no-step": {
      const near =
        nearest(
          step,
          ir.steps.map(({ id }) => id),
        ) ?? generators[0];
      throw new UsageError(
        `the flow has no step ${name}`,
        near === undefined ? undefined : `--solve ${near}.${parameter}`,
      );
    }
    case "no-generator":
      throw new UsageError(
        `step ${name} is of type ${problem.type}, but only an ObjectGenerator has a ${parameter}`,
        generators[0] === undefined ? undefined : `--solve ${generators[0]}.${parameter}`,
      );
    case "not-set": {
      const other = parameter === "count" ? "amount" : "count";
      const has = ir.steps.some((each) => each.id === step && each.type === "ObjectGenerator" && each[other] !== null);
      throw new UsageError(
        `step ${name} has no ${parameter}: write one in the flow, and --solve will find the largest that fits`,
        has ? `--solve ${step}.${other}` : undefined,
      );
    }
    case "binds-nothing":
      throw new UsageError(
        `count of step ${name} has no effect, since its schema does not have exactly one array: changing it would not change the plan`,
      );
    case "expression":
      throw new UsageError(
        `${parameter} of step ${name} is an expression, so its value comes from elsewhere: write a number in the flow, or try other values of the input that it reads`,
      );
    default:
      return unreachable(problem);
  }
}

function answer(
  solution: Solution,
  { step, parameter }: Wanted,
  budget: string,
  options: SolveOptions,
  { source }: Planned,
  terminal: Terminal,
): ExitCode {
  const { red, bold } = terminal.errColours;
  const name = `${printable(step)}.${parameter}`;
  switch (solution.kind) {
    case "no-plan":
      tell(solution.outcome.diagnostics, source, terminal);
      terminal.errors(`${red("refused:")} no plan can be made with ${name} = ${solution.value}\n`);
      return exitOf(solution.outcome.diagnostics);
    case "unbounded":
      terminal.errors(
        `${red("refused:")} the most that this may cost is unknown, so no ${name} is certain to fit $${budget}\n${unboundedCosts(solution.plan)}`,
      );
      return exitCodes.budget;
    case "none":
      terminal.errors(
        `${red("refused:")} even ${name} = ${solution.value} may cost $${solution.plan.total.max}, and --max-cost is $${budget}\n`,
      );
      return exitCodes.budget;
    case "found": {
      const { value, plan: best, next } = solution;
      const beyond = whyNotMore(solution);
      if (options.format === "json") {
        const more = next?.ok === true ? next.value.total : null;
        const found = { step, parameter, value, total: best.total, next: more, why: beyond };
        terminal.out(harmlessJson(found));
      } else terminal.out(`${bold(`${name} = ${value}`)}: may cost $${best.total.max}; ${beyond}\n`);
      return exitCodes.fine;
    }
    default:
      return unreachable(solution);
  }
}

function whyNotMore({ value, next }: Extract<Solution, { kind: "found" }>): string {
  if (next === null) return `the cost does not depend on it (tried up to ${greatestCount})`;
  if (next.ok) return `${value + 1} may cost $${next.value.total.max}`;
  const [first] = next.diagnostics.filter(({ severity }) => severity === "error");
  return `${value + 1} cannot be planned (${first?.code ?? "it has errors"}: ${printable(first?.message ?? "")})`;
}
