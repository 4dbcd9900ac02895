// A run that is cut off and continued, over and over: a server that keeps a book of what it was paid for, by place (spec 6.12).

import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import type { Backend, Failed, PassRequest, Reply, Server } from "../../src/core/run/server.js";
import type { Json } from "../../src/core/text/json.js";
import { drawnAsAsked, plainCapabilities } from "../../src/testing/index.js";

/** What was charged, by what was asked for: for an image its prompt and seed. */
export type Charges = Map<string, number>;

export type Bookkeeper = {
  readonly charges: Charges;
  /** Replies by key, which outlive the process that asked. */
  readonly replies: Map<string, Reply<unknown>>;
};

export const newBook = (): Bookkeeper => ({ charges: new Map(), replies: new Map() });

export type Conduct = {
  readonly capabilities?: Partial<Capabilities>;
  readonly recovery?: Server<unknown, unknown>["recovery"];
  /** Awaited before each reply; throws to lose it. */
  readonly delay?: (key: string) => Promise<void>;
  /** Instead of an answer, which then charges nothing. */
  readonly fail?: (key: string, request: object) => Failed | null;
};

/** A server that charges once a key. */
export function charging(book: Bookkeeper, conduct: Conduct = {}): Backend {
  const { recovery = "resend" } = conduct;
  const serve = <Q extends object, A>(
    placesOf: (request: Q) => readonly string[],
    make: (request: Q, key: string) => A,
  ) => {
    const server: Server<Q, A> = {
      recovery,
      start: async (request, { key }) => {
        const known = book.replies.get(key);
        const failure = known === undefined ? (conduct.fail?.(key, request) ?? null) : null;
        if (failure !== null) {
          await conduct.delay?.(key);
          return { ok: false, failure };
        }
        if (known === undefined || recovery === "none") {
          for (const place of placesOf(request)) book.charges.set(place, (book.charges.get(place) ?? 0) + 1);
          book.replies.set(key, { ok: true, value: make(request, key) });
        }
        await conduct.delay?.(key);
        return book.replies.get(key) as Reply<A>;
      },
      ...(recovery === "find"
        ? { find: async (key) => (book.replies.get(key) as Reply<A> | undefined) ?? "none" }
        : {}),
    };
    return server;
  };
  return {
    id: "charging",
    synthetic: true,
    capabilities: { ...plainCapabilities, seed: "increment", splitsExactly: true, ...conduct.capabilities },
    objects: serve(
      ({ description, input }) => [`${description} ${input}`],
      ({ description, input }, key): Json => ({ description, input, key }),
    ),
    training: serve(
      ({ datasetId }) => [`training ${datasetId}`],
      (_, key) => ({ id: `00000000-0000-4000-8000-${key.slice(0, 12)}` }),
    ),
    images: serve(placesOfPass, drawnAsAsked),
  };
}

function placesOfPass({ baseModel, prompts }: PassRequest): readonly string[] {
  return prompts.flatMap(({ prompt, seed, batchSize }) =>
    Array.from({ length: batchSize }, (_, i) => `${baseModel} ${prompt} ${seed + i}`),
  );
}
