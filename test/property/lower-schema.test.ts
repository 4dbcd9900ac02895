// Schemas as servers of objects take them (spec 6.21.2): an answer to the flow's schema can be said in the lowered one, and is read back as it was meant.

import fc from "fast-check";
import { expect, test } from "vitest";
import { lowerSchema } from "../../src/backends/openai/lower-schema.js";
import { strictSchema } from "../../src/backends/openai/strict-schema.js";
import { responseFormat, writeMessages } from "../../src/backends/openai/write-messages.js";
import { promptTokens } from "../../src/core/plan/cost/prompt-tokens.js";
import { ajvValidator } from "../../src/core/schema/ajv-validator.js";
import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../../src/core/text/json.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";

/** A schema, and values that match it and have no property that it does not declare. */
type Pair = { readonly schema: JsonObject; readonly value: Json };

const text = fc.constantFrom("", "a", "null", "😀", ...hostileNames);
const name = fc.constantFrom("a", "b", "c", ...hostileNames);
const scalar: fc.Arbitrary<Pair> = fc.oneof(
  text.map((value) => ({ schema: { type: "string" }, value })),
  text.map((value) => ({ schema: { type: "string", minLength: 0, pattern: "^" }, value })),
  fc
    .constantFrom(...hostileNumbers)
    .map((value) => ({ schema: { type: "number", minimum: Math.min(0, value) }, value })),
  fc.integer().map((value) => ({ schema: { type: "integer", minimum: value, maximum: value }, value })),
  fc.boolean().map((value) => ({ schema: { type: "boolean" }, value })),
  fc.constant({ schema: { type: ["string", "null"] }, value: null }),
  text.map((value) => ({ schema: { enum: [value, 1, null] }, value })),
  text.map((value) => ({ schema: { const: value }, value })),
  text.map((value) => ({ schema: { $ref: "#/$defs/text" }, value })),
);
const { object } = fc.letrec<{ pair: Pair; object: Pair }>((tie) => ({
  pair: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    tie("object"),
    fc.array(tie("pair"), { minLength: 1, maxLength: 3 }).map(listOf),
    tie("pair").map(eitherOf),
  ),
  object: fc
    .array(fc.tuple(name, tie("pair"), fc.constantFrom("required", "given", "absent")), { maxLength: 4 })
    .chain((members) =>
      fc
        .constantFrom({}, { additionalProperties: false }, { additionalProperties: true }, { minProperties: 0 })
        .map((rest) => objectOf(members, rest)),
    ),
}));

function objectOf(members: readonly (readonly [string, Pair, string])[], rest: JsonObject): Pair {
  const own = new Map(members.map(([name, pair, how]) => [name, { pair, how }]));
  const entries = [...own];
  const properties = Object.fromEntries(entries.map(([name, { pair }]) => [name, pair.schema]));
  const required = entries.flatMap(([name, { how }]) => (how === "required" ? [name] : []));
  const value = Object.fromEntries(
    entries.flatMap(([name, { pair, how }]) => (how === "absent" ? [] : [[name, pair.value]])),
  );
  return { schema: { type: "object", properties, required, ...rest }, value };
}

function listOf(pairs: readonly Pair[]): Pair {
  const [first] = pairs as [Pair];
  return {
    schema: { type: "array", items: first.schema, minItems: 1, maxItems: 3 },
    value: [first.value, first.value],
  };
}

function eitherOf({ schema, value }: Pair): Pair {
  return { schema: { anyOf: [schema, { type: "boolean" }] }, value };
}

const rooted = object.map(({ schema, value }) => ({
  schema: { ...schema, $defs: { text: { type: "string" } } },
  value,
}));

function issues(schema: JsonObject, value: Json): readonly unknown[] {
  const compiled = ajvValidator.compile(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.check(value);
}

/** As a model writes it that must write every property. */
function filled(value: Json, schema: Json | undefined): Json {
  if (!isObject(schema)) return value;
  if (isArray(schema.anyOf)) return filled(value, schema.anyOf[0]);
  if (isArray(value)) return value.map((item) => filled(item, schema.items));
  const { properties } = schema;
  if (!isObject(value) || !isObject(properties)) return value;
  return Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [
      name,
      hasOwn(value, name) ? filled(value[name] as Json, part) : null,
    ]),
  );
}

