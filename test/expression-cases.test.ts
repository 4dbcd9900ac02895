// fixtures/expression/: language-neutral cases, a template and a state in, a value or a code out.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunState } from "../src/core/evaluate/state.js";
import type { Limits } from "../src/core/limits.js";
import { evaluate } from "../src/core/template.js";
import type { Json } from "../src/core/text/json.js";

type Case = {
  readonly name: string;
  readonly clause: string;
  readonly template: Json;
  readonly state: RunState;
  readonly limits?: Partial<Limits>;
  readonly value?: Json;
  readonly code?: string;
};

const root = join(import.meta.dirname, "..");
const folder = join(root, "fixtures/expression");
const clauses = new Set(
  [...readFileSync(join(root, "spec/2-expression.md"), "utf8").matchAll(/^#{3,4} (\d+(?:\.\d+)+)/gm)].map(
    ([, id]) => id,
  ),
);

describe.each(readdirSync(folder).filter((name) => name.endsWith(".json")))("%s", (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), "utf8")) as Case[];
  test.each(cases.map((one) => [one.name, one] as const))(
    "%s",
    (_name, { clause, template, state, limits, value, code }) => {
      expect(clauses).toContain(clause);
      const outcome = evaluate(template, state, limits === undefined ? {} : { limits });
      const errors = outcome.diagnostics.filter(({ severity }) => severity === "error").map((error) => error.code);
      expect(errors).toEqual(code === undefined ? [] : [code]);
      if (code === undefined) expect(outcome.ok && JSON.stringify(outcome.value)).toBe(JSON.stringify(value));
    },
  );
});
