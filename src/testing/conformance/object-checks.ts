// The part of the contract that is about objects (spec 6.4.4, 6.19): an answer matches the schema that was asked for, or the call fails and says why.

import type { GenerationRequest } from "../../backends/contract.js";
import { ajvValidator } from "../../core/schema/ajv-validator.js";
import type { Json } from "../../core/text/json.js";
import { attempt, carryOut } from "./carry-out.js";
import { aKey, type CheckBody, demand } from "./shared-checks.js";

export function objectChecks(request: GenerationRequest): readonly CheckBody[] {
  const compiled = ajvValidator.compile(request.schema);
  if (!compiled.ok) throw new Error("the sample's schema is not a schema");
  const matches = (value: unknown) => {
    const issues = compiled.check(JSON.parse(JSON.stringify(value)) as Json);
    demand(issues.length === 0, "an object that matches its schema", issues);
  };
  return [
    {
      name: "answers with what the schema asks for",
      body: async ({ server }) => {
        const { asked } = await carryOut(server, request, { key: aKey });
        demand(asked.ok, "an object", asked);
        if (asked.ok) matches(asked.value);
        return "passed";
      },
    },
    {
      name: "an answer that does not match is repaired, or the call fails",
      body: async ({ server, control }) => {
        if (!control.trouble("wrong answer")) return "not tried";
        const reply = await attempt(server, request, aKey);
        if (reply.ok) matches(reply.value);
        else demand(reply.failure.charged !== "no", "a failure that was charged", reply);
        return "passed";
      },
    },
    {
      name: "an answer that was cut is not taken for the whole",
      body: async ({ server, control }) => {
        if (!control.trouble("cut answer")) return "not tried";
        const reply = await attempt(server, request, aKey);
        if (reply.ok) matches(reply.value);
        else demand(reply.failure.detail !== "", "words", reply);
        return "passed";
      },
    },
  ];
}
