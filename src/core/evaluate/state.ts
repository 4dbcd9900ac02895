// What the expressions of a flow read: the validated input, the results so far and the store (spec 2.3).

import type { JsonObject } from "../text/json.js";

export type RunState = {
  readonly input: JsonObject;
  readonly results: JsonObject;
  readonly store: JsonObject;
};
