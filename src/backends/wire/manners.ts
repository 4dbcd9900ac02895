// An Http in, the same with the manners that one server wants out (spec 6.18.5): so many requests at once, so many a second, and none for a while
// after it failed again and again. Each server has its own.

import type { Signal } from "../../core/run/signal.js";
import type { Answer, Http, HttpRequest, NoAnswer } from "./http.js";

export type Manners = {
  /** Requests under way at once; absent: any number. */
  readonly atOnce?: number;
  readonly perSecond?: number;
  /** Failures in a row after which nothing is sent for `restMs`; then one request tries. Default: 5, 15 s. */
  readonly failuresInARow?: number;
  readonly restMs?: number;
};

export function mannered(http: Http, manners: Manners): Http {
  const turns = turnsOf(http, manners);
  const rest = restOf(http, manners);
  const send = async (request: HttpRequest): Promise<Answer | NoAnswer> => {
    // What another host is asked for, as a picture in storage, is no business of this one.
    if (request.urgent === true || request.namedBy !== undefined) return http.send(request);
    const turn = await turns.take(request.signal);
    if (turn === null) return notSent("cancelled");
    try {
      const resting = rest.before();
      if (resting !== null) return { ...notSent("busy"), retryAfterMs: resting };
      const answer = await http.send(request);
      rest.after(answer);
      return answer;
    } finally {
      turn();
    }
  };
  return { ...http, send };
}

function notSent(why: NoAnswer["why"]): NoAnswer {
  return { kind: "no answer", why, sent: false, detail: "" };
}

type Waiting = { readonly start: () => void };

/** First come, first served. `take` gives what ends the turn; null: interrupted while it waited. */
function turnsOf({ clock, timer }: Http, { atOnce = Number.POSITIVE_INFINITY, perSecond }: Manners) {
  const queue: Waiting[] = [];
  const gap = perSecond === undefined ? 0 : 1000 / perSecond;
  let underway = 0;
  let next = Number.NEGATIVE_INFINITY;
  let wakes = false;

  const goOn = () => {
    while (queue.length > 0 && underway < atOnce) {
      const now = clock.now();
      if (next > now) {
        if (!wakes) void wake(next);
        return;
      }
      next = now + gap;
      underway++;
      queue.shift()?.start();
    }
  };
  const wake = async (at: number) => {
    wakes = true;
    await timer.at(at);
    wakes = false;
    goOn();
  };
  const end = () => {
    underway--;
    goOn();
  };
  const take = (signal: Signal | undefined): Promise<(() => void) | null> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve(null);
      let forget = () => {};
      const waiting: Waiting = {
        start: () => {
          forget();
          resolve(once(end));
        },
      };
      queue.push(waiting);
      forget =
        signal?.onAbort(() => {
          const at = queue.indexOf(waiting);
          if (at < 0) return;
          queue.splice(at, 1);
          resolve(null);
        }) ?? forget;
      goOn();
    });
  return { take };
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}

/** A server that fails again and again is left alone, and then tried with one request. */
function restOf({ clock }: Http, { failuresInARow = 5, restMs = 15_000 }: Manners) {
  let failures = 0;
  let until = Number.NEGATIVE_INFINITY;
  return {
    /** How long it still rests; null: it may be asked. */
    before: (): number | null => {
      if (failures < failuresInARow) return null;
      const left = until - clock.now();
      if (left > 0) return left;
      // This one tries; the others go on waiting until it is back.
      until = clock.now() + restMs;
      return null;
    },
    after: (answer: Answer | NoAnswer) => {
      if (!isDown(answer)) {
        failures = 0;
        return;
      }
      failures++;
      if (failures >= failuresInARow) until = clock.now() + restMs;
    },
  };
}

function isDown(answer: Answer | NoAnswer): boolean {
  if (answer.kind === "answer") return [502, 503, 504].includes(answer.status);
  return ["refused", "unreachable", "unknown host", "reset", "timeout"].includes(answer.why);
}
