// In the place of src/backends/backends.ts, for tests of whole processes: the reference backend, made slow, which notes what it charged in a book on
// disk that outlives the process. SLOW_BACKEND: JSON of `Slow`.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { env } from "node:process";
import type { BackendRow } from "../../src/backends/backends.js";
import type { Backend, Server } from "../../src/backends/contract.js";
import { type ReferenceOptions, referenceBackend } from "../../src/backends/reference/reference-backend.js";
import type { ServerSettings } from "../../src/backends/server-settings.js";

export type Slow = {
  /** A line for each call that was charged: its key, and what it was for. */
  readonly book: string;
  readonly recovery: Server<unknown, unknown>["recovery"];
  /** How long each call takes; null: for ever. */
  readonly afterMs: number | null;
};

const { book, recovery, afterMs } = JSON.parse(env.SLOW_BACKEND ?? "{}") as Slow;

export const backends: { readonly [name: string]: BackendRow } = {
  reference: { words: "a slow one", make: slowBackend },
};
export const kindNames: readonly string[] = ["reference"];
export const runnableBackends: readonly string[] = ["reference"];

export function findBackend(name: string): BackendRow | undefined {
  return backends[name];
}

function slowBackend(_: ServerSettings, options: ReferenceOptions): Backend {
  const { objects, training, images, ...rest } = referenceBackend(options);
  return { ...rest, objects: slowed(objects), training: slowed(training), images: slowed(images) };
}

function slowed<Q, A>(server: Server<Q, A> | null): Server<Q, A> | null {
  if (server === null) return null;
  return {
    ...server,
    recovery,
    start: async (request, context) => {
      const known = recovery !== "none" && isKnown(context.key);
      if (!known) appendFileSync(book, `${context.key} ${JSON.stringify(request)}\n`);
      await new Promise((resolve) => setTimeout(resolve, afterMs ?? 600_000));
      return server.start(request, context);
    },
    find: async (key) => (isKnown(key) ? "unknown" : "none"),
  };
}

function isKnown(key: string): boolean {
  return existsSync(book) && readFileSync(book, "utf8").includes(`${key} `);
}
