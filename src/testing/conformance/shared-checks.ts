// The part of the contract that is the same for every role (spec 6.9, 6.19): nothing is paid twice, failures are of the right kind, whoever
// interrupts is heard.

import type { Capabilities, FailureKind, Server } from "../../backends/contract.js";
import { handSignal } from "../memory-host.js";
import { attempt, carryOut, type Ended, sendAndForget } from "./carry-out.js";
import type { ServerControl, Trouble } from "./subject.js";

export type Subjected = {
  readonly server: Server<never, unknown>;
  readonly request: object;
  readonly control: ServerControl;
  readonly capabilities: Capabilities;
};
export type CheckBody = {
  readonly name: string;
  readonly body: (subjected: Subjected) => Promise<"passed" | "not tried">;
};

export const aKey = "6b1f".repeat(16);
export const otherKey = "93c0".repeat(16);

export function demand(holds: boolean, expected: string, found?: unknown): void {
  if (!holds)
    throw new Error(
      `expected ${expected}${found === undefined ? "" : `; found ${JSON.stringify(found)?.slice(0, 400)}`}`,
    );
}

/** A trouble in the first call; the rest of the run is as it should be. */
function withTrouble(trouble: Trouble, name: string, hold: (ended: Ended, subjected: Subjected) => void): CheckBody {
  return {
    name,
    body: async (subjected) => {
      const { server, request, control } = subjected;
      if (!control.trouble(trouble)) return "not tried";
      hold(await carryOut(server, request, { key: aKey }), subjected);
      return "passed";
    },
  };
}

/** Either it was carried out once in the end, or a person must look and it was carried out at most once. */
function oncePaid(ended: Ended, { control, server }: Subjected): void {
  demand(control.works() <= 1, "the work to be done once at most", control.works());
  const { asked } = ended;
  if (asked.ok) return demand(control.works() === 1, "the work to be done", control.works());
  const open = "open" in asked;
  demand(open || asked.failure.charged === "yes", "a result, or an outcome that is not known", asked);
  demand(server.recovery !== "resend" || !open, "a server with recovery resend to settle every call", asked);
}

function succeeds({ asked }: Ended): void {
  demand(asked.ok, "it to succeed", asked);
}

function failsWith(kinds: readonly FailureKind[]): (ended: Ended) => void {
  return ({ asked, failures }) => {
    demand(!asked.ok, "it to fail", asked);
    const kind = failures.at(-1)?.kind;
    demand(kind !== undefined && kinds.includes(kind), `a failure of kind ${kinds.join(" or ")}`, failures);
  };
}

