// What the compiled schema of flows (grammar/flow.schema.json) says about a value, in ajv's own words.

import type { Json } from "../text/json.js";

export type FlowIssue = {
  /** JSON Pointer of the place in the flow. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: { readonly [name: string]: unknown };
};

/** Every issue of a value, each once or more: which are shown is decided in report-issue.ts. Never throws. */
export type CheckFlow = (value: Json) => readonly FlowIssue[];
