// A schema and a key in, an object that matches the schema out (spec 6.7), checked again by the validator that will check it: what
// the faker makes of a schema does not always match it.

import { generateSync, type JsonSchema } from "json-schema-faker";
import type { CheckValue, Validator } from "../../core/schema/validator.js";
import { isObject, type Json, type JsonObject } from "../../core/text/json.js";
import type { GenerationRequest, Reply } from "../contract.js";
import { leastSize } from "./least-size.js";
import { randomOf } from "./random.js";
import { repair } from "./repair.js";
import { writeText } from "./write-text.js";

const attempts = 24;
/** Characters and values of an answer that is not even tried: the faker takes seconds, and then all memory, for much more. */
const largest = 100_000;

const checks = new WeakMap<JsonObject, CheckValue>();

export function makeObject(request: GenerationRequest, key: string, validator: Validator): Reply<Json> {
  const { schema, description } = request;
  const check = checkOf(schema, validator);
  if (check === null) return refuse("the schema cannot be compiled");
  const least = leastSize(schema);
  if (least === Number.POSITIVE_INFINITY)
    return refuse("an answer that matches the schema would have to contain itself");
  if (least > largest)
    return refuse(
      `the smallest answer that matches the schema has at least ${least} characters and values, but this backend makes at most ${largest}`,
    );
  let problem = "it made no value";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const made = fake(schema, `${key} ${description} ${attempt}`, attempt);
    if (made === undefined) continue;
    const value = repair(made, check);
    const issue = check(value)[0];
    if (issue === undefined) return { ok: true, value, amount: tokensOf(request, value) };
    problem = `at "${issue.pointer}" it ${issue.message}`;
  }
  return refuse(`no answer that matches the schema was found; the last attempt failed: ${problem}`);
}

/** About as many as a model would read and write: four characters each. */
function tokensOf(request: GenerationRequest, answer: Json): number {
  return Math.ceil((JSON.stringify(request).length + JSON.stringify(answer).length) / 4);
}

function refuse(detail: string): Reply<Json> {
  return { ok: false, failure: { kind: "invalid", detail } };
}

function checkOf(schema: JsonObject, validator: Validator): CheckValue | null {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const compiled = validator.compile(schema);
  if (!compiled.ok) return null;
  checks.set(schema, compiled.check);
  return compiled.check;
}

/** Optional properties are there at first; later attempts leave out some, then all of them. Words are ours at first, then the faker's. */
function fake(schema: JsonObject, seed: string, attempt: number): Json | undefined {
  const optionals =
    attempt < attempts / 2 ? { alwaysFakeOptionals: true } : { optionalsProbability: attempt % 2 === 0 ? 0.5 : 0 };
  try {
    const value = generateSync(structuredClone(schema) as JsonSchema, {
      seed: randomOf(seed).integer(2 ** 31),
      ...optionals,
      outputTransform: (raw, part, path) =>
        attempt % 4 !== 3 && isPlainText(raw, part) ? plainText(raw, part, path, seed) : raw,
    });
    const text = JSON.stringify(value);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    // The faker throws for what it does not know; another attempt may get around it.
    return undefined;
  }
}

function isPlainText(raw: unknown, part: JsonSchema): raw is string {
  if (typeof raw !== "string" || !isObject(part as Json)) return false;
  const bound = ["pattern", "format", "enum", "const", "$ref", "allOf", "anyOf", "oneOf", "not", "if"];
  return (
    typeof part === "object" &&
    (part.type === "string" || Array.isArray(part.type)) &&
    bound.every((key) => part[key] === undefined)
  );
}

/** What the faker made is part of the seed: so it makes another text when it wants another one, as for unique items. */
function plainText(raw: string, part: JsonSchema, path: string, seed: string): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = typeof part === "object" ? part : {};
  return writeText(`${seed} ${path} ${raw}`, path, minLength, maxLength);
}
