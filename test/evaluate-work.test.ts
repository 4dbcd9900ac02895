// The limit on work bounds time as well as counts (spec 2.14): what is slow costs more.

import { expect, test } from "vitest";
import { evaluate } from "../src/core/index.js";

test("laying a large object over a new one for each item ends soon", () => {
  const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  const store = { list: Array.from({ length: 1_000 }, () => 1), large };
  const start = performance.now();
  const { ok, diagnostics } = evaluate(["@Map($.store.list)", { "@Extend": "$.store.large" }], {
    input: {},
    results: {},
    store,
  });
  expect(ok).toBe(false);
  expect(diagnostics.map(({ code }) => code)).toEqual(["limit/work"]);
  expect(performance.now() - start).toBeLessThan(5_000);
}, 20_000);
