// The bill of a run (spec 6.13): whatever the order of calls, what was spent and what is reserved stays below the cap, and the lines are
// the plan's, planned beside actual.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { billJson, prettyBill } from "../src/cli/format/bill.js";
import type { Publishing } from "../src/core/flow/tree.js";
import { printAssumptions, readAssumptions } from "../src/core/plan/cost/assumptions.js";
import {
  type Bill,
  type BilledWork,
  charge,
  chargeEarlier,
  chargeRun,
  committed,
  makeBill,
  printBill,
  release,
  reserve,
  toMicros,
  worstOf,
} from "../src/core/plan/cost/bill.js";
import { decimal, printDecimal, printDollars, readDollars } from "../src/core/plan/cost/money.js";
import { planCosts } from "../src/core/plan/cost/plan-costs.js";
import { defaultPriceBook, type PriceBook, priceNames } from "../src/core/plan/cost/price-book.js";
import type { Plan } from "../src/core/plan/plan.js";
import { mostUsedOf } from "./build/most-used.js";

type Counts = { readonly [what in BilledWork["what"]]: number };
const none: Counts = { generation: 0, training: 0, images: 0, zip: 0, transform: 0 };
const privately: Publishing = { public: false, runPrice: null, runPriceCurrency: null, slug: null };

/** All of a plan that a bill reads. */
function planOf(
  counts: Partial<Counts>,
  given: { readonly [name: string]: string | number } = {},
  prices: PriceBook = defaultPriceBook,
  publishing = privately,
): Plan {
  const assume = readAssumptions(given);
  if (!assume.ok) throw new Error("assumptions");
  const exactly = (count: number) => ({ min: count, max: count, exact: true });
  const { generation, training, images, zip, transform } = { ...none, ...counts };
  const counted = {
    images: exactly(images),
    generations: exactly(generation),
    trainings: exactly(training),
    transforms: exactly(transform),
    zips: exactly(zip),
    publishing,
  };
  const facts = { ...counted, most: mostUsedOf(counted, assume.value) };
  return { ...printAssumptions(assume.value), ...planCosts(facts, prices) } as Plan;
}

function taken(bill: Bill, key: string, work: BilledWork): Bill {
  const reserved = reserve(bill, key, work);
  if (!reserved.ok) throw new Error("does not fit");
  return reserved.bill;
}
const keepAsSpent = (bill: Bill, key: string): Bill => charge(bill, key, {}).bill;
const images = (count: number): BilledWork => ({ what: "images", count });
const generation: BilledWork = { what: "generation", count: 1 };
const training: BilledWork = { what: "training", count: 1 };
const zip: BilledWork = { what: "zip", count: 1 };

test("planned beside actual, line by line", () => {
  let bill = makeBill(
    planOf({ images: 4, generation: 2, zip: 1 }, { tokens: 2000, zipMegabytes: 10 }),
    defaultPriceBook,
    null,
  );
  bill = taken(taken(taken(taken(bill, "a", generation), "b", images(3)), "c", zip), "d", generation);
  bill = charge(bill, "a", { amount: 812 }).bill;
  bill = charge(bill, "b", {}).bill;
  bill = charge(bill, "c", { amount: "0.377123" }).bill;
  bill = charge(bill, "d", { cost: 1234 }).bill;
  expect(printBill(chargeRun(bill))).toEqual({
    lines: [
      { kind: "inference", planned: { min: "0.08", max: "0.08" }, actual: "0.06", estimated: false },
      { kind: "generation", planned: { min: "0.00", max: "0.10" }, actual: "0.021534", estimated: false },
      { kind: "zip", planned: { min: "0.01", max: "0.045" }, actual: "0.01132", estimated: false },
      { kind: "run", planned: { min: "0.01", max: "0.01" }, actual: "0.01", estimated: false },
    ],
    total: { planned: { min: "0.10", max: "0.235" }, actual: "0.102854", estimated: false },
    cap: "0.235",
  });
});

