// The last event of a run in, the summary that a person reads out (spec 6.8): what there is, where, and why there is no more.

import { existsSync, readdirSync } from "node:fs";
import type { Plan, RunEvent } from "../../core/index.js";
import { asksFor } from "../../core/run/roles.js";
import { counted } from "../../core/text/counted.js";
import { canonicalJson, isArray, isObject, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { imagesKept, madeSomething } from "../../node/index.js";
import type { Colours } from "../terminal/terminal.js";
import { prettyBill } from "./bill.js";
import { placeOf, resumeCommand, settleCommand } from "./next-command.js";

export type Finished = Extract<RunEvent, { kind: "run-finished" }>;
/** Why a step failed. */
export type Reason = Pick<Extract<RunEvent, { kind: "step-failed" }>, "code" | "message" | "data">;
export type Ended = {
  readonly finished: Finished;
  readonly plan: Plan;
  readonly failed: ReadonlyMap<string, Reason>;
  /** Steps whose results were given. */
  readonly given: readonly string[];
  /** Where all of it is. */
  readonly folder: string;
  /** What of it was made by no model. */
  readonly synthetic: ReadonlySet<string>;
  /** It was continued, and made no call. */
  readonly idle: boolean;
};

export function prettySummary(
  { finished, plan, failed, given, folder, synthetic, idle }: Ended,
  columns: number,
  colours: Colours,
): string {
  const { status, results, kept, failure } = finished;
  const paint = status === "succeeded" ? colours.green : status === "failed" ? colours.red : colours.yellow;
  const lines = [
    paint(colours.bold(`${headline[status]} ${kept.steps.length} of ${plan.steps.length} steps finished.`)),
  ];
  if (idle && status === "succeeded") lines.push("  Nothing was left to do, and nothing was sent.");
  const because = ({ message, code }: Pick<Reason, "message" | "code">) =>
    colours.red(`${printable(message)} (${code})`);
  if (failure !== null) lines.push(`  ${because(failure)}`);
  const width = Math.max(0, ...plan.steps.map(({ id }) => id.length));
  const told = new Set<string>();
  for (const { id, type } of plan.steps) {
    const result = results[id];
    const reason = failed.get(id);
    const said =
      result === undefined ? colours.dim(unfinished(id, type, finished, plan, folder)) : whatItGave(type, result);
    lines.push(`  ${id.padEnd(width)}  ${said}${given.includes(id) ? colours.dim(" (given)") : ""}`);
    // A pass that fails, fails every step that it draws for: the reason is said once.
    if (reason === undefined) continue;
    const what = canonicalJson([reason.code, reason.data]);
    if (told.has(what)) continue;
    told.add(what);
    lines.push(`  ${" ".repeat(width)}  ${because(reason)}`);
  }
  const there = entriesOf(folder);
  const place = placeOf(folder);
  lines.push(`${colours.bold("Kept in")} ${printable(place)}: ${there.join(", ")}`);
  const unknown = [failure, ...failed.values()].some((reason) => reason?.code === "run/outcome-unknown");
  if (unknown) lines.push(`${colours.bold("To say what happened:")} ${settleCommand(place)}`);
  else if (status !== "succeeded" && failure?.code !== "run/changed-since")
    lines.push(`${colours.bold("To continue:")} ${resumeCommand(place)}`);
  lines.push(prettyBill(finished.bill, columns, colours).trimEnd());
  if (finished.synthetic && madeSomething(finished, given)) lines.push(colours.yellow(syntheticLine(plan, synthetic)));
  return `${lines.join("\n")}\n`;
}

function syntheticLine({ steps }: Plan, synthetic: ReadonlySet<string>): string {
  const asked = steps.flatMap(({ type }) => asksFor[type] ?? []);
  if (asked.every((what) => synthetic.has(what)))
    return "Synthetic: no model was asked, and nothing was paid; the reference backend made up the objects and pictures.";
  const parts = Object.entries(madeBy).flatMap(([what, words]) => (synthetic.has(what) ? [words] : []));
  return `Synthetic in part: the ${parts.join(" and the ")} were made up, and no model was asked for them.`;
}

const madeBy = { generation: "objects", training: "trained models", images: "pictures" } as const;

/** "16 of 60 images kept": what was drawn is there, though its step has no result. */
function unfinished(step: string, type: string, { kept }: Finished, plan: Plan, _folder: string): string {
  if (type !== "ImageGenerator") return "nothing";
  const drawn = imagesKept(kept.files, step);
  if (drawn === 0) return "nothing";
  const planned = imagesPlanned(plan, step);
  return `${drawn}${planned === null ? "" : ` of ${planned}`} image${(planned ?? drawn) === 1 ? "" : "s"} kept`;
}

/** null where only the run could know. */
function imagesPlanned({ requests }: Plan, step: string): number | null {
  let images = 0;
  for (const { step: of, repeat, image, sharedWith } of requests) {
    if (of !== step || sharedWith !== undefined) continue;
    if (repeat.min !== repeat.max || typeof image.batchSize !== "number") return null;
    images += repeat.min * image.batchSize;
  }
  return images;
}

function entriesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => printable(entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => Number(b.endsWith("/")) - Number(a.endsWith("/")) || (a < b ? -1 : 1));
}

const headline = { succeeded: "Succeeded:", failed: "Failed:", interrupted: "Interrupted:" } as const;

function whatItGave(type: string, result: Json): string {
  if (!isObject(result)) return type;
  if (type === "ImageGenerator" && isArray(result.images)) {
    const first = result.images[0];
    const where = isObject(first) ? `: ${printable(String(first.url))}${result.images.length > 1 ? " …" : ""}` : "";
    return `${counted(result.images.length, "image")}${where}`;
  }
  if (type === "Zipper") return `zip file: ${printable(String(result.url))}`;
  if (type === "ModelGenerator") return `model ${printable(String(result.id))}`;
  const keys = Object.keys(result).map((key) =>
    isArray(result[key]) ? `${key} (${(result[key] as readonly Json[]).length})` : key,
  );
  return `object with ${printable(keys.slice(0, 6).join(", "))}`;
}
