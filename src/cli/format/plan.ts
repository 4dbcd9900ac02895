// A plan in, what a person reads out, in pieces (spec 5.9): the summary first, then the steps in order with their requests and why
// there are as many, then the jobs.

import { compileTemplateIr } from "../../core/evaluate/compile-template.js";
import type { AnyDiagnostic } from "../../core/index.js";
import type { ObjectGeneratorIr, StepIr } from "../../core/ir/ir.js";
import { defaultLimits } from "../../core/language/limits.js";
import { addBounds } from "../../core/plan/interval.js";
import type { Interval, Plan, PlannedJob, PlannedPass, PlannedStep } from "../../core/plan/plan.js";
import { isUnknown } from "../../core/plan/plan.js";
import type { Remaining } from "../../core/plan/to-pay.js";
import { canonicalJson, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Span } from "../../core/text/span.js";
import { unreachable } from "../../core/unreachable.js";
import type { Colours } from "../terminal/terminal.js";
import { capWords } from "./cap-words.js";
import { requestsText } from "./plan-requests.js";
import { brief, countedRange, lineOf, modelText, money, type PlanView, range, sizeText } from "./plan-words.js";
import { pad, widthOf, wrap } from "./table.js";
import { timeText } from "./time.js";

/** Jobs, and passes of a job, that are shown before the rest is counted. */
const shownJobs = 8;
const shownPasses = 6;

export function* prettyPlan(plan: Plan, view: PlanView): Generator<string> {
  const { colours, warnings } = view;
  yield `${colours.bold(`Plan for "${printable(plan.title)}"`)} ${colours.dim(`on ${printable(plan.backend)}`)}\n\n`;
  yield `${totalsText(plan, colours)}\n\n${costsText(plan, view)}\n${timeLines(plan, view)}`;
  if (warnings.length > 0) yield `\n${colours.bold("Warnings")}\n${warnings.map((w) => warningText(w, view)).join("")}`;
  if (plan.steps.length > 0) yield `\n${colours.bold("Steps")}\n`;
  let at = 0;
  for (const [number, step] of plan.steps.entries()) {
    const from = at;
    while (plan.requests[at]?.step === step.id) at++;
    yield stepText(step, number, plan, view);
    yield* requestsText(plan.requests.slice(from, at), view);
  }
  yield* jobsText(plan, view);
  yield `\n${footer(plan, view)}\n`;
}

function totalsText({ totals, bounds }: Plan, colours: Colours): string {
  if (totals.requests.max === 0) return `  ${colours.bold("no images")}`;
  const { lower, naive } = bounds;
  const rows = [
    [countedRange(totals.passes, "pass", "passes"), lower.passes, naive.passes],
    [countedRange(totals.modelLoads, "model load"), lower.modelLoads, naive.modelLoads],
    [countedRange(totals.loraSwaps, "LoRA swap"), lower.loraSwaps, naive.loraSwaps],
  ] as const;
  const width = Math.max(...rows.map(([text]) => widthOf(text)));
  const lines = rows.map(([text, least, alone]) => {
    return `  ${pad(text, width)}  ${colours.dim(`(best possible: ${least}; without batching: ${bare(alone)})`)}`;
  });
  return [
    `  ${colours.bold(countedRange(totals.images, "image"))} in ${countedRange(totals.requests, "request")}`,
    ...lines,
  ].join("\n");
}

function bare(interval: Interval): string {
  return interval.max === null && interval.min === 0 ? "any number" : range(interval);
}

function costsText({ costs, total, totals, caps }: Plan, { columns, colours, prices, remaining }: PlanView): string {
  const rows = [
    ...costs.map((cost) => [cost.kind, money(cost), cost.why ?? capWords(cost.kind, caps)] as const),
    ["total", money(total), prices] as const,
    ...(remaining === null ? [] : [["to pay", money(remaining.toPay.total), keptText(remaining, totals)] as const]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => widthOf(row[column] as string))));
  return rows
    .map(([kind, amount, why], i) => {
      const line = `  ${pad(kind, widths[0] as number)}  ${pad(amount, widths[1] as number)}`;
      const painted = i >= costs.length ? colours.bold(line.trimEnd()) : line.trimEnd();
      if (why === "") return painted;
      const indent = line.length + 2;
      if (indent + widthOf(why) <= columns) return `${line}  ${colours.dim(printable(why))}`;
      return [painted, ...wrap(printable(why), columns - 6).map((part) => `      ${colours.dim(part)}`)].join("\n");
    })
    .join("\n");
}

