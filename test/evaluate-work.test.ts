// The limit on work bounds what is done (spec 2.14): what is slow costs more.

import { expect, test } from "vitest";
import { evaluate } from "../src/core/index.js";
import { defaultLimits } from "../src/core/language/limits.js";
import { countReads } from "./build/count-reads.js";

test("laying a large object over a new one for each item stops before it is read more often than the limit", () => {
  const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  const store = countReads({ list: Array.from({ length: 1_000 }, () => 1), large });
  const { ok, diagnostics } = evaluate(["@Map($.store.list)", { "@Extend": "$.store.large" }], {
    input: {},
    results: {},
    store: store.value,
  });
  expect(ok).toBe(false);
  expect(diagnostics.map(({ code }) => code)).toEqual(["limit/work"]);
  expect(store.reads()).toBeLessThan(defaultLimits.work);
});
