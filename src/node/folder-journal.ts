// The events of a run in, its book in the output folder out (spec 6.8): events.jsonl as they come, results/<stepId>.json as steps
// finish, summary.json at the end.

import { appendFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent } from "../core/run/event.js";
import type { FileStore, Journal } from "../core/run/ports.js";
import { safeName } from "../core/run/safe-name.js";

export function folderJournal(directory: string, files: FileStore): Journal {
  const steps = new Map<string, StepSummary>();
  const head = { title: "", backend: "", started: 0 };
  return {
    append: async (event) => {
      await appendFile(join(directory, "events.jsonl"), `${JSON.stringify(event)}\n`);
      switch (event.kind) {
        case "run-started":
          Object.assign(head, { title: event.title, backend: event.backend, started: event.at });
          break;
        case "step-finished": {
          const name = resultName(event.step);
          steps.set(event.step, { step: event.step, status: "finished", result: name });
          await files.put(name, jsonBytes(event.result));
          break;
        }
        case "step-failed":
          steps.set(event.step, { step: event.step, status: "failed", code: event.code, message: event.message });
          break;
        case "step-skipped":
          steps.set(event.step, { step: event.step, status: "skipped", because: event.because });
          break;
        case "run-finished":
          await files.put("summary.json", jsonBytes(summaryOf(event, head, [...steps.values()], directory)));
          break;
        case "step-started":
        case "call-started":
        case "call-finished":
          break;
      }
    },
    // Calls are told as events. What a crash must not lose is written here when runs can be taken up again.
    intent: async () => {},
    result: async () => {},
  };
}

type StepSummary =
  | { readonly step: string; readonly status: "finished"; readonly result: string }
  | { readonly step: string; readonly status: "failed"; readonly code: string; readonly message: string }
  | { readonly step: string; readonly status: "skipped"; readonly because: string };

function summaryOf(
  event: RunEvent & { kind: "run-finished" },
  { title, backend, started }: { readonly title: string; readonly backend: string; readonly started: number },
  steps: readonly StepSummary[],
  directory: string,
) {
  const { run, status, synthetic, at, failure, kept } = event;
  const files = kept.files.map((url) =>
    url.startsWith("file:") ? relative(directory, fileURLToPath(url)).replaceAll("\\", "/") : url,
  );
  const note = synthetic ? "Synthetic: made by the reference backend, not by a model." : null;
  return { run, title, status, synthetic, note, backend, started, finished: at, failure, steps, files };
}

export function resultName(step: string): string {
  return `results/${safeName(`${step}.json`, "step.json")}`;
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
