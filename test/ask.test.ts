// One call of a server (spec 6.11): what is sent again, and what is asked for.

import { expect, test } from "vitest";
import { type Asking, ask } from "../src/core/run/ask.js";
import type { Failed, Reply, Server } from "../src/core/run/server.js";
import { handSignal } from "../src/testing/memory-host.js";
import { hastyClock } from "./build/hasty-clock.js";

function asking(): Asking {
  const clock = hastyClock();
  return {
    key: "0".repeat(64),
    clock,
    timer: clock,
    signal: handSignal(),
    sentAt: null,
    handle: null,
    onAccepted: async () => {},
    maySend: () => true,
    onRetry: () => true,
    onProgress: () => {},
  };
}

/** Accepts everything; what it accepted ends as the list says. */
function accepting(ends: readonly Reply<string>[], recovery: Server<null, string>["recovery"] = "none") {
  const done: string[] = [];
  let ended = 0;
  const server: Server<null, string> = {
    recovery,
    start: async () => {
      done.push("start");
      return { accepted: done.length };
    },
    follow: async (handle) => {
      done.push(`follow ${handle}`);
      return ends[ended++] as Reply<string>;
    },
  };
  return { server, done };
}

const failure = (failed: Pick<Failed, "kind"> & Partial<Failed>): Reply<string> => ({
  ok: false,
  failure: { detail: "", ...failed },
});

test("what was accepted and failed is sent anew; what was accepted and lost is asked for", async () => {
  const { server, done } = accepting([
    failure({ kind: "transient" }),
    failure({ kind: "unknownOutcome" }),
    { ok: true, value: "done" },
  ]);
  expect(await ask(server, null, asking())).toEqual({ ok: true, value: "done" });
  expect(done).toEqual(["start", "follow 1", "start", "follow 3", "follow 3"]);
});

test("a server that cannot be used as it is configured is not asked again", async () => {
  const { server, done } = accepting([failure({ kind: "setup" })]);
  expect(await ask(server, null, asking())).toMatchObject({ failure: { kind: "setup" } });
  expect(done).toEqual(["start", "follow 1"]);
});

test("a call that is interrupted on its way is cancelled as soon as it is accepted", async () => {
  const signal = handSignal();
  const cancelled: unknown[] = [];
  const server: Server<null, string> = {
    recovery: "none",
    start: async () => {
      signal.abort();
      return { accepted: 7 };
    },
    follow: async () => failure({ kind: "cancelled" }),
    cancel: async (handle) => {
      cancelled.push(handle);
      return "cancelled";
    },
  };
  expect(await ask(server, null, { ...asking(), signal })).toMatchObject({ failure: { kind: "cancelled" } });
  expect(cancelled).toEqual([7]);
});