/** Nothing where nothing was measured. */
function timeLines({ backend }: Plan, { time, verbose, columns, colours }: PlanView): string {
  const text = timeText(time, backend);
  if (text === null && (!verbose || time.missing.length === 0)) return "";
  const lines = wrap(text ?? `how long it takes was never measured on ${printable(backend)}`, columns - 2);
  return `\n${lines.map((line) => `  ${text === null ? colours.dim(line) : line}\n`).join("")}`;
}

/** "37 of 40 images are kept from earlier runs, 3 to draw; the results of ideas are given". */
function keptText({ images, given, toPay }: Remaining, totals: Plan["totals"]): string {
  const few = given.length <= 3 ? given.map(printable).join(", ") : `${given.length} steps`;
  return [
    ...(images === 0
      ? []
      : [
          `${images} of ${countedRange(totals.images, "image")} kept from earlier runs, ${range(toPay.totals.images)} to draw`,
        ]),
    ...(given.length === 0 ? [] : [`the results of ${few} are given`]),
  ].join("; ");
}

function warningText({ message, code }: AnyDiagnostic, { columns, colours }: PlanView): string {
  const lines = wrap(`${printable(message)} [${code}]`, columns - 4);
  return lines.map((line, i) => `  ${i === 0 ? colours.yellow("!") : " "} ${line}\n`).join("");
}

function stepText({ id, type, dependsOn }: PlannedStep, number: number, plan: Plan, view: PlanView): string {
  const { colours, ir, lines } = view;
  const step = ir.steps.find((candidate) => candidate.id === id);
  const needs = dependsOn.length === 0 ? "" : `, after ${dependsOn.join(", ")}`;
  const numbers = step?.type === "ObjectGenerator" ? numbersOf(step, plan, view) : [];
  const calls = step === undefined ? "" : callsText(step, numbers);
  const head = `  ${number + 1}. ${colours.bold(id)}  ${colours.dim(`${type}${needs}`)}${calls}`;
  const told = numbers.map(({ parameter, value, span }) => {
    const at = lines === null ? "" : ` at line ${lineOf(span.start, lines)}`;
    return value === null ? `${parameter} known in the run${at}` : `${parameter} ${value}${at}`;
  });
  return `${head}${told.length === 0 ? "" : colours.dim(`, ${told.join(", ")}`)}\n`;
}

/** `value`: null where only the run tells. */
type StepNumber = { readonly parameter: "count" | "amount"; readonly value: number | null; readonly span: Span };

function numbersOf(step: ObjectGeneratorIr, { input }: Plan, { ir }: PlanView): readonly StepNumber[] {
  return (["count", "amount"] as const).flatMap((parameter) => {
    const template = step[parameter];
    if (template === null) return [];
    const found = compileTemplateIr(template, defaultLimits).evaluate({ input, results: {}, store: ir.store.value });
    const value = found.ok && typeof found.value === "number" ? found.value : null;
    return [{ parameter, value, span: template.span }];
  });
}

/** What a step asks for; the requests of an ImageGenerator follow below it. */
function callsText(step: StepIr, numbers: readonly StepNumber[]): string {
  switch (step.type) {
    case "ObjectGenerator": {
      const amount = numbers.find(({ parameter }) => parameter === "amount") ?? { value: 1 };
      if (amount.value === null) return ", as many objects as its amount";
      return `, ${countedRange({ min: amount.value, max: amount.value }, "object")}`;
    }
    case "ModelGenerator":
      return ", 1 training";
    case "Zipper":
      return ", 1 zip file";
    case "ImageGenerator":
    case "ObjectTransformer":
      return "";
    default:
      return unreachable(step);
  }
}