export const sharedChecks: readonly CheckBody[] = [
  {
    name: "carries out a call, once",
    body: async (subjected) => {
      const ended = await carryOut(subjected.server, subjected.request, { key: aKey });
      succeeds(ended);
      demand(subjected.control.works() === 1, "the work to be done once", subjected.control.works());
      demand(
        ended.progress.every((done) => done >= 0 && done <= 1),
        "progress from 0 to 1",
        ended.progress,
      );
      return "passed";
    },
  },
  {
    name: "the same key twice is one piece of work, if it says so",
    body: async ({ server, request, control }) => {
      if (server.recovery !== "resend") return "not tried";
      await attempt(server, request, aKey);
      await attempt(server, request, aKey);
      demand(control.works() === 1, "the work to be done once", control.works());
      return "passed";
    },
  },
  {
    name: "another key is another piece of work",
    body: async ({ server, request, control }) => {
      succeeds(await carryOut(server, request, { key: aKey }));
      succeeds(await carryOut(server, request, { key: otherKey }));
      demand(control.works() === 2, "the work to be done twice", control.works());
      return "passed";
    },
  },
  {
    name: "a process that ends between sending and writing down pays nothing twice",
    body: async (subjected) => {
      const { server, request } = subjected;
      await sendAndForget(server, request, aKey);
      oncePaid(await carryOut(server, request, { key: aKey, sent: true }), subjected);
      return "passed";
    },
  },
  {
    name: "a process that ends before sending loses nothing",
    body: async (subjected) => {
      const { server, request, control } = subjected;
      const ended = await carryOut(server, request, { key: aKey, sent: true });
      if (server.recovery === "none") demand(control.works() === 0, "nothing to be sent", control.works());
      else if ("open" in ended.asked) demand(control.works() === 0, "nothing to be sent", control.works());
      else succeeds(ended);
      return "passed";
    },
  },
  {
    name: "what was accepted is found by its handle, also by another process",
    body: async ({ server, request, control }) => {
      const { handles } = await carryOut(server, request, { key: aKey });
      const [handle] = handles;
      if (handle === undefined) return "not tried";
      const copied = JSON.parse(JSON.stringify(handle));
      const { asked } = await carryOut(server, request, { key: aKey, sent: true, handle: copied });
      demand(
        asked.ok || !("failure" in asked) || asked.failure.charged === "yes",
        "its result again, or that it is gone",
        asked,
      );
      demand(control.works() === 1, "the work to be done once", control.works());
      return "passed";
    },
  },
  withTrouble("lost request", "a request that never arrived costs nothing twice", oncePaidOrNothing),
  withTrouble("lost reply", "a reply that is lost costs nothing twice", oncePaid),
  withTrouble("cut reply", "a reply that is cut costs nothing twice", oncePaid),
  withTrouble("busy", "too many calls are made later", (ended) => {
    succeeds(ended);
    demand(ended.failures[0]?.kind === "rateLimited", "a failure of kind rateLimited", ended.failures);
  }),
  withTrouble("busy, says when", "a server that says how long it is busy is left alone for so long", (ended) => {
    succeeds(ended);
    demand(ended.failures[0]?.kind === "rateLimited", "a failure of kind rateLimited", ended.failures);
    demand((ended.waits[0] ?? 0) >= 3000, "a wait of 3 s", ended.waits);
  }),
  withTrouble("overloaded", "an overloaded server is tried again", (ended, { control }) => {
    succeeds(ended);
    demand(control.works() === 1, "the work to be done once", control.works());
  }),
  withTrouble("page", "a proxy's page is not an answer", (ended, { control }) => {
    demand(ended.failures.length > 0 || "open" in ended.asked, "a failure", ended.asked);
    demand(control.works() <= 1, "nothing to be paid twice", control.works());
  }),
  withTrouble("long error", "an error of a megabyte is told in a sentence", ({ asked, failures }) => {
    for (const { detail } of failures) demand(detail.length < 1000, "a short text", detail.length);
    if ("open" in asked) demand(asked.open.length < 1000, "a short text", asked.open.length);
    demand(failures.length > 0 || "open" in asked, "a failure", asked);
  }),
  withTrouble("wrong key", "a wrong key is a matter of configuration", failsWith(["setup"])),
  withTrouble(
    "no such model",
    "a model that is not there is said to be",
    failsWith(["unresolvedModel", "invalid", "setup"]),
  ),
  withTrouble("refused content", "refused content is not sent again", failsWith(["content"])),
  withTrouble("out of memory", "out of memory is said as such", failsWith(["oom"])),
  withTrouble("expired", "a result that has expired is not paid again by itself", (ended, { control }) => {
    demand(control.works() === 1, "the work to be done once", control.works());
    demand(!ended.asked.ok, "it to fail", ended.asked);
  }),
  withTrouble("restart", "a server that restarts midway leaves an end", ({ asked }, { control }) => {
    demand(asked.ok || "open" in asked || asked.failure.detail !== "", "a result or words", asked);
    demand(control.works() <= 2, "no more than one further piece of work", control.works());
  }),
  withTrouble("cut socket", "a channel of progress that breaks off takes nothing along", (ended, { control }) => {
    succeeds(ended);
    demand(control.works() === 1, "the work to be done once", control.works());
  }),
  {
    name: "a call that is interrupted while it is worked on has an end",
    body: async ({ server, request, control }) => {
      if (control.hold === undefined || control.has === undefined) return "not tried";
      const release = control.hold();
      const signal = handSignal();
      const ending = carryOut(server, request, { key: aKey, signal });
      await control.has(1);
      signal.abort();
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      release();
      const { asked } = await ending;
      const fine = asked.ok || "open" in asked || asked.failure.kind === "cancelled" || asked.failure.charged !== "no";
      demand(fine, "a result, or that it was cancelled", asked);
      return "passed";
    },
  },
  {
    name: "a call that is interrupted in the queue is not worked on, if the server can cancel",
    body: async ({ server, request, control, capabilities }) => {
      if (control.hold === undefined || control.has === undefined || server.cancel === undefined) return "not tried";
      if (capabilities.cancel === "none") return "not tried";
      const release = control.hold();
      const signal = handSignal();
      const first = carryOut(server, request, { key: aKey });
      await control.has(1);
      const second = carryOut(server, request, { key: otherKey, signal });
      await control.has(2);
      signal.abort();
      const { asked } = await second;
      release();
      succeeds(await first);
      demand(!asked.ok && !("open" in asked) && asked.failure.kind === "cancelled", "it to be cancelled", asked);
      demand(control.works() === 1, "the first alone to be worked on", control.works());
      return "passed";
    },
  },
  {
    name: "a call that has ended cannot be cancelled",
    body: async ({ server, request }) => {
      const { handles } = await carryOut(server, request, { key: aKey });
      const [handle] = handles;
      if (handle === undefined || server.cancel === undefined) return "not tried";
      const cancelled = await server.cancel(handle);
      demand(cancelled !== "cancelled", "tooLate or unknown", cancelled);
      return "passed";
    },
  },
];

/** A request that was lost on its way: the server knows nothing, so whoever cannot ask it leaves it open. */
function oncePaidOrNothing(ended: Ended, subjected: Subjected): void {
  if ("open" in ended.asked)
    return demand(subjected.control.works() === 0, "nothing to be worked on", subjected.control.works());
  oncePaid(ended, subjected);
}
