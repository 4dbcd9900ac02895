// An event in, one plain line for people out (spec 6.3): nothing in it can move a cursor or end a line.

import { counted } from "../text/counted.js";
import { cut } from "../text/cut.js";
import { printable } from "../text/printable.js";
import { unreachable } from "../unreachable.js";
import type { CallFacts, RunEvent } from "./event.js";

const longest = 400;

export function describeEvent(event: RunEvent): string {
  const line = printable(lineOf(event));
  return cut(line, longest);
}

function lineOf(event: RunEvent): string {
  switch (event.kind) {
    case "run-started": {
      const synthetic = event.synthetic ? ", synthetic" : "";
      const again = event.resumed === true ? "resuming run" : "run";
      return `${again} ${event.run} of "${event.title}" on ${event.backend}${synthetic}: ${counted(event.steps.length, "step")}`;
    }
    case "step-started":
      return `${event.step}: ${event.type} started`;
    case "call-started":
      return `${event.steps.join(", ")}: ${workOf(event)}`;
    case "call-retried": {
      const seconds = Math.ceil(event.afterMs / 1000);
      return `attempt ${event.attempt} failed (${event.failure}${event.detail === "" ? "" : `: ${event.detail}`}); trying again in ${seconds} s`;
    }
    case "images-kept":
      return `${event.step}: ${counted(event.images.length, "image")} kept from earlier runs`;
    case "call-finished":
      return `${event.steps.join(", ")}: ${event.ok ? "done" : "failed"} ${workOf(event)}`;
    case "step-finished":
      return `${event.step}: ${event.given === true ? "its result is given" : "finished"}${outcomeOf(event)}`;
    case "step-failed":
      return `${event.step}: failed: ${event.message} (${event.code})`;
    case "step-skipped": {
      const cause =
        event.because === "interruption" ? "the run was interrupted" : `${event.failed ?? "the run"} failed`;
      return `${event.step}: skipped, because ${cause}`;
    }
    case "run-finished": {
      const { steps, files } = event.kept;
      const why = event.failure === null ? "" : `: ${event.failure.message} (${event.failure.code})`;
      const kept = steps.length + files.length > 0;
      const synthetic = event.synthetic && kept ? "; the results are synthetic" : "";
      return `run ${event.status}${why}; kept: ${counted(steps.length, "result")}, ${counted(files.length, "file")}${synthetic}`;
    }
    default:
      return unreachable(event);
  }
}

function workOf({ what, count, model }: CallFacts): string {
  switch (what) {
    case "generation":
      return "generating an object";
    case "training":
      return "training a model";
    case "zip":
      return `packing ${counted(count, "file")}`;
    case "images": {
      if (model === null) return `drawing ${counted(count, "image")}`;
      const training = model.trainingId === null ? "" : ` + LoRA ${model.trainingId}`;
      return `drawing ${counted(count, "image")} with ${model.baseModel}${training}`;
    }
    default:
      return unreachable(what);
  }
}

function outcomeOf({ type, result }: RunEvent & { kind: "step-finished" }): string {
  switch (type) {
    case "ImageGenerator":
      return `, ${counted(Array.isArray(result.images) ? result.images.length : 0, "image")}`;
    case "ObjectGenerator":
      return Array.isArray(result.list) ? `, ${counted(result.list.length, "object")}` : "";
    case "ModelGenerator":
      return `, model ${String(result.id)}`;
    case "Zipper":
      return `, ${String(result.url)}`;
    case "ObjectTransformer":
      return "";
    default:
      return unreachable(type);
  }
}
