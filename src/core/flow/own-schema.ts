// The schema of flows, compiled at build time from grammar/flow.schema.json (spec 1.6): a flow's JSON in, issues out.

import { validate } from "../schema/generated/flow.js";
import type { CheckFlow } from "./flow-issue.js";

export const checkFlow: CheckFlow = (value) => {
  validate(value);
  return validate.errors ?? [];
};
