// What it takes to show, write or run a plan: the program, the plan and what it was made with.

import type { Target } from "../../backends/combine.js";
import type { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic, Plan, PlanOptions, Program } from "../../core/index.js";
import type { Packs } from "../../core/plan/requests/pack-images.js";
import type { Bounds } from "../../core/types/bounds.js";
import type { ExitCode } from "../terminal/exit.js";

export type Planned = {
  readonly ok: true;
  readonly program: Program;
  readonly plan: Plan;
  /** How many objects each ObjectGenerator asks for. */
  readonly objects: ReadonlyMap<string, Bounds>;
  readonly options: PlanOptions;
  readonly target: Target;
  readonly source: Source;
  /** The flow's file; null: it is not known. */
  readonly flow: string | null;
  /** Of the plan as a whole: what the backend cannot honour. They have no place in the flow. */
  readonly warnings: readonly AnyDiagnostic[];
  /** Where this came from the file of a plan: the packs that it carries. */
  readonly packs: Packs | null;
};
export type Made = Planned | { readonly ok: false; readonly exit: ExitCode };
