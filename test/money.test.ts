// Exact dollars, the price book, assumptions and what a run costs (spec 5.7).

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Publishing } from "../src/core/flow/tree.js";
import { type Assumptions, readAssumptions } from "../src/core/plan/cost/assumptions.js";
import {
  decimal,
  plus,
  printDollars,
  readDecimal,
  readDollars,
  roundUp,
  times,
  whole,
} from "../src/core/plan/cost/money.js";
import { type CostFacts, planCosts } from "../src/core/plan/cost/plan-costs.js";
import { defaultPriceBook, defaultPrices, priceNames, readPriceBook } from "../src/core/plan/cost/price-book.js";
import type { Interval } from "../src/core/plan/plan.js";
import { mostUsedOf } from "./build/most-used.js";

const exactly = (n: number): Interval => ({ min: n, max: n, exact: true });
const none = exactly(0);
const free: Publishing = { public: false, runPrice: null, runPriceCurrency: null, slug: null };
const facts = (some: Partial<CostFacts>): CostFacts => ({
  images: none,
  generations: none,
  trainings: none,
  transforms: none,
  zips: none,
  most: mostUsedOf({}, {}),
  publishing: free,
  ...some,
});
const assume = (given: { [name: string]: string | number }): Assumptions => {
  const outcome = readAssumptions(given);
  if (!outcome.ok) throw new Error(outcome.diagnostics[0]?.message);
  return outcome.value;
};
const line = (kind: string, some: Partial<CostFacts>, given: { [name: string]: string | number } = {}) =>
  planCosts(facts({ most: mostUsedOf(some, assume(given)), ...some }), defaultPriceBook).costs.find(
    (cost) => cost.kind === kind,
  );

describe("decimals", () => {
  test.each([
    ["0.02", "0.02"],
    ["0.8", "0.80"],
    ["0.000025", "0.000025"],
    ["1.86", "1.86"],
    ["0", "0.00"],
    ["12", "12.00"],
    ["0.185", "0.185"],
    ["2e-2", "0.02"],
    ["1.5E3", "1500.00"],
    ["0.0000001", "0.000001"],
    ["007.10", "7.10"],
    ["-0", "0.00"],
    ["9007199254740993.000001", "9007199254740993.000001"],
  ])("%s is printed as %s", (text, printed) => {
    const read = readDollars(text);
    expect(typeof read === "bigint" ? printDollars(read) : read).toBe(printed);
  });
  test.each(["", " 1", "1 ", "1.", ".5", "1,5", "0x10", "NaN", "Infinity", "1e", "$1", "1_000"])(
    "%j is not a number",
    (text) => {
      expect(readDecimal(text)).toBe("not a number");
    },
  );
  test("numbers are read as they are printed", () => {
    expect(roundUp(readDecimal(0.1 + 0.2) as never)).toBe(300_001n);
    expect(readDecimal(1e-7)).toEqual({ digits: 1n, places: 7 });
    expect(readDecimal(Number.NaN)).toBe("not a number");
    expect(readDecimal(-1)).toBe("negative");
    expect(readDecimal("1e999")).toBe("too long");
    expect(readDecimal(`1${"0".repeat(60)}`)).toBe("too long");
  });
  test("sums and products are exact, and rounding goes up", () => {
    expect(roundUp(times(decimal("0.000025"), whole(1)))).toBe(25n);
    expect(roundUp(times(decimal("0.0000001"), whole(11)))).toBe(2n);
    expect(plus(decimal("0.30"), decimal("1.565"))).toEqual(decimal("1.865"));
    expect(() => whole(2 ** 53)).toThrow();
  });
  test("printing and reading are inverse", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (amount) => {
        expect(readDollars(printDollars(amount))).toBe(amount);
        expect(printDollars(amount)).toMatch(/^\d+\.\d{2,6}$/);
      }),
    );
  });
});

