// Paths of the IR and of the expression tree have one text, and item roots read as the asker wants.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePath } from "../src/core/expression/parse-expression.js";
import { printPath } from "../src/core/expression/print.js";
import { lowerQueryAlone } from "../src/core/ir/lower-path.js";
import { printItemBy, printPathIr } from "../src/core/ir/print-path.js";
import { defaultLimits } from "../src/core/language/limits.js";
import * as ir from "./build/ir.js";
import { arbitraryQuery } from "./naive/arbitrary-ir.js";

test("printed IR parses, and prints the same as an expression", () => {
  fc.assert(
    fc.property(arbitraryQuery(2, 0, false, false), (query) => {
      const text = printPathIr(query);
      const { path } = parsePath(text, (index) => index, { ...defaultLimits, descendants: 9 }, { roots: "rfc" });
      expect(path, text).not.toBeNull();
      if (path === null) return;
      expect(printPath(path)).toBe(text);
      expect(printPathIr(lowerQueryAlone(path))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test("names are quoted where they must be", () => {
  const path = ir.$(
    "results",
    "a b",
    "it's",
    '"',
    "\n",
    "é",
    "0",
    -1,
    ir.child(ir.everything),
    ir.descendant(ir.name("x")),
  );
  expect(printPathIr(path)).toBe(`$.results['a b']['it\\'s']['"']['\\n'].é['0'][-1][*]..x`);
});

test("item roots: as authors write them, or as their source", () => {
  const outer = ir.$$(0, "name");
  const inner = ir.$$(1, "name");
  const names = printItemBy(["style", null]);
  expect([printPathIr(outer, names), printPathIr(inner, names)]).toEqual(["@Item(style).name", "$$.name"]);
  expect(printPathIr(inner, () => "$.results.gen.prompts[*]")).toBe("$.results.gen.prompts[*].name");
});
