// Calls of servers by hand, as the conformance suite makes them.

export { attempt, carryOut } from "../../src/testing/conformance/carry-out.js";
export type Draws = Parameters<typeof import("../../src/testing/conformance/carry-out.js").attempt>[0];
