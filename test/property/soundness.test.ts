// The law of the checker (spec 3.5): a flow that checks without error or warning, run with any input and any answers that satisfy their
// schemas, never fails in evaluation; and what it asks lies inside its plan.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { plan } from "../../src/core/plan/make-plan.js";
import { type ImageField, isUnknown, type Plan } from "../../src/core/plan/plan.js";
import { run } from "../../src/core/run/run.js";
import { isArray, isObject, type Json, type JsonObject } from "../../src/core/text/json.js";
import { relation } from "../../src/core/types/accepts.js";
import { dropUndeclared } from "../../src/core/types/drop-undeclared.js";
import { schemaType } from "../../src/core/types/schema-type.js";
import { valueType } from "../../src/core/types/value-type.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { hostileNames } from "../build/hostile.js";

// Schemas, and values that satisfy them. Where a schema does not forbid it, objects hold more than is declared.

const texts = ["fox", "$.x", "", "{}", "@Item(a)"];
const scalar: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  { type: "string" },
  { type: "string" },
  { enum: ["wolf", "owl"] },
  { type: "string", minLength: 1 },
  { type: "integer", minimum: 1, maximum: 4 },
  { enum: [512, 1024] },
  { type: "number", minimum: 0, maximum: 1 },
  { type: "boolean" },
  { type: ["string", "null"] },
  { anyOf: [{ type: "string" }, { type: "integer", minimum: 2, maximum: 3 }] },
);
const imageFields: { readonly [name: string]: JsonObject } = {
  prompt: { type: "string" },
  width: { enum: [512, 1024] },
  batchSize: { type: "integer", minimum: 1, maximum: 4 },
  negativePrompt: { type: ["string", "null"] },
  steps: { type: "integer", minimum: 1, maximum: 60 },
};
/** Names that an object has anyway, that look like syntax, and none. */
const named = <T>(values: fc.Arbitrary<T>) =>
  fc.dictionary(fc.constantFrom("a", "b", "c", "d", "a", "b", ...hostileNames), values, { maxKeys: 4 });
/** How a property is written after a path. */
const step = (name: string): string => (/^[a-z]+$/i.test(name) ? `.${name}` : `['${name}']`);

function objectOf(properties: JsonObject, optional: boolean, closed: number): JsonObject {
  const names = Object.keys(properties);
  const rest = closed === 0 ? { additionalProperties: false } : closed === 1 ? { additionalProperties: true } : {};
  return { type: "object", required: optional ? names.slice(1) : names, properties, ...rest };
}
const schemas = fc.letrec<{ any: JsonObject; object: JsonObject; array: JsonObject }>((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, scalar, tie("object"), tie("array")),
  object: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.subarray(Object.keys(imageFields), { minLength: 1 }), fc.boolean(), fc.nat(4))
      .map(([fields, optional, closed]) =>
        objectOf(
          Object.fromEntries(fields.map((field) => [field, imageFields[field] as JsonObject])),
          optional,
          closed,
        ),
      ),
    fc
      .tuple(named(tie("any")), fc.boolean(), fc.nat(4))
      .map(([all, optional, closed]) => objectOf(all, optional, closed)),
    fc
      .tuple(tie("object"), tie("object"))
      .map(
        ([one, other]): JsonObject =>
          isObject(one.properties) && isObject(other.properties) ? { anyOf: [one, other] } : one,
      ),
  ),
  array: fc.tuple(tie("any"), fc.nat(2), fc.option(fc.nat(2))).map(
    ([items, min, more]): JsonObject => ({
      type: "array",
      items,
      minItems: min,
      ...(more === null ? {} : { maxItems: min + more }),
    }),
  ),
}));
const rootSchema = fc
  .tuple(schemas.object, schemas.array, schemas.any, fc.boolean())
  .map(([o, list, x, optional]): JsonObject => objectOf({ x, o, list }, optional, 2));

type Chance = (n: number) => number;

