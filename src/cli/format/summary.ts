// The last event of a run in, the summary that a person reads out (spec 6.8): what there is, and where.

import type { FlowIr, RunEvent } from "../../core/index.js";
import { isArray, isObject, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Colours } from "../terminal.js";

type Finished = Extract<RunEvent, { kind: "run-finished" }>;

export function prettySummary(finished: Finished, ir: FlowIr, folder: string, colours: Colours): string {
  const { status, results, kept, failure, synthetic } = finished;
  const paint = status === "succeeded" ? colours.green : status === "failed" ? colours.red : colours.yellow;
  const lines = [paint(colours.bold(`${headline[status]} ${kept.steps.length} of ${ir.steps.length} steps finished.`))];
  if (failure !== null) lines.push(colours.red(`  ${printable(failure.message)} (${failure.code})`));
  const width = Math.max(0, ...ir.steps.map(({ id }) => id.length));
  for (const { id, type } of ir.steps) {
    const result = results[id];
    lines.push(`  ${id.padEnd(width)}  ${result === undefined ? colours.dim("nothing") : whatItGave(type, result)}`);
  }
  lines.push(`${colours.bold("Kept in")} ${printable(folder)}: results/, images/, events.jsonl, summary.json`);
  if (synthetic)
    lines.push(
      colours.yellow("Synthetic: no model was asked; objects and pictures were made up by the reference backend."),
    );
  return `${lines.join("\n")}\n`;
}

const headline = { succeeded: "Succeeded:", failed: "Failed:", interrupted: "Interrupted:" } as const;

function whatItGave(type: string, result: Json): string {
  if (!isObject(result)) return type;
  if (type === "ImageGenerator" && isArray(result.images)) {
    const first = result.images[0];
    const where = isObject(first) ? `: ${printable(String(first.url))}${result.images.length > 1 ? " …" : ""}` : "";
    return `${result.images.length} image${result.images.length === 1 ? "" : "s"}${where}`;
  }
  if (type === "Zipper") return `zip file: ${printable(String(result.url))}`;
  if (type === "ModelGenerator") return `model ${printable(String(result.id))}`;
  const keys = Object.keys(result).map((key) =>
    isArray(result[key]) ? `${key} (${(result[key] as readonly Json[]).length})` : key,
  );
  return `object with ${printable(keys.slice(0, 6).join(", "))}`;
}