describe("the worked examples", () => {
  test("15 images cost 0.30", () => {
    expect(line("inference", { images: exactly(15) })).toEqual({
      kind: "inference",
      min: "0.30",
      max: "0.30",
      exact: true,
      why: null,
    });
  });
  test("a training of 40 minutes costs 2.40", () => {
    expect(line("training", { trainings: exactly(1) }, { trainingMinutes: 40 })?.max).toBe("2.40");
  });
  test("a zip of 50 MB costs 0.185", () => {
    expect(line("zip", { zips: exactly(1) }, { zipMegabytes: 50 })).toEqual({
      kind: "zip",
      min: "0.01",
      max: "0.185",
      exact: false,
      why: null,
    });
  });
  test("a run priced 12 has a fee of 1.86", () => {
    expect(line("run", { publishing: { public: true, runPrice: 12, runPriceCurrency: null, slug: null } })?.min).toBe(
      "1.86",
    );
  });
  test("a price in another currency is not dollars, so its share has no maximum", () => {
    const publishing = { public: true, runPrice: 200, runPriceCurrency: "JPY", slug: null };
    const found = line("run", { publishing });
    expect([found?.min, found?.max, found?.why]).toEqual(["0.30", null, expect.stringContaining("JPY")]);
    expect(line("run", { publishing: { ...publishing, runPriceCurrency: "USD" } })?.max).toBe("26.30");
    expect(line("run", { publishing: { ...publishing, public: false } })?.max).toBe("0.01");
  });
  test("other runs", () => {
    expect(line("run", { publishing: { public: true, runPrice: null, runPriceCurrency: null, slug: null } })?.max).toBe(
      "0.28",
    );
    expect(line("run", {})).toEqual({ kind: "run", min: "0.01", max: "0.01", exact: true, why: null });
    expect(line("run", { publishing: { public: false, runPrice: 12, runPriceCurrency: null, slug: null } })?.max).toBe(
      "0.01",
    );
    expect(line("run", { publishing: { public: true, runPrice: 4.99, runPriceCurrency: null, slug: null } })?.max).toBe(
      "0.9487",
    );
  });
  test("a token costs 0.000025 and a transformer 0.01", () => {
    expect(line("generation", { generations: exactly(1) }, { tokens: 1 })?.max).toBe("0.000025");
    expect(line("generation", { generations: exactly(3) }, { tokens: 1000 })?.max).toBe("0.075");
    expect(line("transform", { transforms: exactly(2) })?.max).toBe("0.02");
  });
});

test("what nothing bounds has no maximum, and says what would bound it", () => {
  const all = { images: exactly(1), generations: exactly(1), trainings: exactly(1), zips: exactly(2) };
  const { costs, total } = planCosts(facts(all), defaultPriceBook);
  expect(costs.map(({ kind, min, max }) => `${kind} ${min} ${max}`)).toEqual([
    "inference 0.02 0.02",
    "generation 0.00 null",
    "training 0.00 null",
    "zip 0.02 null",
    "run 0.01 0.01",
  ]);
  expect(costs[1]?.why).toContain("--assume tokens=N");
  expect(costs[2]?.why).toContain("--assume trainingMinutes=N");
  expect(costs[3]?.why).toContain("--assume zipMegabytes=N");
  expect(total).toMatchObject({ min: "0.05", max: null });
  for (const name of ["tokens", "trainingMinutes", "zipMegabytes"]) expect(total.why).toContain(name);
  expect(line("inference", { images: { min: 3, max: null, exact: false } })).toMatchObject({
    min: "0.06",
    max: null,
    exact: false,
  });
  expect(line("inference", { images: { min: 3, max: null, exact: false } })?.why).toContain("maxItems");
  expect(line("generation", { generations: { min: 0, max: null, exact: false } }, { tokens: 9 })?.why).toContain(
    "maxItems",
  );
});

test("kinds that never occur have no line, the run always has one", () => {
  expect(planCosts(facts({}), defaultPriceBook).costs.map(({ kind }) => kind)).toEqual(["run"]);
});

