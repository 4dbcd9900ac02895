// The events of a run in, what its folder says of it out (spec 6.8): results/<stepId>.json as steps finish, summary.json at the end.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunEvent } from "../core/run/event.js";
import { safeName } from "../core/run/safe-name.js";
import { replaceFile } from "./drafts.js";

export type RunRecord = { take(event: RunEvent): Promise<void> };

export function runRecord(directory: string): RunRecord {
  const steps = new Map<string, StepSummary>();
  const head = { title: "", backend: "", started: 0 };
  return {
    take: async (event) => {
      switch (event.kind) {
        case "run-started":
          Object.assign(head, { title: event.title, backend: event.backend, started: event.at });
          break;
        case "step-finished": {
          const name = resultName(event.step);
          const given = event.given === true ? { given: true as const } : {};
          steps.set(event.step, { step: event.step, status: "finished", result: name, ...given });
          await replace(directory, name, jsonBytes(event.result));
          break;
        }
        case "step-failed":
          steps.set(event.step, { step: event.step, status: "failed", code: event.code, message: event.message });
          break;
        case "step-skipped":
          steps.set(event.step, { step: event.step, status: "skipped", because: event.because });
          break;
        case "run-finished":
          await replace(directory, "summary.json", jsonBytes(summaryOf(event, head, [...steps.values()])));
          break;
        case "step-started":
        case "call-started":
        case "call-retried":
        case "call-finished":
        case "images-kept":
          break;
      }
    },
  };
}

type StepSummary =
  | { readonly step: string; readonly status: "finished"; readonly result: string; readonly given?: true }
  | { readonly step: string; readonly status: "failed"; readonly code: string; readonly message: string }
  | { readonly step: string; readonly status: "skipped"; readonly because: string };

/** What is written of a run that is continued takes the place of what was written before. */
async function replace(directory: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, (draft) => writeFile(draft, bytes));
}

function summaryOf(
  event: RunEvent & { kind: "run-finished" },
  { title, backend, started }: { readonly title: string; readonly backend: string; readonly started: number },
  steps: readonly StepSummary[],
) {
  const { run, status, synthetic, at, failure, kept, bill } = event;
  const files = kept.files;
  const given = steps.flatMap((each) => (each.status === "finished" && each.given === true ? [each.step] : []));
  const made = synthetic && madeSomething(event, given);
  const note = made ? "Synthetic: made by the reference backend, not by a model." : null;
  // What was drawn for a step that did not finish is there too.
  const withImages = steps.map((each) => {
    const images = each.status === "finished" ? 0 : imagesKept(kept.files, each.step);
    return images === 0 ? each : { ...each, images };
  });
  return {
    run,
    title,
    status,
    synthetic,
    note,
    backend,
    started,
    finished: at,
    failure,
    steps: withImages,
    files,
    costs: bill.lines,
    total: bill.total,
    cap: bill.cap,
  };
}

/** How many of the files are images that were drawn for the step. */
export function imagesKept(files: readonly string[], step: string): number {
  const start = `images/${safeName(step, "step")}/`;
  return files.filter((url) => url.startsWith(start)).length;
}

/** Whether anything of the run came from its backend. */
export function madeSomething({ kept }: RunEvent & { kind: "run-finished" }, given: readonly string[]): boolean {
  return kept.files.length > 0 || kept.steps.some((step) => !given.includes(step));
}

export function resultName(step: string): string {
  return `results/${safeName(`${step}.json`, "step.json")}`;
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
