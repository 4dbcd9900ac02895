// How often each kind of call is made, the prices and what is assumed in; what the run costs at least and at most out (spec 5.7).

import type { Publishing } from "../../flow/tree.js";
import type { Cost, CostKind, Interval, Plan } from "../plan.js";
import type { Assumptions } from "./assumptions.js";
import { type Decimal, type Dollars, plus, printDollars, readDecimal, roundUp, times, whole } from "./money.js";
import type { PriceBook } from "./price-book.js";

export type CostFacts = {
  readonly images: Interval;
  /** Objects that ObjectGenerators write. */
  readonly generations: Interval;
  readonly trainings: Interval;
  readonly transforms: Interval;
  readonly zips: Interval;
  readonly publishing: Publishing;
};

/** What one kind costs, before it is printed. */
type Line = {
  readonly kind: CostKind;
  readonly min: Dollars;
  readonly max: Dollars | null;
  readonly why: string | null;
};

export function planCosts(
  facts: CostFacts,
  prices: PriceBook,
  assume: Assumptions,
): { costs: readonly Cost[]; total: Plan["total"] } {
  const lines = [
    counted("inference", facts.images, prices.inference, "the number of images"),
    sized("generation", facts.generations, zero, prices.generation, assume.tokens, {
      what: "the number of generated objects",
      unbounded:
        "depends on the tokens of each answer; for a maximum, give --assume tokens=N (tokens read and written per object)",
    }),
    sized("training", facts.trainings, zero, prices.training, assume.trainingMinutes, {
      what: "the number of trainings",
      unbounded:
        "depends on how long each training takes; for a maximum, give --assume trainingMinutes=N (minutes per training)",
    }),
    counted("transform", facts.transforms, prices.transform, "the number of transformed objects"),
    sized("zip", facts.zips, prices.zip, prices.zipMegabyte, assume.zipMegabytes, {
      what: "the number of zip files",
      unbounded:
        "depends on the size of each zip file; for a maximum, give --assume zipMegabytes=N (megabytes per zip file)",
    }),
    runLine(facts.publishing, prices),
  ].filter((line) => line !== null);
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

function uncounted(what: string): string {
  return `nothing limits ${what}; for a maximum, set maxItems on the array that decides it, or a maximum on the number`;
}

/** A kind whose every call has the same price. Kinds that never occur have no line. */
function counted(kind: CostKind, count: Interval, price: Decimal, what: string): Line | null {
  if (count.max === 0) return null;
  const max = count.max === null ? null : roundUp(times(price, whole(count.max)));
  return { kind, min: roundUp(times(price, whole(count.min))), max, why: max === null ? uncounted(what) : null };
}

/** A kind whose calls cost by their size, which no flow tells: `each` is certain, `perUnit` bounded by an assumption alone. */
function sized(
  kind: CostKind,
  count: Interval,
  each: Decimal,
  perUnit: Decimal,
  units: Decimal | undefined,
  words: { readonly what: string; readonly unbounded: string },
): Line | null {
  if (count.max === 0) return null;
  const min = roundUp(times(each, whole(count.min)));
  const assumed = perUnit.digits === 0n ? zero : units;
  if (count.max === null) return { kind, min, max: null, why: uncounted(words.what) };
  if (assumed === undefined) return { kind, min, max: null, why: words.unbounded };
  return { kind, min, max: roundUp(times(plus(each, times(perUnit, assumed)), whole(count.max))), why: null };
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