test("the fee of the run is reserved from the beginning, and a bill counts it at the end", () => {
  const bill = makeBill(planOf({ images: 1 }), defaultPriceBook, 20_000n);
  expect(committed(bill)).toBe(10_000n);
  expect(printBill(bill).total.actual).toBe("0.00");
  expect(reserve(bill, "a", images(1))).toMatchObject({ ok: false, wanted: 20_000n, left: 10_000n, cap: 20_000n });
  expect(printBill(chargeRun(bill)).total.actual).toBe("0.01");
});

test("what does not fit may fit when others end, if they could leave enough", () => {
  const bill = taken(makeBill(planOf({ images: 9 }), defaultPriceBook, 70_000n), "a", images(2));
  expect(reserve(bill, "b", images(2))).toMatchObject({ ok: false, couldFree: true });
  expect(reserve(bill, "b", images(4))).toMatchObject({ ok: false, couldFree: false });
  expect(reserve(release(bill, "a"), "b", images(2)).ok).toBe(true);
  expect(reserve(charge(bill, "a", {}).bill, "b", images(2))).toMatchObject({ ok: false, couldFree: false });
});

test("what nothing bounds is never sent under a cap, and without one the certain part is reserved", () => {
  const plan = planOf({ generation: 1, zip: 1 });
  const capped = makeBill(plan, defaultPriceBook, 10_000_000n);
  expect(worstOf(capped, generation)).toBeNull();
  expect(reserve(capped, "a", generation)).toMatchObject({ ok: false, wanted: null, couldFree: false });
  const open = taken(makeBill(plan, defaultPriceBook, null), "a", zip);
  expect(open.cap).toBeNull();
  expect(committed(open)).toBe(20_000n);
  expect(charge(open, "a", {})).toMatchObject({ cost: 10_000n, estimated: true, over: null });
  expect(charge(open, "a", { amount: 4 })).toMatchObject({ cost: 24_000n, estimated: false });
});

test("more than was assumed is said, with what it cost; as much is not", () => {
  const bill = taken(makeBill(planOf({ zip: 1 }, { zipMegabytes: "0.10" }), defaultPriceBook, null), "a", zip);
  expect(charge(bill, "a", { amount: 0.377 })).toMatchObject({
    cost: 11_320n,
    over: { assumption: "zipMegabytes", assumed: "0.1", used: "0.377" },
  });
  expect(charge(bill, "a", { amount: "0.1000" }).over).toBeNull();
  expect(charge(bill, "a", { cost: 5, amount: 1 })).toMatchObject({ cost: 5n, over: { used: "1" } });
});

test("what may have been charged counts at its maximum", () => {
  const bill = taken(makeBill(planOf({ training: 1 }, { trainingMinutes: 40 }), defaultPriceBook, null), "a", training);
  expect(printBill(keepAsSpent(bill, "a")).lines[0]).toMatchObject({ actual: "2.40", estimated: true });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 5e-324, 1e300, "", "many", "-1", "1e999", "__proto__"])(
  "an amount of %j was not said",
  (amount) => {
    const bill = taken(makeBill(planOf({ generation: 1 }, { tokens: 1000 }), defaultPriceBook, null), "a", generation);
    expect(charge(bill, "a", { amount })).toMatchObject({ cost: 25_000n, estimated: true, over: null });
  },
);

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 53, "5" as never])(
  "a cost of %j was not said",
  (cost) => {
    const bill = taken(makeBill(planOf({ generation: 1 }, { tokens: 1000 }), defaultPriceBook, null), "a", generation);
    expect(charge(bill, "a", { cost, amount: 40 })).toMatchObject({ cost: 1000n, estimated: false });
  },
);

test("keys are only compared", () => {
  const names = ["__proto__", "constructor", "toString", "", "[*]"];
  let bill = makeBill(planOf({ images: 5 }), defaultPriceBook, null);
  for (const name of names) expect(() => charge(bill, name, {})).toThrow();
  for (const name of names) bill = taken(bill, name, images(1));
  expect(() => reserve(bill, "__proto__", images(1))).toThrow();
  for (const name of names) bill = charge(bill, name, {}).bill;
  expect(bill.open).toEqual([]);
  expect(printBill(bill).lines[0]?.actual).toBe("0.10");
});