function answerTo(schema: JsonObject, chance: Chance): Json {
  if (isArray(schema.anyOf)) return answerTo(schema.anyOf[chance(schema.anyOf.length)] as JsonObject, chance);
  if (isArray(schema.enum)) return schema.enum[chance(schema.enum.length)] as Json;
  const type = isArray(schema.type) ? schema.type[chance(schema.type.length)] : schema.type;
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  switch (type) {
    case "string":
      return schema.minLength === 1 ? (texts[chance(2)] as string) : (texts[chance(texts.length)] as string);
    case "integer":
      return (minimum ?? 0) + chance((maximum ?? 5) - (minimum ?? 0) + 1);
    case "number":
      return (minimum ?? 0) + ((maximum ?? 1) - (minimum ?? 0)) * (chance(5) / 4);
    case "boolean":
      return chance(2) === 0;
    case "null":
      return null;
    case "array": {
      const min = schema.minItems as number;
      const length = min + chance(((schema.maxItems as number | undefined) ?? min + 2) - min + 1);
      return Array.from({ length }, () => answerTo(schema.items as JsonObject, chance));
    }
    default: {
      const required = schema.required as readonly string[];
      const entries = Object.entries(schema.properties as { [name: string]: JsonObject }).flatMap(
        ([name, property]): [string, Json][] =>
          required.includes(name) || chance(2) === 0 ? [[name, answerTo(property, chance)]] : [],
      );
      const extra: [string, Json][] = schema.additionalProperties === false || chance(2) === 0 ? [] : [["zz", texts]];
      const more =
        extra.length > 0 && !("width" in (schema.properties as JsonObject))
          ? [["width", "wide"] as [string, Json]]
          : [];
      return Object.fromEntries([...entries, ...extra, ...more]);
    }
  }
}

/** A path, and what is known to be there; null: we do not follow it. `sure`: something is always found. */
type Source = { readonly path: string; readonly schema: JsonObject | null; readonly sure: boolean };

function sourcesOf(here: Source, depth: number): readonly Source[] {
  const { path, schema, sure } = here;
  if (depth === 0 || schema === null) return [here];
  if (isObject(schema.properties)) {
    const required = schema.required as readonly string[];
    return [
      here,
      ...Object.entries(schema.properties).flatMap(([name, property]) =>
        sourcesOf(
          { path: `${path}${step(name)}`, schema: property as JsonObject, sure: sure && required.includes(name) },
          depth - 1,
        ),
      ),
    ];
  }
  if (schema.type === "array") {
    const items = schema.items as JsonObject;
    const list = (text: string, of = items): Source => {
      return { path: text, schema: { type: "array", items: of, minItems: 0 }, sure: true };
    };
    const inner = isObject(items.properties)
      ? Object.entries(items.properties).map(([name, property]) =>
          list(`${path}[*]${step(name)}`, property as JsonObject),
        )
      : [];
    const first = { path: `${path}[0]`, schema: items, sure: sure && (schema.minItems as number) > 0 };
    return [
      here,
      list(`${path}[*]`),
      list(`${path}[1:]`),
      list(`${path}[?@.a]`),
      list(`${path}[?@.width > 600]`),
      ...inner,
      ...sourcesOf(first, depth - 1),
    ];
  }
  return [here];
}

const kindOf = ({ schema }: Source) =>
  schema === null ? "any" : schema.type === "array" ? "array" : isObject(schema.properties) ? "object" : "scalar";

const fits: { readonly [field: string]: (schema: JsonObject) => boolean } = {
  prompt: (schema) => schema.type === "string" || (isArray(schema.enum) && typeof schema.enum[0] === "string"),
  width: (schema) => isArray(schema.enum) && typeof schema.enum[0] === "number",
  batchSize: (schema) => schema.type === "integer" && schema.maximum === 4,
};

type Writing = { readonly chance: Chance; readonly sources: readonly Source[]; readonly maps: readonly string[] };

function pick<T>(all: readonly T[], chance: Chance): T | undefined {
  return all[chance(Math.max(1, all.length))];
}

/** Mostly one that surely fits; now and then any, since the checker may know better. */
function choose(writing: Writing, good: (source: Source) => boolean): Source | undefined {
  const { sources, chance } = writing;
  const sure = sources.filter((source) => source.sure && source.schema !== null && good(source));
  if (sure.length > 0 && chance(24) > 0) return pick(sure, chance);
  return chance(8) === 0 ? pick(sources.filter(good), chance) : undefined;
}

function sourceFor(field: string, writing: Writing): string | undefined {
  return choose(writing, ({ schema }) => schema !== null && fits[field]?.(schema) === true)?.path;
}

const isImageLike = (schema: Json | undefined) =>
  isObject(schema) &&
  isObject(schema.properties) &&
  schema.additionalProperties !== true &&
  Object.keys(schema.properties).every((name) => Object.hasOwn(imageFields, name));

function textTemplate(writing: Writing): Json {
  const { chance, maps } = writing;
  const one = sourceFor("prompt", writing);
  if (one === undefined || chance(5) === 0) return pick(["plain", "a fox"], chance) as string;
  const other = sourceFor("prompt", writing) ?? one;
  const map = pick(maps, chance);
  switch (chance(5)) {
    case 0:
      return `@Format('{} of {}', ${one}, ${other})`;
    case 1:
      return `@Replace(${one}, 'o', ${chance(2) === 0 ? other : "'u'"})`;
    case 2:
      return map === undefined ? one : `@Format('{1}: {0}', ${one}, @Index(${map}))`;
    default:
      return one;
  }
}

