// A program, its plan and the ports of a host in, the events of its run out (spec 6.2): the thin form of open-run.ts.

import type { Plan } from "../plan/plan.js";
import type { Program } from "../program.js";
import type { RunEvent } from "./event.js";
import { openRun, type RunOptions } from "./open-run.js";
import type { RunPorts } from "./ports.js";

/**
 * What the plan was made with – its input and its seed – is what the run is made with. Never throws for a mistake in the flow, its
 * input, or a reply: the events tell of it. Whoever stops reading does not stop the run; the host's signal does.
 */
export async function* run(
  program: Program,
  plan: Plan,
  ports: RunPorts,
  options: RunOptions = {},
): AsyncGenerator<RunEvent, void, void> {
  const opened = openRun(program, plan, ports, options);
  yield* opened.events();
  await opened.done;
}