test("what matches the flow's schema matches the one that a grammar is made of", () => {
  fc.assert(
    fc.property(rooted, fc.constantFrom("grammar" as const, "plain" as const), ({ schema, value }, how) => {
      expect(issues(schema, value)).toEqual([]);
      const lowered = lowerSchema(schema, how);
      expect(issues(lowered.schema, value)).toEqual([]);
      expect(lowered.meant(value)).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test("with a null for each absent property it matches the strict one, and is read back without them", () => {
  let strict = 0;
  fc.assert(
    fc.property(rooted, ({ schema, value }) => {
      const lowered = lowerSchema(schema, "strict");
      expect(lowered.strict).toBe(strictSchema(schema) !== null);
      if (!lowered.strict) return;
      strict++;
      const said = filled(value, schema);
      expect(issues(lowered.schema, said)).toEqual([]);
      expect(issues(schema, lowered.meant(said))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  expect(strict).toBeGreaterThan(50);
});

test("no prompt has more bytes than it is planned to have tokens, with its schema told and enforced", () => {
  fc.assert(
    fc.property(rooted, text, text, fc.boolean(), ({ schema, value }, description, input, again) => {
      const repair = again
        ? { repair: { answer: JSON.stringify(value), mistakes: ["/a must be a string", "/b must not be there"] } }
        : {};
      const request = { description, schema, context: value, input, temperature: 1, maxTokens: 9, ...repair };
      for (const how of ["strict", "plain", "grammar"] as const) {
        const lowered = lowerSchema(schema, how);
        const sent = [
          ...writeMessages(request).map(({ content }) => content),
          JSON.stringify(responseFormat(lowered.schema, lowered.strict)),
        ].join("");
        expect(new TextEncoder().encode(sent).length).toBeLessThanOrEqual(promptTokens(request));
      }
    }),
    { numRuns: 500 },
  );
});

const beyond: readonly (readonly [string, JsonObject])[] = [
  [
    "a map from any name",
    { type: "object", properties: { m: { type: "object", additionalProperties: { type: "string" } } } },
  ],
  ["anything at all", { type: "object", properties: { a: {} } }],
  ["parts that are laid together", { type: "object", properties: { a: { allOf: [{ type: "string" }] } } }],
  ["a root of alternatives", { anyOf: [{ type: "object", properties: { a: { type: "string" } } }] }],
  ["a tuple", { type: "object", properties: { t: { type: "array", prefixItems: [{ type: "string" }] } } }],
  [
    "a name that is required and not declared",
    { type: "object", properties: { a: { type: "string" } }, required: ["b"] },
  ],
  [
    "5,001 properties",
    {
      type: "object",
      properties: Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`p${i}`, { type: "null" }])),
    },
  ],
  [
    "11 levels",
    {
      type: "object",
      properties: {
        a: Array.from({ length: 10 }).reduce<JsonObject>((items) => ({ type: "array", items }), { type: "null" }),
      },
    },
  ],
];
for (const [name, schema] of beyond)
  test(`${name} is not strict: the schema is sent as it is`, () => {
    expect(lowerSchema(schema, "strict")).toMatchObject({ strict: false, schema });
  });

test("what a grammar cannot say is left out, with what only holds together with it", () => {
  const schema: JsonObject = {
    type: "object",
    required: ["a", "n", "i", "p", "q"],
    properties: {
      a: { allOf: [{ type: "object" }], properties: { x: {} }, required: ["x"] },
      n: { type: "number", minimum: 0.5, multipleOf: 0.1 },
      i: { type: "integer", minimum: 1, maximum: 1e30 },
      p: { type: "string", pattern: "a", format: "email" },
      q: { type: "string", pattern: "^[a-z]+$", maxLength: 5000 },
      t: { type: "array", prefixItems: [{ type: "string" }], items: { type: "number" }, uniqueItems: true },
      o: { type: "object", additionalProperties: { type: "number", minimum: 1 } },
      e: { oneOf: [{ type: "null" }, { properties: { y: {} }, anyOf: [{ required: ["z"] }] }] },
    },
  };
  expect(lowerSchema(schema, "grammar").schema).toMatchInlineSnapshot(`
    {
      "additionalProperties": false,
      "properties": {
        "a": {},
        "e": {
          "anyOf": [
            {
              "type": "null",
            },
            {},
          ],
        },
        "i": {
          "minimum": 1,
          "type": "integer",
        },
        "n": {
          "type": "number",
        },
        "o": {
          "additionalProperties": {
            "type": "number",
          },
          "type": "object",
        },
        "p": {
          "type": "string",
        },
        "q": {
          "pattern": "^[a-z]+$",
          "type": "string",
        },
        "t": {
          "type": "array",
        },
      },
      "required": [
        "a",
        "n",
        "i",
        "p",
        "q",
      ],
      "type": "object",
    }
  `);
});