function imageTemplate(writing: Writing): JsonObject {
  const { chance } = writing;
  const extended = chance(3) === 0 ? choose(writing, ({ schema }) => isImageLike(schema ?? undefined)) : undefined;
  const image: { [key: string]: Json } = { prompt: textTemplate(writing) };
  if (extended !== undefined) image["@Extend"] = extended.path;
  if (chance(3) === 0) image.width = sourceFor("width", writing) ?? 512;
  if (chance(3) === 0) image.batchSize = sourceFor("batchSize", writing) ?? 2;
  if (chance(5) === 0) image.negativePrompt = textTemplate(writing);
  return image;
}

function mapOf(writing: Writing, body: (inner: Writing) => Json): Json | undefined {
  const { chance, sources, maps } = writing;
  const source = choose(writing, (one) => kindOf(one) === "array" && one.schema?.maxItems !== 0);
  if (source === undefined) return undefined;
  const name = `m${maps.length}`;
  const item = {
    path: chance(2) === 0 ? "$$" : `@Item(${name})`,
    schema: (source.schema as JsonObject).items as JsonObject,
    sure: true,
  };
  const outer = sources.filter(({ path }) => !path.startsWith("$$"));
  const inner = {
    ...writing,
    sources: [...outer, ...sourcesOf(item, 2), ...sourcesOf(item, 2)],
    maps: [...maps, name],
  };
  return [`@Map(${source.path}, ${name})`, body(inner)];
}

function imagesTemplate(writing: Writing): Json {
  const { chance } = writing;
  if (chance(4) === 0) {
    const whole = choose(writing, ({ schema }) => {
      const items = schema?.items;
      return isImageLike(items) && isObject(items) && isArray(items.required) && items.required.includes("prompt");
    });
    if (whole !== undefined) return whole.path;
  }
  return Array.from({ length: 1 + chance(3) }, () => {
    if (chance(2) === 0) return imageTemplate(writing);
    const nested = (inner: Writing): Json =>
      (chance(4) === 0 ? mapOf(inner, imageTemplate) : undefined) ?? imageTemplate(inner);
    return mapOf(writing, nested) ?? imageTemplate(writing);
  });
}

/** No author may write the key __proto__ (spec 2.13). */
const writable = hostileNames.filter((name) => name !== "__proto__");

/** A transformer's result and where its parts are found afterwards. */
function resultTemplate(id: string, writing: Writing): { result: JsonObject; sources: readonly Source[] } {
  const { chance, sources } = writing;
  const result: { [key: string]: Json } = {};
  const found: Source[] = [];
  for (const name of ["p", writable[chance(writable.length)] as string, "r"].slice(0, 1 + chance(3))) {
    const at = `$.results.${id}${step(name)}`;
    const source = pick(sources, chance);
    const mapped = chance(3) === 0 ? mapOf(writing, imageTemplate) : undefined;
    if (mapped !== undefined) {
      result[name] = mapped;
      const items = { type: "object", required: ["prompt"], properties: { prompt: { type: "string" } } };
      found.push(...sourcesOf({ path: at, schema: { type: "array", items, minItems: 0 }, sure: true }, 2));
    } else if (source !== undefined && chance(2) === 0) {
      result[name] = source.path;
      found.push(...sourcesOf({ path: at, schema: source.schema, sure: source.sure }, 2));
    } else {
      result[name] = textTemplate(writing);
      found.push({ path: at, schema: { type: "string" }, sure: true });
    }
  }
  if (chance(4) === 0) {
    const extended = choose(writing, (source) => kindOf(source) === "object");
    if (extended !== undefined) result["@Extend"] = extended.path;
  }
  return { result, sources: found };
}

type Case = { readonly flow: string; readonly input: JsonObject; readonly schemas: readonly JsonObject[] };

function caseOf(input: JsonObject, given: readonly JsonObject[], chance: Chance): Case {
  const sources: Source[] = [...sourcesOf({ path: "$.input", schema: input, sure: true }, 4)];
  const steps: JsonObject[] = [];
  for (const [i, schema] of given.entries()) {
    const amount = chance(4) === 0 ? 2 : 1;
    const description = textTemplate({ chance, sources, maps: [] });
    steps.push({
      id: `g${i}`,
      type: "ObjectGenerator",
      parameters: { description, schema, ...(amount > 1 ? { amount } : {}) },
    });
    const whole: JsonObject = {
      type: "object",
      required: ["list"],
      properties: { list: { type: "array", items: schema, minItems: 2 } },
    };
    sources.push(...sourcesOf({ path: `$.results.g${i}`, schema: amount > 1 ? whole : schema, sure: true }, 4));
  }
  for (let i = chance(3); i > 0; i--) {
    const { result, sources: found } = resultTemplate(`t${i}`, { chance, sources, maps: [] });
    steps.push({ id: `t${i}`, type: "ObjectTransformer", result });
    sources.push(...found);
  }
  for (let i = 1 + chance(2); i > 0; i--) {
    const images = imagesTemplate({ chance, sources, maps: [] });
    steps.push({ id: `d${i}`, type: "ImageGenerator", parameters: { baseModel: "m", images } });
    sources.push({
      path: `$.results.d${i}.images`,
      schema: { type: "array", items: { type: "object" }, minItems: 0 },
      sure: true,
    });
  }
  return { flow: JSON.stringify({ title: "t", description: "d", input, steps }), input, schemas: given };
}