function* jobsText({ jobs }: Plan, view: PlanView): Generator<string> {
  if (jobs.length === 0) return;
  const { colours, verbose } = view;
  yield `\n${colours.bold("Jobs")} ${colours.dim("in the order they run")}\n`;
  const shown = verbose ? jobs : jobs.slice(0, shownJobs);
  for (const [i, job] of shown.entries()) yield jobText(job, i, jobs[i - 1], view);
  if (shown.length < jobs.length)
    yield colours.dim(`  … and ${jobs.length - shown.length} more jobs (--verbose shows each)\n`);
}

function jobText(job: PlannedJob, index: number, before: PlannedJob | undefined, view: PlanView): string {
  const { colours, columns, verbose } = view;
  const name = `  ${index + 1}. ${modelText(job.model)}`;
  const rest = `${changeText(job, before)} for ${job.steps.join(", ")}`;
  const head =
    widthOf(name + rest) <= columns
      ? [name + colours.dim(rest)]
      : [name, ...wrap(rest.replace(/^,? /, ""), columns - 5).map((line) => colours.dim(`     ${line}`))];
  const all = mergePasses(job.passes);
  const passes = verbose ? all : all.slice(0, shownPasses);
  const lines = passes.flatMap((pass) =>
    wrap(passText(pass, job), columns - 7).map((line, i) => `${i === 0 ? "     " : "       "}${line}`),
  );
  if (passes.length < all.length)
    lines.push(colours.dim(`     … and ${all.length - passes.length} more kinds of passes (--verbose shows each)`));
  return `${[...head, ...lines].join("\n")}\n`;
}

/** Neighbours that read the same, however many requests each of their passes has. */
function mergePasses(passes: readonly PlannedPass[]): readonly PlannedPass[] {
  const merged: PlannedPass[] = [];
  for (const pass of passes) {
    const last = merged.at(-1);
    const alike =
      last !== undefined && canonicalJson([last.shares, last.images]) === canonicalJson([pass.shares, pass.images]);
    if (alike) merged[merged.length - 1] = { ...last, repeat: addBounds(last.repeat, pass.repeat) };
    else merged.push(pass);
  }
  return merged;
}

/** What it takes to begin the job after the one before. */
function changeText({ model }: PlannedJob, before: PlannedJob | undefined): string {
  const base = ({ baseModel, precision }: PlannedJob["model"]) => canonicalJson([baseModel, precision]);
  const varies = isUnknown(model.baseModel) && model.baseModel.varies === true;
  if (varies) return ", loading what each request needs,";
  if (before === undefined || base(before.model) !== base(model)) return ", loaded";
  return canonicalJson(before.model.trainingId as Json) === canonicalJson(model.trainingId as Json)
    ? ""
    : ", LoRA swapped";
}

function passText({ repeat, images, shares }: PlannedPass, { model }: PlannedJob): string {
  const { steps, guidanceScale, scale, width, height } = shares;
  const parts = [
    isUnknown(width) && isUnknown(height) ? "sizes not known yet" : sizeText(shares),
    isUnknown(steps) ? `steps ${brief(steps)}` : stepsText(steps),
    `guidance ${brief(guidanceScale)}`,
    ...(model.trainingId === null ? [] : [`scale ${brief(scale)}`]),
  ];
  return `${countedRange(repeat, "pass", "passes")} of ${countedRange(images, "image")}, ${parts.join(", ")}`;
}

function stepsText(steps: PlannedPass["shares"]["steps"]): string {
  return `${brief(steps)} ${steps === 1 ? "step" : "steps"}`;
}

function footer({ requests, totals, seed }: Plan, { colours, columns }: PlanView): string {
  const notes = [
    totals.images.exact && totals.passes.exact
      ? "Nothing has been spent."
      : "Nothing has been spent. Ranges get narrower when results are given (--results FILE).",
  ];
  const unseeded = requests.filter(({ image }) => image.seed === null).length;
  if (seed !== null) notes.push(`Seeds that the flow does not set are derived from --seed ${seed}.`);
  else if (unseeded > 0)
    notes.push(
      "Where no seed is set, the backend picks one, and every run gives different pictures; --seed N fixes them.",
    );
  return notes.flatMap((note) => wrap(note, columns).map(colours.dim)).join("\n");
}