test("the total is the sum of its lines to the last digit", () => {
  const count = fc
    .tuple(fc.nat(10 ** 6), fc.nat(10 ** 6))
    .map(([a, b]): Interval => ({ min: Math.min(a, b), max: Math.max(a, b), exact: a === b }));
  const price = fc
    .tuple(fc.nat(10 ** 9), fc.integer({ min: 0, max: 12 }))
    .map(([digits, places]) => ({ digits: BigInt(digits), places }));
  fc.assert(
    fc.property(
      fc.array(count, { minLength: 5, maxLength: 5 }),
      fc.array(price, { minLength: 13, maxLength: 13 }),
      (counts, amounts) => {
        const book = Object.fromEntries(priceNames.map((name, i) => [name, amounts[i]])) as never;
        const [images, generations, trainings, transforms, zips] = counts as [
          Interval,
          Interval,
          Interval,
          Interval,
          Interval,
        ];
        const given = { tokens: amounts[10], trainingMinutes: amounts[11], zipMegabytes: amounts[12] } as Assumptions;
        const most = mostUsedOf({ generations, trainings, zips }, given);
        const publishing = { public: true, runPrice: 12.5, runPriceCurrency: null, slug: null };
        const { costs, total } = planCosts(
          { images, generations, trainings, transforms, zips, most, publishing },
          book,
        );
        const sum = (of: (cost: (typeof costs)[number]) => string | null) =>
          printDollars(costs.reduce((all, cost) => all + (readDollars(of(cost) as string) as bigint), 0n));
        expect(total).toEqual({ min: sum((cost) => cost.min), max: sum((cost) => cost.max), why: null });
        for (const { min, max, exact } of costs) {
          expect((readDollars(min) as bigint) <= (readDollars(max as string) as bigint)).toBe(true);
          expect(exact).toBe(min === max);
        }
      },
    ),
  );
});

describe("price books", () => {
  const codes = (json: unknown) => {
    const outcome = readPriceBook(json as never);
    return outcome.ok ? [] : outcome.diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };
  test("the default prices read as the default book", () => {
    expect(readPriceBook(defaultPrices)).toMatchObject({ ok: true, value: defaultPriceBook });
  });
  test("a missing price is named with what it is for", () => {
    const { zipMegabyte: _, ...rest } = defaultPrices;
    expect(codes(rest)).toEqual([
      'plan/price-book-missing-price: the price book lacks "zipMegabyte", the price of a megabyte (10^6 bytes) of a zip file: add it, for example "zipMegabyte": "0.0035" (the default price)',
    ]);
  });
  test("many missing prices are one mistake, with the default prices to copy", () => {
    const [message, ...others] = codes({ inference: 0.01, zip: 1 });
    expect(others).toEqual([]);
    expect(message).toContain(
      'lacks 8 prices, and must have all of them: add them, for example "generation": "0.000025", "training": "0.06",',
    );
  });
  test.each([
    [-0.02, "a negative number"],
    ["-0.02", "a negative number"],
    ["two cents", "not a number"],
    [null, "not a number"],
    [{}, "not a number"],
    ["1e500", "a number with too many digits"],
  ])("%j is no price", (price, said) => {
    const [message, ...others] = codes({ ...defaultPrices, inference: price });
    expect(others).toEqual([]);
    expect(message).toContain(`plan/price-book-bad-price: the price "inference" is `);
    expect(message).toContain(said);
  });
  test("a misspelt price is both unknown and missing", () => {
    const { training: _, ...rest } = defaultPrices;
    const found = codes({ ...rest, trainning: 1 });
    expect(found[0]).toBe('plan/price-book-unknown-price: there is no price "trainning"; did you mean "training"?');
    expect(found[1]).toContain("plan/price-book-missing-price");
  });
  test.each([[[]], ["0.02"], [null], [3]])("%j is no price book", (json) => {
    expect(codes(json)[0]).toContain("plan/price-book-not-an-object");
  });
  test("zero is a price: of one's own machine", () => {
    const book = readPriceBook({ ...defaultPrices, generation: 0, training: "0.00" });
    if (!book.ok) throw new Error("zero is fine");
    const { costs } = planCosts(facts({ generations: exactly(2), trainings: exactly(1) }), book.value);
    expect(costs.map(({ max }) => max)).toEqual(["0.00", "0.00", "0.01"]);
  });
});

test("assumptions are checked by name and number", () => {
  const codes = (given: { [name: string]: string | number }) => {
    const outcome = readAssumptions(given);
    return outcome.ok ? [] : outcome.diagnostics.map(({ message }) => message);
  };
  expect(codes({ tokens: "1000", trainingMinutes: "12.5" })).toEqual([]);
  expect(codes({ token: "1000" })).toEqual(['there is no assumption "token"; did you mean "tokens"?']);
  expect(codes({ tokens: "many" })).toEqual(['tokens is "many", not a number: write a decimal, such as tokens=40']);
  expect(codes({ tokens: "-1" })[0]).toContain("a negative number");
  expect(codes({ __proto__x: "1" })[0]).toContain("there is no assumption");
});
