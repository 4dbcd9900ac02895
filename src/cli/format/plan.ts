// A plan in, what a person reads out (spec 5.9): the summary first, then the steps in order with their requests, then the jobs.

import { imageFields } from "../../core/flow/image-fields.js";
import type {
  Cost,
  Interval,
  Model,
  Plan,
  PlannedJob,
  PlannedPass,
  PlannedRequest,
  Repeat,
  ResolvedImage,
} from "../../core/plan/plan.js";
import { isUnknown } from "../../core/plan/plan.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { describeType } from "../../core/types/describe-type.js";
import type { Colours } from "../terminal.js";

export type PlanView = { readonly verbose: boolean; readonly columns: number; readonly colours: Colours };

/** Requests of a step that are shown before the rest is counted. */
const shownRequests = 3;

export function prettyPlan(plan: Plan, view: PlanView): string {
  const { colours } = view;
  const parts = [
    `${colours.bold(`Plan for "${printable(plan.title)}"`)} ${colours.dim(`on ${plan.backend}`)}`,
    summary(plan, colours),
    section("Steps", plan.steps.map((step) => stepText(plan, step.id, view)).join("\n"), colours),
  ];
  if (plan.jobs.length > 0)
    parts.push(section("Jobs", plan.jobs.map((job, i) => jobText(job, i, colours)).join("\n"), colours));
  parts.push(footer(plan, colours));
  return `${parts.join("\n\n")}\n`;
}

function section(title: string, body: string, colours: Colours): string {
  return `${colours.bold(title)}\n${body}`;
}

function summary({ totals, costs, total }: Plan, colours: Colours): string {
  const counts = [
    counted(totals.images, "image"),
    counted(totals.requests, "request"),
    counted(totals.passes, "pass", "passes"),
    counted(totals.modelLoads, "model load"),
    counted(totals.loraSwaps, "LoRA swap"),
  ];
  const rows = [
    ...costs.map((cost) => [cost.kind, money(cost), cost.why ?? ""] as const),
    ["total", money(total), ""] as const,
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  const lines = rows.map(([kind, amount, why], i) => {
    const line = `  ${kind.padEnd(widths[0] as number)}  ${amount.padEnd(widths[1] as number)}`;
    const painted = i === rows.length - 1 ? colours.bold(line) : line;
    return why === "" ? painted.trimEnd() : `${painted}  ${colours.dim(why)}`;
  });
  return [`  ${counts.join(" · ")}`, "", ...lines].join("\n");
}

function money({ min, max }: Pick<Cost, "min" | "max">): string {
  if (max === null) return `at least $${min}`;
  return min === max ? `$${min}` : `$${min} to $${max}`;
}

function range({ min, max }: Repeat): string {
  if (max === null) return min === 0 ? "any number of" : `${min} or more`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

function counted(interval: Interval | Repeat, one: string, many = `${one}s`): string {
  return `${range(interval)} ${interval.min === 1 && interval.max === 1 ? one : many}`;
}

function stepText(plan: Plan, id: string, view: PlanView): string {
  const { colours } = view;
  const step = plan.steps.find((candidate) => candidate.id === id);
  if (step === undefined) return "";
  const needs = step.dependsOn.length === 0 ? "" : colours.dim(`  needs ${step.dependsOn.join(", ")}`);
  const requests = plan.requests.filter((request) => request.step === id);
  const shown = view.verbose ? requests : requests.slice(0, shownRequests);
  const lines = [
    `  ${colours.bold(step.id)}  ${step.type}${needs}`,
    ...shown.map((request) => requestText(request, view)),
  ];
  if (shown.length < requests.length)
    lines.push(colours.dim(`      … and ${requests.length - shown.length} more (--verbose shows each)`));
  return lines.join("\n");
}

function requestText({ repeat, because, image }: PlannedRequest, view: PlanView): string {
  const { colours } = view;
  const why = because === null ? "" : colours.dim(`  ${printable(because)}`);
  const head = `    ${colours.green("+")} ${counted(repeat, "request")}${why}`;
  const fields = Object.entries(image).filter(([name, value]) => view.verbose || !isDefault(name, value as Json));
  const width = Math.max(...fields.map(([name]) => name.length));
  return [
    head,
    ...fields.map(([name, value]) => `        ${name.padEnd(width)}  ${valueText(value as Json, view, width + 10)}`),
  ].join("\n");
}

function isDefault(name: string, value: Json): boolean {
  const rule = (imageFields as { readonly [name: string]: { readonly default: unknown } })[name];
  return rule !== undefined && rule.default === value;
}

function valueText(value: Json, { columns, colours }: PlanView, indent: number): string {
  if (isUnknown(value))
    return colours.yellow(
      `(known after the run of ${origins(value.reads)}) ${printable(value.unknown)}, ${describeType(value.type)}`,
    );
  const text = printable(typeof value === "string" ? `"${value}"` : JSON.stringify(value));
  const room = Math.max(20, columns - indent);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

/** The steps that a value waits for. */
function origins(reads: readonly string[]): string {
  const steps = reads
    .map((path) => /^\$(?:\.results\.([A-Za-z0-9_-]+)|\['results'\]\['([^']+)'\])/.exec(path))
    .map((match) => match?.[1] ?? match?.[2]);
  const named = [...new Set(steps.filter((step) => step !== undefined))];
  return named.length === 0 ? "earlier steps" : named.join(", ");
}

function jobText(job: PlannedJob, index: number, colours: Colours): string {
  const head = `  ${index + 1}. ${modelText(job.model)}${colours.dim(`  for ${job.steps.join(", ")}`)}`;
  return [head, ...job.passes.map((pass) => `     ${passText(pass)}`)].join("\n");
}

function modelText({ baseModel, trainingId, precision }: Model): string {
  const training = trainingId === null ? "" : ` + LoRA ${shortly(trainingId)}`;
  return `${shortly(baseModel)}${training} (${shortly(precision)})`;
}

function passText({ repeat, images, shares }: PlannedPass): string {
  const { width, height, steps, guidanceScale } = shares;
  return `${counted(repeat, "pass", "passes")} of ${counted(images, "image")}, ${shortly(width)} × ${shortly(height)}, ${shortly(steps)} steps, guidance ${shortly(guidanceScale)}`;
}

function shortly(value: ResolvedImage[keyof ResolvedImage]): string {
  return isUnknown(value) ? printable(value.unknown) : printable(String(value));
}

function footer({ requests, totals }: Plan, colours: Colours): string {
  const unseeded = requests.some(({ image }) => image.seed === null);
  const notes = [
    totals.images.exact ? "Nothing has been spent." : "Nothing has been spent; ranges narrow as steps finish.",
  ];
  if (unseeded) notes.push("Where seed is not set the backend draws it; --seed N makes the run repeatable.");
  return colours.dim(notes.join(" "));
}
