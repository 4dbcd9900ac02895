// How a person follows a run: as a live tree where there is a terminal, otherwise as lines (spec 6.3.5).

import type { RunEvent } from "../../core/index.js";

export type Progress = {
  take(event: RunEvent): void;
  /** A line that is no event, and stays. */
  say(line: string): void;
  /** Writes what is left to write. */
  end(): void;
};
