// One process of a run under torture, started by processes.ts: it asks the server, which is its parent, and kills or stops itself at the nth time that it
// comes to a point. Its folder keeps journal and pictures.

import { join } from "node:path";
import type { Server } from "../../src/core/run/server.js";
import { directoryStore } from "../../src/node/index.js";
import type { JournalBytes } from "../../src/node/journal/journal-bytes.js";
import { continueJournal, journalName } from "../../src/node/journal/journal-file.js";
import { fileLock } from "../../src/node/journal/lock-file.js";
import { openFile } from "../../src/node/journal/open-file.js";
import { fakeClock, memoryHost } from "../../src/testing/index.js";
import { charging, newBook } from "../build/resume.js";
import { openSteps } from "../build/run-steps.js";
import type { Orders, Outcome, Point, Question } from "./points.js";
import { steps } from "./world.js";

const orders = JSON.parse(process.argv[2] ?? "{}") as Orders;
let passed = 0;

function come(point: Point): void {
  const { end } = orders;
  if (end === null || end.at !== point) return;
  passed += 1;
  if (passed === end.nth) process.kill(process.pid, end.signal);
}

const waiting = new Map<number, (known: boolean) => void>();
let questions = 0;
process.on("message", ({ id, known }: { id: number; known: boolean }) => waiting.get(id)?.(known));

function askParent(op: Question["op"], key: string, places: readonly string[]): Promise<boolean> {
  const id = questions++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    process.send?.({ id, op, key, places } satisfies Question);
  });
}

/** The values are made here; whether they are charged for is the parent's to say. */
function remote<Q, A>(server: Server<Q, A> | null): Server<Q, A> | null {
  if (server === null) return null;
  const charged = newCharge();
  return {
    ...server,
    recovery: orders.recovery,
    start: async (request, context) => {
      come("before send");
      const answering = askParent("start", context.key, charged(request));
      come("after send");
      await answering;
      come("before reply");
      const reply = await server.start(request, context);
      setImmediate(() => come("after reply"));
      return reply;
    },
    ...(orders.recovery === "find"
      ? {
          find: async (key, context) =>
            (await askParent("find", key, [])) ? await server.start(asked.get(key) as Q, context) : "none",
        }
      : {}),
  };
}

/** What was asked for under a key, as the journal has it. */
const asked = new Map<string, unknown>();

function newCharge() {
  return (request: unknown): readonly string[] => {
    const { prompts, description, datasetId } = request as {
      prompts?: { prompt: string; seed: number; batchSize: number }[];
      description?: string;
      datasetId?: string;
    };
    if (prompts === undefined) return [`${description ?? ""} ${datasetId ?? ""}`];
    return prompts.flatMap(({ prompt, seed, batchSize }) =>
      Array.from({ length: batchSize }, (_, i) => `${prompt} ${seed + i}`),
    );
  };
}

function instrumented(file: JournalBytes): JournalBytes {
  return {
    ...file,
    write: async (bytes, position) => {
      come("before write");
      const taken = await file.write(bytes, position);
      come("after write");
      return taken;
    },
    sync: async () => {
      come("before flush");
      await file.sync();
      come("after flush");
    },
  };
}

async function main(): Promise<Outcome> {
  const file = (await openFile(join(orders.folder, journalName), "r+")) ?? null;
  const lock = await fileLock();
  if (file === null || typeof lock !== "function") throw new Error("no journal, or no lock");
  const over = { done: true, status: null, failure: null, results: "" } as const;
  if (lock(file.descriptor).kind !== "locked") return { ...over, locked: true };
  const opened = await continueJournal(instrumented(file));
  if (!opened.ok) throw new Error(opened.reason);
  for await (const record of opened.journal.read())
    if (record.kind === "intent") asked.set(record.key, record.call.request);
  const { objects, training, images, ...backend } = charging(newBook());
  const clock = fakeClock();
  const { ports } = memoryHost(
    { ...backend, objects: remote(objects), training: remote(training), images: remote(images) },
    clock,
  );
  const run = openSteps(steps, { ...ports, files: directoryStore(orders.folder), journal: opened.journal });
  let ended = false;
  const done = run.done.finally(() => {
    ended = true;
  });
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.step();
  }
  const { status, failure, results } = await done;
  return { ...over, locked: false, status, failure: failure?.code ?? null, results: JSON.stringify(results) };
}

process.send?.(await main(), () => process.exit(0));