const limits = { mapItems: 100_000, mapProduct: 1_000_000, requests: 100_000 };

async function holds(testCase: Case, seed: number): Promise<boolean> {
  const { program, diagnostics } = compile(testCase.flow);
  const advice = (code: string) => code.startsWith("lint/") && code !== "lint/may-not-fit";
  if (program === undefined || diagnostics.some(({ severity, code }) => severity !== "note" && !advice(code)))
    return false;
  const chance = chanceOf(seed);
  const input = answerTo(testCase.input, chance);
  const residual = plan(program, { input, limits });
  if (!residual.ok) throw new Error(`no plan: ${JSON.stringify(residual.diagnostics)}`);
  const generators = program.ir.steps.flatMap((step) => (step.type === "ObjectGenerator" ? [step] : []));
  const backend = scriptedBackend({
    capabilities: profiles.reference,
    generate: ({ schema }) =>
      answerTo(
        (generators.find((one) => JSON.stringify(one.answerSchema) === JSON.stringify(schema))?.schema ??
          schema) as JsonObject,
        chance,
      ),
  });
  let results: JsonObject = {};
  for await (const event of run(program, residual.value, memoryHost(backend, fakeClock()).ports, { limits })) {
    if (event.kind === "step-failed")
      throw new Error(
        `${event.code} ${event.message} at ${JSON.stringify(event.span)} ${testCase.flow.slice(event.span?.start, event.span?.end)}`,
      );
    if (event.kind === "run-finished") results = event.results;
  }
  const final = plan(program, { input, results, limits });
  if (!final.ok) throw new Error(`no final plan: ${JSON.stringify(final.diagnostics)}`);
  expectInside(final.value, residual.value);
  const prompts = backend.asked.flatMap(({ request }) => ("prompts" in request ? request.prompts : []));
  expect(prompts.length).toBe(final.value.totals.requests.max);
  expect(prompts.reduce((sum, { batchSize }) => sum + batchSize, 0)).toBe(final.value.totals.images.max);
  return true;
}

function expectInside(final: Plan, residual: Plan): void {
  for (const name of ["requests", "images", "modelLoads", "loraSwaps", "passes"] as const) {
    const { min, max } = residual.totals[name];
    expect(final.totals[name].exact, name).toBe(true);
    expect(final.totals[name].min, name).toBeGreaterThanOrEqual(min);
    expect(final.totals[name].min, name).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
  }
  for (const { step, image } of final.requests) {
    const admitted = residual.requests.some(
      (entry) =>
        entry.step === step &&
        (Object.entries(entry.image) as [ImageField, Json][]).every(([field, value]) => {
          const met = image[field] as Json;
          return isUnknown(value) ? relation(value.type, valueType(met)) !== "no" : value === met;
        }),
    );
    expect(admitted, JSON.stringify(image)).toBe(true);
  }
}

test("a flow that checks clean never fails in evaluation, whatever the input and the answers, and stays inside its plan", async () => {
  let clean = 0;
  await fc.assert(
    fc.asyncProperty(
      rootSchema,
      fc.array(rootSchema, { maxLength: 2 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 20, maxLength: 20 }),
      async (input, given, seeds) => {
        for (const [writing, answering] of seeds) {
          if (await holds(caseOf(input, given, chanceOf(writing)), answering)) clean++;
        }
      },
    ),
    { numRuns: 12 },
  );
  expect(clean).toBeGreaterThan(60);
});

test("what is left of a value once undeclared properties are dropped is of the type, and nothing declared is lost", () => {
  fc.assert(
    fc.property(schemas.any, fc.nat(), (schema, seed) => {
      const value = answerTo(schema, chanceOf(seed));
      const type = schemaType(schema);
      const kept = dropUndeclared(type, value);
      expect(relation(type, valueType(kept))).toBe("yes");
      expect(dropUndeclared(type, kept)).toEqual(kept);
    }),
    { numRuns: 400 },
  );
});