test("a fee in another currency is counted as far as it is known, and marked", () => {
  const publishing = { public: true, runPrice: 200, runPriceCurrency: "JPY", slug: null };
  const bill = chargeRun(makeBill(planOf({}, {}, defaultPriceBook, publishing), defaultPriceBook, null));
  expect(printBill(bill).lines).toEqual([
    { kind: "run", planned: { min: "0.30", max: null }, actual: "0.30", estimated: true },
  ]);
});

test("what a journal cannot count is the greatest that it can", () => {
  expect(toMicros(25n)).toBe(25);
  expect(toMicros(10n ** 30n)).toBe(Number.MAX_SAFE_INTEGER);
});

describe("laws", () => {
  const price = fc
    .tuple(fc.nat(10 ** 6), fc.integer({ min: 0, max: 12 }))
    .map(([digits, places]) => ({ digits: BigInt(digits), places }));
  const book = fc
    .array(price, { minLength: priceNames.length, maxLength: priceNames.length })
    .map((amounts) => Object.fromEntries(priceNames.map((name, i) => [name, amounts[i]])) as unknown as PriceBook);
  const assumed = fc.record({
    tokens: price.map(printDecimal),
    trainingMinutes: price.map(printDecimal),
    zipMegabytes: price.map(printDecimal),
  });
  const kinds = ["generation", "training", "images", "zip", "transform"] as const;
  const works = fc.array(fc.record({ what: fc.constantFrom(...kinds), count: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 64,
  });
  const countsOf = (all: readonly BilledWork[]): Counts =>
    Object.fromEntries(
      kinds.map((kind) => [kind, all.filter(({ what }) => what === kind).reduce((sum, { count }) => sum + count, 0)]),
    ) as Counts;
  /** Shares of the maximum that a call uses. */
  const share = fc.constantFrom(0n, 1n, 250n, 999n, 1000n);

  test("what was planned always fits at once, and its sum is the maximum of the plan", () => {
    fc.assert(
      fc.property(book, assumed, works, (prices, given, all) => {
        const plan = planOf(countsOf(all), given, prices);
        let bill = makeBill(plan, prices, null);
        for (const [i, work] of all.entries()) bill = taken(bill, `${i}`, work);
        expect(printDollars(committed(bill))).toBe(plan.total.max);
        for (const i of all.keys()) bill = keepAsSpent(bill, `${i}`);
        expect(printBill(chargeRun(bill)).total.actual).toBe(plan.total.max);
      }),
    );
  });

  test("what was spent and what is reserved never exceeds the cap, at any interleaving of 64", () => {
    const step = fc.record({ pick: fc.nat(63), act: fc.constantFrom("start", "charge", "release", "keep"), share });
    fc.assert(
      fc.property(
        book,
        assumed,
        works,
        fc.array(step, { maxLength: 200 }),
        fc.nat(10 ** 6),
        (prices, given, all, steps, part) => {
          const plan = planOf(countsOf(all), given, prices);
          const most = readDollars(plan.total.max as string) as bigint;
          const fee = committed(makeBill(plan, prices, null));
          const cap = fee + ((most - fee) * BigInt(part)) / 1_000_000n;
          let bill = makeBill(plan, prices, cap);
          for (const { pick, act, share: used } of steps) {
            const key = `${pick % all.length}`;
            const work = all[pick % all.length] as BilledWork;
            const open = bill.open.some((each) => each.key === key);
            if (act === "start" && !open) {
              const reserved = reserve(bill, key, work);
              bill = reserved.bill;
              if (!reserved.ok) expect(reserved.left).toBe(cap - committed(bill));
            } else if (open) {
              const worst = worstOf(bill, work) as bigint;
              if (act === "release") bill = release(bill, key);
              else if (act === "keep") bill = keepAsSpent(bill, key);
              else bill = charge(bill, key, { cost: toMicros((worst * used) / 1001n) }).bill;
            }
            expect(committed(bill) <= cap).toBe(true);
          }
        },
      ),
    );
  });

  test("the order in which calls end does not change the bill", () => {
    const amount = fc.nat(10 ** 6).map((digits) => printDecimal({ digits: BigInt(digits), places: 7 }));
    fc.assert(
      fc.property(
        book,
        works,
        fc.array(amount, { minLength: 64, maxLength: 64 }),
        fc.infiniteStream(fc.nat()),
        (prices, all, amounts, random) => {
          const plan = planOf(countsOf(all), {}, prices);
          const finish = (order: readonly number[]) => {
            let bill = makeBill(plan, prices, null);
            for (const [i, work] of all.entries()) bill = taken(bill, `${i}`, work);
            for (const i of order) bill = charge(bill, `${i}`, { amount: amounts[i] as string }).bill;
            return printBill(chargeRun(bill));
          };
          const straight = [...all.keys()];
          const keys = straight.map((i) => [random.next().value as number, i] as const);
          const shuffled = keys.sort(([a], [b]) => a - b).map(([, i]) => i);
          expect(finish(shuffled)).toEqual(finish(straight));
        },
      ),
    );
  });

  test("a bill that a journal restores leaves room for all that is left", () => {
    fc.assert(
      fc.property(book, assumed, works, fc.nat(64), (prices, given, all, cut) => {
        const plan = planOf(countsOf(all), given, prices);
        let bill = makeBill(plan, prices, null);
        let restored = bill;
        for (const [i, work] of all.slice(0, cut).entries()) {
          const charged = charge(taken(bill, `${i}`, work), `${i}`, {});
          // Beyond that a journal does not hold the amount (spec 6.13.4).
          fc.pre(charged.cost <= BigInt(Number.MAX_SAFE_INTEGER));
          bill = charged.bill;
          restored = chargeEarlier(restored, work, { cost: toMicros(charged.cost) }, charged.estimated).bill;
        }
        const estimates = ({ lines }: Bill) => lines.map(({ kind, estimated }) => [kind, estimated]);
        expect(estimates(restored)).toEqual(estimates(bill));
        for (const [i, work] of all.entries()) if (i >= cut) restored = taken(restored, `${i}`, work);
        expect(printDollars(committed(restored))).toBe(plan.total.max);
      }),
    );
  });
});

test("decimals are printed without what they do not need", () => {
  const printed = ["1000", "0.50", "10.00", "2e3", "0", "0.000", "1e-7", "007.10"].map((text) =>
    printDecimal(decimal(text)),
  );
  expect(printed).toEqual(["1000", "0.5", "10", "2000", "0", "0", "0.0000001", "7.1"]);
});

test("a person reads planned beside actual, and what is only estimated", () => {
  const plain = new Proxy({}, { get: () => (text: string) => text }) as Parameters<typeof prettyBill>[2];
  const plan = planOf({ images: 1, generation: 1 }, { tokens: 1000 });
  const bill = taken(taken(makeBill(plan, defaultPriceBook, 60_000n), "a", generation), "b", images(1));
  expect(reserve(bill, "c", images(1)).ok).toBe(false);
  const printed = printBill(chargeRun(keepAsSpent(charge(bill, "b", {}).bill, "a")));
  expect(prettyBill(printed, 100, plain)).toBe(
    [
      "  cost        planned          actual",
      "  inference   $0.02            $0.02",
      "  generation  $0.00 to $0.025  $0.025  estimated: the server did not say what it cost",
      "  run         $0.01            $0.01",
      "  total       $0.03 to $0.055  $0.055  at most $0.055 allowed",
      "",
    ].join("\n"),
  );
  expect(billJson(printed)).toEqual({ costs: printed.lines, total: printed.total, cap: "0.055" });
});
