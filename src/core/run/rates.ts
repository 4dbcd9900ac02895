// The records of a journal in, how long its calls took out (spec 5.13.1): from the intent to the result. Calls that were tried again, and those
// whose result came to another process, also took the time of what went wrong, so they are left out.

import { mergeRates, noRates, type Rates, type TimedCall, workOf } from "../plan/time/rates.js";
import { imagesIn } from "./call.js";
import type { CallSpec, JournalRecord } from "./journal.js";

export type CallTimer = { readonly take: (record: JournalRecord) => void; readonly rates: () => Rates };

type Begun = { readonly server: string; readonly call: CallSpec; readonly at: number };
type Timed = {
  readonly server: string;
  readonly what: TimedCall;
  readonly model: string | null;
  at: number;
  calls: number;
  fastest: number;
  slowest: number;
};

export function timeCalls(): CallTimer {
  const begun = new Map<string, Begun>();
  const timed = new Map<string, Timed>();

  function end(key: string, at: number): void {
    const started = begun.get(key);
    begun.delete(key);
    if (started === undefined) return;
    const { server, call } = started;
    const took = (at - started.at) / unitsOf(call);
    // A clock that was set back, or far forward.
    if (!(took >= 0 && took <= Number.MAX_SAFE_INTEGER)) return;
    const [what, model] = [call.what, call.what === "images" ? call.request.baseModel : null];
    const name = JSON.stringify([server, what, model]);
    const rate = timed.get(name) ?? { server, what, model, at, calls: 0, fastest: took, slowest: took };
    const [fastest, slowest] = [Math.min(rate.fastest, took), Math.max(rate.slowest, took)];
    timed.set(name, { ...rate, at, calls: rate.calls + 1, fastest, slowest });
  }

  return {
    take: (record) => {
      if (record.kind === "intent" && record.attempt === 1) begun.set(record.key, record);
      else if (record.kind === "result") end(record.key, record.at);
      else if (record.kind === "failed") begun.delete(record.key);
      else if (record.kind === "told" && record.event.kind === "call-retried") begun.delete(record.event.call);
      else if (record.kind === "told" && record.event.kind === "run-started") begun.clear();
    },
    rates: () => {
      const rates = [...timed.values()].map(({ server, what, model, ...measured }) => ({
        server,
        what,
        model,
        measured: [measured],
      }));
      return mergeRates({ ...noRates, rates });
    },
  };
}

function unitsOf(call: CallSpec): number {
  if (call.what !== "images") return 1;
  const { steps, width, height } = call.request;
  return workOf(imagesIn(call.request), steps, width, height);
}
