// Numbers that JSON cannot hold never get into a run (spec 3.3.3).

import { expect, test } from "vitest";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import { checkInput } from "../src/core/schema/check-input.js";
import type { Json } from "../src/core/text/json.js";
import { unknownType } from "../src/core/types/type.js";

const input = { schema: { type: "object" }, type: unknownType, span: { start: 0, end: 1 }, places: {} };
const codes = (text: string) => {
  const { diagnostics } = checkInput(input, JSON.parse(text) as Json, ajvValidator);
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
};

test("what is not finite, and integers that are not exact", () => {
  expect(codes('{"a": [1e999]}')).toEqual([expect.stringMatching(/^input\/invalid .*\$\.input\.a\[0\]/)]);
  expect(codes('{"a": 9007199254740993, "b": -1e400}').length).toBe(2);
  expect(codes('{"a": 9007199254740991, "b": 0.1, "c": -3}')).toEqual([]);
});
