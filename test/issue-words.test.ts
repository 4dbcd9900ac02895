// What validators find is told in our words (spec 3.3.3): none of a validator's own sentences is ever shown.

import { expect, test } from "vitest";
import { planProblem } from "../src/core/plan/file/plan-problem.js";
import { programFrom } from "../src/core/program-from.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

test.each<[JsonObject, Json, string]>([
  [{ type: "string" }, 1, "must be a string"],
  [{ type: ["array", "null"] }, 1, "must be an array or null"],
  [{ type: "boolean" }, 1, "must be true or false"],
  [{ enum: ["a", 1, null, { b: 1 }] }, "x", 'must be one of "a", 1, null, {"b":1}'],
  [{ const: ["a"] }, "x", 'must be ["a"]'],
  [{ required: ["toString"] }, {}, 'must have the property "toString"'],
  [{ dependentRequired: { a: ["b"] } }, { a: 1 }, 'must have the property "b", since it has "a"'],
  [{ additionalProperties: false }, { "a b": 1 }, 'must not have the property "a b": remove it, or correct its name'],
  [{ unevaluatedProperties: false }, { x: 1 }, 'must not have the property "x": remove it, or correct its name'],
  [{ properties: { x: false } }, { x: 1 }, "must not be there"],
  [{ minProperties: 2 }, { x: 1 }, "must have at least 2 properties"],
  [{ maxProperties: 1 }, { x: 1, y: 1 }, "must have at most 1 property"],
  [{ minimum: 2 }, 1, "must be at least 2"],
  [{ maximum: 2 }, 3, "must be at most 2"],
  [{ exclusiveMinimum: 2 }, 2, "must be more than 2"],
  [{ exclusiveMaximum: 2 }, 2, "must be less than 2"],
  [{ multipleOf: 0.01 }, 0.005, "must be a multiple of 0.01"],
  [{ minLength: 1 }, "", "must have at least 1 character"],
  [{ maxLength: 2 }, "abc", "must have at most 2 characters"],
  [{ minItems: 1 }, [], "must have at least 1 element"],
  [{ maxItems: 1 }, [1, 2], "must have at most 1 element"],
  [{ prefixItems: [{}], items: false }, [1, 2], "must have at most 1 element"],
  [{ prefixItems: [{}], unevaluatedItems: false }, [1, 2], "must have at most 1 element"],
  [{ uniqueItems: true }, [1, 1], "must not contain the same element twice"],
  [{ contains: { const: 1 } }, [2], 'must have at least 1 element that the schema in "contains" asks for'],
  [
    { contains: { const: 1 }, minContains: 2, maxContains: 3 },
    [1],
    'must have at least 2 elements and at most 3 that the schema in "contains" asks for',
  ],
  [{ format: "uuid" }, "x", 'must have the format "uuid"'],
  [{ pattern: "^a$" }, "x", 'must match the pattern "^a$"'],
  [{ not: { type: "string" } }, "x", 'must not fit the schema in "not"'],
  [{ anyOf: [{ minimum: 2 }, { minimum: 3 }] }, 1, "must fit one of its alternatives"],
  [{ oneOf: [{ minimum: 1 }, { minimum: 0 }] }, 1, "must fit exactly one of its alternatives"],
  [{ anyOf: [{ type: "string" }, { type: "object" }] }, 1, "must be a string or an object"],
])("%j says of %j what must be", (schema, value, words) => {
  const compiled = ajvValidator.compile(schema);
  expect(compiled.ok && compiled.check(value).map(({ message }) => message)).toContain(words);
});

test("names that the schema allows and names that it does not", () => {
  const compiled = ajvValidator.compile({ propertyNames: { maxLength: 2 } });
  const said = compiled.ok ? compiled.check({ abc: 1 }).map(({ message }) => message) : [];
  expect(said).toContain('has the property name "abc", which must have at most 2 characters');
});

test("files of ours are told where they are wrong, at the deepest place", () => {
  expect(planProblem({ version: 1 })).toBe('it must have the property "title"');
  expect(planProblem([])).toBe("it must be an object");
  const [mistake] = programFrom({ version: 2 }).diagnostics;
  expect(mistake?.message).toContain("it must have the property");
});
