// The table of operators (spec 2.10–2.12): every row is whole, its examples hold, and a row needs no message of its own.

import { expect, test } from "vitest";
import { misfit } from "../src/core/language/operators/operator.js";
import { everyOperator, operatorNames, operators } from "../src/core/language/operators/operators.js";
import { evaluate } from "../src/core/template.js";

const state = { input: {}, results: {}, store: {} };

test("every example gives its value", () => {
  for (const { examples } of operators) {
    expect(examples.length).toBeGreaterThan(0);
    for (const { expression, value } of examples)
      expect(evaluate(expression, state)).toMatchObject({ ok: true, value });
  }
});

test("every form names its operator, and names differ in more than case", () => {
  for (const { name, form } of everyOperator) expect(form).toContain(`@${name}`);
  expect(new Set(operatorNames.map((name) => name.toLowerCase())).size).toBe(operatorNames.length);
});

test("a parameter without words of its own has general ones", () => {
  const row = { ...(operators[0] as (typeof operators)[number]), name: "Lower" };
  expect(misfit(row, { name: "text", takes: ["string"] }, "a number", { start: 1, end: 2 }, "")).toMatchObject({
    code: "template/wrong-argument",
    message: "this argument of @Lower must be a string, but it is a number",
  });
});
