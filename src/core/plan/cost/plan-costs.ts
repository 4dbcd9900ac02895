// How often each kind of call is made, what the calls use at most and the prices in; what the run costs at least and at most out (spec 5.7).

import type { Publishing } from "../../flow/tree.js";
import type { Cost, Interval, Plan } from "../plan.js";
import type { MostUsed } from "./caps.js";
import { type CostKind, type CountedFact, type CountedKind, costKinds } from "./cost-kinds.js";
import { type Decimal, type Dollars, plus, printDollars, readDecimal, roundUp, times, whole } from "./money.js";
import type { PriceBook } from "./price-book.js";

export type CostFacts = { readonly [fact in CountedFact]: Interval } & {
  readonly most: MostUsed;
  readonly publishing: Publishing;
};

/** What one kind costs, before it is printed. */
type Line = {
  readonly kind: CostKind;
  readonly min: Dollars;
  readonly max: Dollars | null;
  readonly why: string | null;
};

export function planCosts(facts: CostFacts, prices: PriceBook): { costs: readonly Cost[]; total: Plan["total"] } {
  const lines = [
    ...costKinds.flatMap((kind) => countedLine(kind, facts[kind.fact], facts.most, prices) ?? []),
    runLine(facts.publishing, prices),
  ];
  return { costs: lines.map(printLine), total: sum(lines) };
}

const zero: Decimal = { digits: 0n, places: 0 };

function printLine({ kind, min, max, why }: Line): Cost {
  return { kind, min: printDollars(min), max: max === null ? null : printDollars(max), exact: min === max, why };
}

function sum(lines: readonly Line[]): Plan["total"] {
  const min = lines.reduce((total, line) => total + line.min, 0n);
  const open = lines.filter((line) => line.max === null);
  if (open.length > 0) {
    return { min: printDollars(min), max: null, why: open.map((line) => `${line.kind}: ${line.why}`).join("; ") };
  }
  return {
    min: printDollars(min),
    max: printDollars(lines.reduce((total, line) => total + (line.max ?? 0n), 0n)),
    why: null,
  };
}

function unbounded({ depends, assumption, per }: NonNullable<CountedKind["size"]>): string {
  return `${depends}; for a maximum, set maxItems on the array that decides it, or give --assume ${assumption}=N (${per})`;
}

function uncounted(what: string): string {
  return `nothing limits ${what}; for a maximum, set maxItems on the array that decides it, or a maximum on the number`;
}

/** Kinds that never occur have no line. What each call costs is certain; what its size costs is known at most. */
function countedLine(
  { kind, words, each: eachPrice, size }: CountedKind,
  count: Interval,
  used: MostUsed,
  prices: PriceBook,
): Line | null {
  if (count.max === 0) return null;
  const each = eachPrice === undefined ? zero : prices[eachPrice.name];
  const min = roundUp(times(each, whole(count.min)));
  if (count.max === null) return { kind, min, max: null, why: uncounted(words) };
  const most = size === undefined ? zero : mostOfSize(prices[size.price.name], used[size.assumption]);
  if (most === null) return { kind, min, max: null, why: size === undefined ? null : unbounded(size) };
  return { kind, min, max: roundUp(plus(times(each, whole(count.max)), most)), why: null };
}

/** What is free needs no maximum. */
function mostOfSize(price: Decimal, used: Decimal | null): Decimal | null {
  if (price.digits === 0n) return zero;
  return used === null ? null : times(price, used);
}

function runLine(publishing: Publishing, prices: PriceBook): Line {
  const { public: isPublic, runPrice, runPriceCurrency: currency } = publishing;
  if (!isPublic) return fixed(prices.privateRun);
  if (runPrice === null) return fixed(prices.freeRun);
  if (currency !== null && currency !== "USD" && prices.paidRunShare.digits !== 0n) {
    const why = `the run price is in ${currency}, and its exchange rate to US dollars is not known`;
    return { kind: "run", min: roundUp(prices.paidRun), max: null, why };
  }
  const asked = readDecimal(runPrice);
  if (typeof asked === "string") throw new Error(`a run price that is ${asked}`);
  return fixed(plus(times(prices.paidRunShare, asked), prices.paidRun));
}

function fixed(price: Decimal): Line {
  const amount = roundUp(price);
  return { kind: "run", min: amount, max: amount, why: null };
}
