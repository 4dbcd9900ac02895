// What somebody made in, a backend that a run can call or what is wrong with it out (spec 6.17.3): one made by hand is checked before
// anything is planned with it.

import { diagnose } from "../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import { readCapabilities } from "../plan/backend/read-capabilities.js";
import { isObject, type Json } from "../text/json.js";
import type { Backend } from "./server.js";

const roles = ["objects", "training", "images"] as const;
const recoveries = ["resend", "find", "none"];

/** A role that is left out is null. `from`: what the messages call it. */
export function checkBackend(made: unknown, from: string): Outcome<Backend> {
  if (!isRecord(made)) return fail([wrong(from, "it", "an object with id, capabilities and images", made)]);
  const { id, synthetic = false, identity, capabilities } = made;
  const found: AnyDiagnostic[] = [];
  if (typeof id !== "string" || id === "") found.push(wrong(from, "id", "a text that names it", id));
  if (typeof synthetic !== "boolean") found.push(wrong(from, "synthetic", "true or false", synthetic));
  if (identity !== undefined && typeof identity !== "string") found.push(wrong(from, "identity", "a text", identity));
  const read = isObject(capabilities as Json)
    ? readCapabilities(capabilities as Json)
    : fail([wrong(from, "capabilities", "an object, such as declaredCapabilities.diffusers", capabilities)]);
  found.push(...read.diagnostics);
  const servers = roles.map((role) => [role, made[role] ?? null] as const);
  for (const [role, server] of servers) if (server !== null) found.push(...checkServer(server, from, role));
  if (servers.every(([, server]) => server === null))
    found.push(wrong(from, "images", "a server, or objects or training: it has none of the three", undefined));
  if (found.length > 0 || !read.ok) return fail(found);
  return succeed({ ...made, synthetic, ...Object.fromEntries(servers) } as Backend);
}

function checkServer(server: unknown, from: string, role: string): readonly AnyDiagnostic[] {
  if (!isRecord(server)) return [wrong(from, role, "an object with recovery and start", server)];
  const { recovery, start, name, identity, synthetic, concurrency, findSettlesAfterMs } = server;
  const found: AnyDiagnostic[] = [];
  const expect = (field: string, wanted: string, value: unknown, holds: boolean) => {
    if (!holds) found.push(wrong(from, `${role}.${field}`, wanted, value));
  };
  const optional = (field: string, type: string, wanted: string, value: unknown) =>
    expect(field, wanted, value, value === undefined || typeof value === type);
  expect("recovery", 'one of "resend", "find", "none"', recovery, recoveries.includes(recovery as string));
  expect("start", "a function that sends a call", start, typeof start === "function");
  for (const method of ["follow", "find", "cancel"]) optional(method, "function", "a function", server[method]);
  optional("name", "string", "a text", name);
  optional("identity", "string", "a text", identity);
  optional("synthetic", "boolean", "true or false", synthetic);
  const isCount = Number.isSafeInteger(concurrency) && (concurrency as number) > 0;
  expect("concurrency", "a whole number above 0", concurrency, concurrency === undefined || isCount);
  const isTime = typeof findSettlesAfterMs === "number" && findSettlesAfterMs >= 0;
  expect("findSettlesAfterMs", "milliseconds", findSettlesAfterMs, findSettlesAfterMs === undefined || isTime);
  if (recovery === "find")
    expect("find", "a function, as recovery is find", server.find, typeof server.find === "function");
  return found;
}

function isRecord(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(from: string, place: string, wanted: string, value: unknown): AnyDiagnostic {
  return diagnose("run/not-a-backend", null, { from, place, wanted, found: describe(value) });
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "function") return "a function";
  if (value === null) return "null";
  return Array.isArray(value)
    ? "an array"
    : typeof value === "object"
      ? "an object"
      : (JSON.stringify(value) ?? typeof value);
}
