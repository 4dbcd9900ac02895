// The events of a run in, a live tree of it on a terminal out (spec 6.3.5), drawn again a few times a second.

import { createLogUpdate } from "log-update";
import type { Plan } from "../../core/index.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import type { Colours } from "../terminal/terminal.js";
import type { Progress } from "./progress.js";
import { treeOf } from "./tree.js";

const everyMs = 200;
const usual = { rows: 24, columns: 80 };

/** `now`: milliseconds since 1970. */
export function progressTree(
  plan: Plan,
  time: TimeEstimate | null,
  stream: NodeJS.WriteStream,
  colours: Colours,
  now: () => number,
): Progress {
  const tree = treeOf(plan, time, colours);
  // A hidden cursor would have to be shown again on Ctrl-C, and whoever listens for that changes what Ctrl-C does.
  const draw = createLogUpdate(stream, { showCursor: true });
  const update = (rows = stream.rows ?? usual.rows) =>
    draw(tree.linesAt(now(), rows, stream.columns ?? usual.columns).join("\n"));
  const timer = setInterval(() => update(), everyMs);
  timer.unref();
  return {
    take: tree.take,
    say: (line) => {
      draw.clear();
      stream.write(`${line}\n`);
      update();
    },
    end: () => {
      clearInterval(timer);
      update(Number.POSITIVE_INFINITY);
      draw.done();
    },
  };
}
