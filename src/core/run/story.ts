// The records of a journal in, the story of the run out (spec 6.15.2): its steps, its calls with what each cost, and why it stopped.

import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { type Book, emptyBook, type NotedCall, note } from "./book.js";
import { imagesIn, stepsOf } from "./call.js";
import type { CallKind, RunEvent } from "./event.js";
import type { JournalRecord } from "./journal.js";
import type { Micros } from "./server.js";

/** `open`: an intent without an outcome. `accepted`: the server has confirmed that it has the call, and can be asked. */
export type CallStory = {
  readonly key: string;
  readonly what: CallKind;
  readonly steps: readonly string[];
  /** Answers, trainings or images. */
  readonly count: number;
  readonly state: "done" | "failed" | "open" | "accepted";
  /** How often it was sent, as far as the journal tells. */
  readonly attempts: number;
  /** In millionths of a US dollar; null while it is open. */
  readonly cost: Micros | null;
  /** The most that it can cost; null where nothing bounds it. */
  readonly worst: Micros | null;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly endedAt: number | null;
  /** What the server accepted it with, while it is open. */
  readonly handle: Json | null;
  /** Why it gave nothing. */
  readonly detail: string | null;
};

export type StepStory = {
  readonly id: string;
  readonly state: "waiting" | "underway" | "finished" | "failed" | "skipped";
  /** Pictures that are there. */
  readonly images: number;
  /** Why it failed. */
  readonly code: string | null;
  readonly message: string | null;
};

/** `stopped`: the journal does not say that the run ended; a process may still be working on it. */
export type RunStory = {
  readonly run: string | null;
  readonly title: string | null;
  readonly backend: string | null;
  readonly state: "succeeded" | "failed" | "interrupted" | "stopped";
  /** What made the run itself fail. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  /** How often it was continued. */
  readonly resumed: number;
  readonly steps: readonly StepStory[];
  readonly calls: readonly CallStory[];
  /** Of the calls that are over. */
  readonly spent: Micros;
  /** The bill of the run where it ended, in US dollars: what is paid for without a call, too. */
  readonly total: string | null;
};

export type StoryTeller = { readonly take: (record: JournalRecord) => void; readonly story: () => RunStory };

export function tellStory(): StoryTeller {
  const book = emptyBook();
  const retries = new Map<string, number>();
  const steps = new Map<string, StepStory>();
  let end: Extract<RunEvent, { kind: "run-finished" }> | null = null;
  let resumed = 0;
  let lastAt: number | null = null;

  function change(id: string, changed: Partial<StepStory>): void {
    const before = steps.get(id) ?? { id, state: "waiting", images: 0, code: null, message: null };
    steps.set(id, { ...before, ...changed });
  }

  function hear(event: RunEvent): void {
    lastAt = event.at;
    switch (event.kind) {
      case "run-started":
        end = null;
        if (event.resumed === true) resumed += 1;
        for (const id of event.steps) change(id, { state: "waiting", code: null, message: null });
        return;
      case "step-started":
        change(event.step, { state: "underway" });
        return;
      case "step-finished":
        change(event.step, { state: "finished" });
        return;
      case "step-failed":
        change(event.step, { state: "failed", code: event.code, message: event.message });
        return;
      case "step-skipped":
        change(event.step, { state: "skipped" });
        return;
      case "call-retried":
        retries.set(event.call, (retries.get(event.call) ?? 0) + 1);
        return;
      case "run-finished":
        end = event;
        return;
      case "call-started":
      case "call-finished":
      case "images-kept":
        return;
      default:
        unreachable(event);
    }
  }

  function take(record: JournalRecord): void {
    note(book, record);
    if (record.kind === "told") hear(record.event);
    else lastAt = record.at;
  }

  function callStory([key, { call, attempts, worst, sentAt, handle, end: over }]: [string, NotedCall]): CallStory {
    const open = handle === null ? "open" : "accepted";
    return {
      key,
      what: call.what,
      steps: stepsOf(call),
      count: call.what === "images" ? imagesIn(call.request) : 1,
      state: over === null ? open : over.failure === null ? "done" : "failed",
      attempts: attempts + (retries.get(key) ?? 0),
      cost: over?.cost ?? null,
      worst,
      sentAt,
      endedAt: over?.at ?? null,
      handle: over === null ? handle : null,
      detail: over?.failure?.detail ?? null,
    };
  }

  return {
    take,
    story: () => {
      const calls = [...book.calls].map(callStory);
      const drawn = imagesByStep(book);
      const first = book.events.find((event) => event.kind === "run-started");
      return {
        run: book.header?.run ?? null,
        title: first?.kind === "run-started" ? first.title : null,
        backend: book.header?.backend ?? null,
        state: end?.status ?? "stopped",
        failure: end?.failure ?? null,
        startedAt: book.header?.at ?? null,
        lastAt,
        resumed,
        steps: [...steps.values()].map((step) => ({ ...step, images: drawn.get(step.id) ?? 0 })),
        calls,
        spent: calls.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
        total: end?.bill.total.actual ?? null,
      };
    },
  };
}

/** Pictures have the hash of their file, also those that were kept from earlier runs. */
function imagesByStep({ known }: Book): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { place, blob } of known.values())
    if (blob !== undefined) counts.set(place.step, (counts.get(place.step) ?? 0) + 1);
  return counts;
}
