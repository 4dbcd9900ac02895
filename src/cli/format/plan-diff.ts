// What moved between two plans in, what a person reads out (spec 5.11): costs and totals first, then what was added (+), removed (-)
// and changed (~). Where nothing moved, "no changes" and nothing else.

import { imageFieldNames } from "../../core/language/image-fields.js";
import type { FieldChange, PlanDiff, RequestChange } from "../../core/plan/file/diff-plans.js";
import type { ResolvedImage } from "../../core/plan/plan.js";
import { isUnknown } from "../../core/plan/plan.js";
import { canonicalJson, isObject, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { unreachable } from "../../core/unreachable.js";
import type { Colours } from "../terminal/terminal.js";
import { countedRange, isDefault, modelText, money, range, shown, shownUnknown } from "./plan-words.js";
import { cut, pad } from "./table.js";

export type DiffView = { readonly verbose: boolean; readonly colours: Colours };

/** Kinds of changes of a step that are shown before the rest is counted. */
const shownChanges = 12;
const longest = 100;

export function prettyDiff(diff: PlanDiff, view: DiffView): string {
  const types = typesText(diff, view);
  if (diff.same) return `no changes\n${types}`;
  const { colours } = view;
  const sections = [
    section("Costs", costLines(diff), colours),
    section("Totals", totalLines(diff), colours),
    section(
      "Made with",
      diff.made.map((change) => `  ${fieldText(change, colours)}`),
      colours,
    ),
    section("Steps", stepLines(diff, colours), colours),
    section("Requests", requestLines(diff.requests, view), colours),
    section("Jobs", jobLines(diff, colours), colours),
  ];
  return [...sections, types].filter((text) => text !== "").join("\n");
}

/** Mentioned, but not shown as a change. */
function typesText({ types: { input, steps } }: PlanDiff, { colours }: DiffView): string {
  const names = [...(input ? ["the input"] : []), ...steps.map(printable)];
  if (names.length === 0) return "";
  return colours.dim(`changed types or schemas that affect no request: ${names.join(", ")}`).concat("\n");
}

function section(title: string, lines: readonly string[], colours: Colours): string {
  return lines.length === 0 ? "" : `${colours.bold(title)}\n${lines.join("\n")}\n`;
}

function costLines({ costs, total }: PlanDiff): readonly string[] {
  const amount = (price: Parameters<typeof money>[0] | null) => (price === null ? "nothing" : money(price));
  const rows = costs.map(({ kind, before, after }) => [kind, amount(before), amount(after)] as const);
  return aligned(total === null ? rows : [...rows, ["total", money(total.before), money(total.after)]]);
}

const totalNames: { readonly [total: string]: string } = {
  requests: "requests",
  images: "images",
  modelLoads: "model loads",
  loraSwaps: "LoRA swaps",
  passes: "passes",
};

function totalLines({ totals }: PlanDiff): readonly string[] {
  const bare = (interval: Parameters<typeof range>[0]) =>
    interval.max === null && interval.min === 0 ? "any number" : range(interval);
  return aligned(totals.map(({ total, before, after }) => [totalNames[total] ?? total, bare(before), bare(after)]));
}

function aligned(rows: readonly (readonly [string, string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, before, after]) => `  ${pad(name, width)}  ${before} → ${after}`);
}

function stepLines({ steps, unseen }: PlanDiff, colours: Colours): readonly string[] {
  return [
    ...steps.map(({ step, before, after }) => {
      const name = colours.bold(printable(step));
      if (before === null) return `  ${colours.green("+")} ${name} ${colours.dim(typeOf(after))}`;
      if (after === null) return `  ${colours.red("-")} ${name} ${colours.dim(typeOf(before))}`;
      return `  ${colours.yellow("~")} ${name} ${typeOf(before)} → ${typeOf(after)}`;
    }),
    ...unseen.map(
      (step) => `  ${colours.yellow("~")} ${colours.bold(printable(step))} changed, but its requests are the same`,
    ),
  ];
}

function typeOf(step: Json): string {
  if (!isObject(step)) return "";
  const needs = Array.isArray(step.dependsOn) && step.dependsOn.length > 0 ? ` after ${step.dependsOn.join(", ")}` : "";
  return `${String(step.type)}${needs}`;
}

/** The same change to many requests is shown once, with their number. */
function requestLines(requests: readonly RequestChange[], { colours, verbose }: DiffView): readonly string[] {
  const lines: string[] = [];
  for (const step of new Set(requests.map((change) => change.step))) {
    lines.push(`  ${colours.bold(printable(step))}`);
    const kinds = new Map<string, RequestChange[]>();
    for (const change of requests) {
      if (change.step !== step) continue;
      const key =
        change.kind === "changed" && !verbose
          ? canonicalJson([change.repeat, change.fields])
          : `${change.kind} ${change.position}`;
      kinds.set(key, [...(kinds.get(key) ?? []), change]);
    }
    const shownKinds = verbose ? [...kinds.values()] : [...kinds.values()].slice(0, shownChanges);
    for (const changes of shownKinds) for (const line of changeLines(changes, colours)) lines.push(`    ${line}`);
    if (shownKinds.length < kinds.size)
      lines.push(colours.dim(`    … and ${kinds.size - shownKinds.length} more (--verbose shows each)`));
  }
  return lines;
}

function changeLines(changes: readonly RequestChange[], colours: Colours): readonly string[] {
  const [change] = changes;
  if (change === undefined) return [];
  const place = `#${change.position + 1}`;
  switch (change.kind) {
    case "added":
      return [`${colours.green("+")} ${place} ${imageText(change.request.image)}`];
    case "removed":
      return [`${colours.red("-")} ${place} ${imageText(change.request.image)}`];
    case "changed": {
      const head = `${colours.yellow("~")} ${changes.length === 1 ? place : `${changes.length} requests, ${place} first`}`;
      const repeat =
        change.repeat === null
          ? []
          : [`    ${countedRange(change.repeat.before, "request")} → ${countedRange(change.repeat.after, "request")}`];
      return [head, ...repeat, ...change.fields.map((field) => `    ${fieldText(field, colours)}`)];
    }
    default:
      return unreachable(change);
  }
}

function imageText(image: ResolvedImage): string {
  const fields = imageFieldNames.filter((name) => name !== "prompt" && !isDefault(name, image[name] as Json));
  const rest = fields.map((name) => `${name} ${valueText(image[name] as Json)}`);
  return [valueText(image.prompt as Json), ...rest].join(", ");
}

function fieldText({ field, before, after }: FieldChange, colours: Colours): string {
  return `${printable(field)}  ${valueText(before)} ${colours.dim("→")} ${valueText(after)}`;
}

function valueText(value: Json): string {
  if (isUnknown(value)) return shownUnknown(value);
  return value === null ? "none" : cut(shown(value), longest);
}

function jobLines({ jobs }: PlanDiff, colours: Colours): readonly string[] {
  return jobs.map((job) => `  ${jobText(job, colours)}`);
}

function jobText({ kind, model, passes }: PlanDiff["jobs"][number], colours: Colours): string {
  const name = modelText(model);
  switch (kind) {
    case "added":
      return `${colours.green("+")} ${name}, ${countedRange(passes.after, "pass", "passes")}`;
    case "removed":
      return `${colours.red("-")} ${name}, ${countedRange(passes.before, "pass", "passes")}`;
    case "changed":
      return `${colours.yellow("~")} ${name}, ${range(passes.before)} → ${countedRange(passes.after, "pass", "passes")}`;
    default:
      return unreachable(kind);
  }
}
