// Something that goes on elsewhere in, its end out (spec 6.18.7): asked about more and more rarely, and at once when the run is interrupted.

import type { Signal } from "../../core/run/signal.js";
import type { Http } from "./http.js";

export type Polling = {
  readonly http: Pick<Http, "clock" | "timer">;
  readonly signal: Signal;
  /** Default: 250 ms, growing by half up to 5 s. */
  readonly firstMs?: number;
  readonly mostMs?: number;
  /** Resolves when there may be something new to see. */
  readonly news?: () => Promise<void>;
};

/** `look` gives null while it goes on. */
export async function poll<T>(
  { http, signal, firstMs = 250, mostMs = 5000, news }: Polling,
  look: () => Promise<T | null>,
): Promise<T> {
  let interrupted = signal.aborted;
  for (let wait = firstMs; ; wait = Math.min(mostMs, wait * 1.5)) {
    const seen = await look();
    if (seen !== null) return seen;
    const later = http.timer.at(http.clock.now() + Math.ceil(wait));
    const pause = news === undefined ? later : Promise.race([later, news()]);
    if (interrupted) await pause;
    else {
      let forget = () => {};
      const stop = new Promise<void>((resolve) => {
        forget = signal.onAbort(resolve);
      });
      await Promise.race([pause, stop]);
      forget();
      interrupted = signal.aborted;
    }
  }
}
