// What a backend says of itself as JSON in; its capabilities, or where that is unclear or contradicts itself out (spec 5.5.3).

import { diagnose } from "../../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import { cut } from "../../text/cut.js";
import { hasOwn, isObject, type Json, type JsonObject, trusted } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import type { Capabilities } from "./capabilities.js";

/** What may stand at a key: a text for people, and whether a value is such. */
type Rule =
  | {
      readonly kind: "value";
      readonly wanted: string;
      readonly admits: (value: Json) => boolean;
      readonly optional?: true;
    }
  | { readonly kind: "object"; readonly members: { readonly [key: string]: Rule }; readonly optional?: true };

const value = (wanted: string, admits: (value: Json) => boolean): Rule => ({ kind: "value", wanted, admits });
const oneOf = (...values: (string | number)[]): Rule =>
  value(`one of ${values.map((one) => JSON.stringify(one)).join(", ")}`, (given) =>
    values.some((one) => one === given),
  );
const isWhole = (given: Json): boolean => typeof given === "number" && Number.isSafeInteger(given);
const boolean = value("true or false", (given) => typeof given === "boolean");
const count = value("a whole number of 1 or more", (given) => isWhole(given) && Number(given) >= 1);
const wholeNumber = value("a whole number of 0 or more", (given) => isWhole(given) && Number(given) >= 0);
const integer = value("a whole number", isWhole);
const number = value("a number of 0 or more", (given) => typeof given === "number" && given >= 0);
const fidelity = oneOf("exact", "approx", "worker", "ignored");
const object = (members: { readonly [key: string]: Rule }) => ({ kind: "object", members }) as const;

const rule = object({
  promptsPerPass: oneOf(1, "many"),
  parallelBatch: boolean,
  maxBatch: count,
  splitsExactly: boolean,
  concurrency: count,
  slots: { ...count, optional: true },
  seed: oneOf("increment", "stream", "perImage", "opaque", "none"),
  fields: object({
    negativePrompt: fidelity,
    steps: fidelity,
    guidanceScale: fidelity,
    scale: fidelity,
    precision: fidelity,
    seed: fidelity,
    trainingId: fidelity,
    width: fidelity,
    height: fidelity,
  }),
  limits: object({
    width: object({ min: wholeNumber, max: wholeNumber }),
    height: object({ min: wholeNumber, max: wholeNumber }),
    multipleOf: count,
    steps: object({ min: wholeNumber, max: wholeNumber }),
    guidanceScale: object({ min: number, max: number }),
  }),
  seedRange: { ...object({ min: integer, max: integer, outside: oneOf("random", "refused") }), optional: true },
  cancel: oneOf("any", "queuedOnly", "none"),
  dedup: oneOf("clientKey", "rejectDuplicate", "none"),
  training: boolean,
  objects: { ...boolean, optional: true },
  images: { ...boolean, optional: true },
});

export function readCapabilities(json: Json, file?: string): Outcome<Capabilities> {
  const extras = file === undefined ? {} : { file };
  const diagnostics: AnyDiagnostic[] = [];
  check(json, rule, "", (code, parameters) => {
    // The three codes take their parameters from one place, so the pairing is made once, here.
    diagnostics.push(diagnose(code, null, parameters, extras));
  });
  if (diagnostics.length > 0) return fail(diagnostics);
  const capabilities = trusted<Capabilities>(json);
  for (const contradiction of contradictions(capabilities)) {
    diagnostics.push(diagnose("plan/capabilities-contradiction", null, contradiction, extras));
  }
  return diagnostics.length > 0 ? fail(diagnostics) : succeed(capabilities);
}

type Problem = {
  readonly place: string;
  readonly wanted: string;
  readonly found: string;
  readonly near?: string | undefined;
};
type Report = (
  code: "plan/capabilities-missing" | "plan/capabilities-unknown" | "plan/capabilities-wrong",
  problem: Problem,
) => void;

function check(given: Json, expected: Rule, place: string, report: Report): void {
  if (expected.kind === "value") {
    if (!expected.admits(given))
      report("plan/capabilities-wrong", { place, wanted: expected.wanted, found: brief(given) });
    return;
  }
  if (!isObject(given)) {
    report("plan/capabilities-wrong", { place, wanted: "an object", found: brief(given) });
    return;
  }
  const at = (key: string) => (place === "" ? key : `${place}.${key}`);
  const keys = Object.keys(expected.members);
  for (const key of Object.keys(given)) {
    if (hasOwn(expected.members, key) || (place === "" && key === "$schema")) continue;
    const wanted = keys.join(", ");
    report("plan/capabilities-unknown", {
      place: at(key),
      wanted,
      found: brief(given[key] as Json),
      near: nearest(key, keys),
    });
  }
  for (const [key, member] of Object.entries(expected.members)) {
    if (hasOwn(given, key)) check((given as JsonObject)[key] as Json, member, at(key), report);
    else if (member.optional !== true)
      report("plan/capabilities-missing", { place: at(key), wanted: describe(member), found: "nothing" });
  }
}

function describe(expected: Rule): string {
  return expected.kind === "value" ? expected.wanted : `an object with ${Object.keys(expected.members).join(", ")}`;
}

function brief(given: Json): string {
  return cut(JSON.stringify(given), 60);
}

/** `place`: what of the capabilities it is about. */
type Contradiction = { readonly place: string; readonly why: string };

function contradictions({
  limits,
  maxBatch,
  promptsPerPass,
  seed,
  seedRange,
  fields,
  parallelBatch,
}: Capabilities): readonly Contradiction[] {
  const found: Contradiction[] = [];
  for (const name of ["width", "height", "steps", "guidanceScale"] as const) {
    const { min, max } = limits[name];
    if (min > max) found.push({ place: `limits.${name}`, why: `limits.${name}.min is ${min}, above its max ${max}` });
    const next = Math.ceil(min / limits.multipleOf) * limits.multipleOf;
    if ((name === "width" || name === "height") && min <= max && next > max) {
      const why = `no multiple of ${limits.multipleOf} lies within limits.${name}, ${min} to ${max}`;
      found.push({ place: `limits.${name}`, why });
    }
  }
  if (seedRange !== undefined && seedRange.min > seedRange.max) {
    const why = `seedRange.min is ${seedRange.min}, above its max ${seedRange.max}`;
    found.push({ place: "seedRange", why });
  }
  if (seed === "none" && fields.seed !== "ignored") {
    const why = `seed is "none", but fields.seed is "${fields.seed}": write "ignored" for a seed that has no effect`;
    found.push({ place: "fields.seed", why });
  }
  if (promptsPerPass === "many" && maxBatch === 1) {
    const why = `promptsPerPass is "many", but maxBatch is 1: a pass of one image has one prompt`;
    found.push({ place: "maxBatch", why });
  }
  if (promptsPerPass === "many" && !parallelBatch) {
    const why = `promptsPerPass is "many", but parallelBatch is false: images drawn one by one share no pass`;
    found.push({ place: "parallelBatch", why });
  }
  return found;
}
