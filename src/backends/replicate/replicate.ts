// What all calls of one Replicate account share (spec 6.23).

import type { Site } from "../wire/site.js";
import type { Models } from "./find-model.js";
import type { Trained } from "./find-trained.js";

export type Replicate = {
  readonly site: Site;
  readonly models: Models;
  readonly trained: Trained;
  /** Seconds that a prediction may take, the wait for it included; null: as long as it needs. */
  readonly timeout: number | null;
};
