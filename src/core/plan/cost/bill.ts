// A plan, its prices and a budget in; the bill of its run out (spec 6.13): what each call may cost is reserved before it is sent, and what
// it did cost is counted afterwards. Values only: each change gives a new bill. Sums are exact decimals, rounded up once a line, as the
// lines of the plan are, so what was planned always fits.

import type { Plan } from "../plan.js";
import { type Assumptions, assumptionsOf } from "./assumptions.js";
import { type AssumptionName, type CostKind, type CountedKind, costKinds } from "./cost-kinds.js";
import {
  type Decimal,
  type Dollars,
  minus,
  plus,
  printDecimal,
  printDollars,
  readDecimal,
  readDollars,
  roundUp,
  times,
  whole,
} from "./money.js";
import type { PriceBook } from "./price-book.js";

/**
 * What is paid for: `count` objects, trainings, images, zip files or transformed objects. `most`: what all of it uses at most, in tokens, minutes or
 * megabytes; absent: nothing but an assumption bounds it.
 */
export type BilledWork = {
  readonly what: "generation" | "training" | "images" | "zip" | "transform";
  readonly count: number;
  readonly most?: Decimal | undefined;
};

/**
 * What became of it. `cost`: what the server charged, in whole millionths of a dollar. `amount`: the tokens, minutes or megabytes that it
 * used, or how much of each kind. What is not a number of that kind counts as not said.
 */
export type Used = { readonly cost?: number; readonly amount?: number | string | UsedOfEach };
export type UsedOfEach = { readonly inputTokens?: number; readonly outputTokens?: number; readonly seconds?: number };

type Range = { readonly min: Dollars; readonly max: Dollars | null };
type Line = {
  readonly kind: CostKind;
  readonly planned: Range;
  readonly spent: Decimal;
  readonly reserved: Decimal;
  /** Some of it is the most that it can have cost, since nobody said what it did cost. */
  readonly estimated: boolean;
};
type Reservation = { readonly key: string; readonly work: BilledWork; readonly amount: Decimal };

export type Bill = {
  /** Null: nothing bounds the run. */
  readonly cap: Dollars | null;
  readonly planned: Range;
  readonly prices: PriceBook;
  readonly assume: Assumptions;
  readonly lines: readonly Line[];
  /** Of calls in progress. */
  readonly open: readonly Reservation[];
};

export type Reserved =
  | { readonly ok: true; readonly bill: Bill }
  | {
      readonly ok: false;
      readonly bill: Bill;
      /** What it may cost more; null: nothing bounds it. */
      readonly wanted: Dollars | null;
      readonly left: Dollars;
      readonly cap: Dollars;
      /** Calls in progress may leave enough for it. */
      readonly couldFree: boolean;
    };

export type OverAssumption = {
  readonly assumption: AssumptionName;
  readonly assumed: string;
  readonly used: string;
};

export type Charged = {
  readonly bill: Bill;
  /** Of this work by itself, rounded up. */
  readonly cost: Dollars;
  readonly estimated: boolean;
  readonly over: OverAssumption | null;
};

export type PrintedBill = {
  readonly lines: readonly {
    readonly kind: CostKind;
    readonly planned: { readonly min: string; readonly max: string | null };
    readonly actual: string;
    readonly estimated: boolean;
  }[];
  readonly total: {
    readonly planned: { readonly min: string; readonly max: string | null };
    readonly actual: string;
    readonly estimated: boolean;
  };
  readonly cap: string | null;
};

const zero: Decimal = { digits: 0n, places: 0 };
const nothing: Range = { min: 0n, max: 0n };

/** The fee of the run is reserved from the beginning. */
export function makeBill(
  plan: Pick<Plan, "assume" | "costs" | "total">,
  prices: PriceBook,
  maxCost: Dollars | null,
): Bill {
  const planned = rangeOf(plan.total);
  const line = (kind: CostKind): Line => {
    const cost = plan.costs.find((each) => each.kind === kind);
    return {
      kind,
      planned: cost === undefined ? nothing : rangeOf(cost),
      spent: zero,
      reserved: zero,
      estimated: false,
    };
  };
  const run = line("run");
  const fee = run.planned.max ?? run.planned.min;
  return {
    cap: maxCost === null || (planned.max !== null && planned.max < maxCost) ? planned.max : maxCost,
    planned,
    prices,
    assume: assumptionsOf(plan),
    lines: [...costKinds.map(({ kind }) => line(kind)), { ...run, reserved: millionths(fee) }],
    open: [],
  };
}

/** What that work can cost at most; null: nothing bounds it. */
export function worstOf(bill: Bill, work: BilledWork): Dollars | null {
  const { worst } = priceOf(bill, work);
  return worst === null ? null : roundUp(worst);
}

/** What was spent and what calls in progress may still cost, the fee of the run included. */
export function committed({ lines }: Bill): Dollars {
  return lines.reduce((sum, { spent, reserved }) => sum + roundUp(plus(spent, reserved)), 0n);
}

export function reserve(bill: Bill, key: string, work: BilledWork): Reserved {
  if (bill.open.some((each) => each.key === key)) throw new Error(`${key} is reserved already`);
  const { certain, worst } = priceOf(bill, work);
  const amount = worst ?? certain;
  const next = moved({ ...bill, open: [...bill.open, { key, work, amount }] }, work, zero, amount, false);
  const { cap } = bill;
  if (cap === null || (worst !== null && committed(next) <= cap)) return { ok: true, bill: next };
  const used = committed(bill);
  return {
    ok: false,
    bill,
    wanted: worst === null ? null : roundUp(worst),
    left: used < cap ? cap - used : 0n,
    cap,
    couldFree: worst !== null && bill.open.length > 0 && committed(withoutOpen(next, amount, work)) <= cap,
  };
}

/** The reservation becomes what it did cost; what may have been charged, and nobody says, counts at its maximum (spec 6.9.3). */
export function charge(bill: Bill, key: string, used: Used): Charged {
  const { work } = reservationOf(bill, key);
  return count(release(bill, key), work, used);
}

/**
 * Work that was paid for before this bill was made, as a journal tells. A cost in a journal was rounded up: where it is the most that was
 * reserved, the exact amount counts, so that what is left to do still fits. `wasEstimated`: it was then.
 */
export function chargeEarlier(bill: Bill, work: BilledWork, used: Used, wasEstimated = false): Charged {
  const { worst } = priceOf(bill, work);
  const counted = count(bill, work, used);
  const estimated = counted.estimated || wasEstimated;
  const most = worst !== null && counted.cost === roundUp(worst);
  const paid = most ? moved(bill, work, worst, zero, false) : counted.bill;
  return { ...counted, estimated, bill: moved(paid, work, zero, zero, estimated) };
}

/** What will be due for work of the run itself, which no server does: it is reserved from the beginning, as the fee is. */
export function reserveOwn(bill: Bill, work: BilledWork): Bill {
  return moved(bill, work, zero, priceOf(bill, work).certain, false);
}

/** The same, once it is done. */
export function chargeOwn(bill: Bill, work: BilledWork): Bill {
  const { certain } = priceOf(bill, work);
  return moved(bill, work, certain, minus(zero, certain), false);
}

/** Proof that it was not charged. */
export function release(bill: Bill, key: string): Bill {
  const { work, amount } = reservationOf(bill, key);
  const open = bill.open.filter((each) => each.key !== key);
  return moved({ ...bill, open }, work, zero, minus(zero, amount), false);
}

/** The fee of the run, as planned, at its end. */
export function chargeRun(bill: Bill): Bill {
  return {
    ...bill,
    lines: bill.lines.map((line) =>
      line.kind !== "run"
        ? line
        : {
            ...line,
            spent: plus(line.spent, line.reserved),
            reserved: zero,
            estimated: line.planned.max === null,
          },
    ),
  };
}

/** Lines that are neither planned nor paid for are left out. */
export function printBill({ lines, planned, cap }: Bill): PrintedBill {
  const shown = lines.filter(({ planned: { max }, spent }) => max !== 0n || spent.digits !== 0n);
  const actual = lines.reduce((sum, { spent }) => sum + roundUp(spent), 0n);
  return {
    lines: shown.map((line) => ({
      kind: line.kind,
      planned: printRange(line.planned),
      actual: printDollars(roundUp(line.spent)),
      estimated: line.estimated,
    })),
    total: {
      planned: printRange(planned),
      actual: printDollars(actual),
      estimated: lines.some(({ estimated }) => estimated),
    },
    cap: cap === null ? null : printDollars(cap),
  };
}

/** For journals, which hold numbers: more than a number counts exactly is the greatest that it does. */
export function toMicros(amount: Dollars): number {
  return amount > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(amount);
}

function count(bill: Bill, work: BilledWork, { cost, amount }: Used): Charged {
  const { certain, worst, size } = priceOf(bill, work);
  const used = size === null || amount === undefined ? null : amountOf(amount, size.assumption);
  const said = cost !== undefined && Number.isSafeInteger(cost) && cost >= 0 ? millionths(BigInt(cost)) : null;
  const sized = size === null || size.price.digits === 0n ? zero : used === null ? null : times(size.price, used);
  const spent = said ?? (sized === null ? (worst ?? certain) : plus(certain, sized));
  const estimated = said === null && sized === null;
  const over = amount === undefined ? null : overAssumed(bill, work, amount);
  return { bill: moved(bill, work, spent, zero, estimated), cost: roundUp(spent), estimated, over };
}

/** What of the plan's assumptions work would exceed that used so much; null: nothing, or it is not a number of that kind. */
export function overAssumed(bill: Bill, work: BilledWork, amount: number | string | UsedOfEach): OverAssumption | null {
  const { size, assumed } = priceOf(bill, work);
  if (size === null || assumed === null) return null;
  const used = amountOf(amount, size.assumption);
  if (used === null || minus(used, assumed).digits <= 0n) return null;
  return { assumption: size.assumption, assumed: printDecimal(assumed), used: printDecimal(used) };
}

/** What work costs: certainly, at most, and by its size. */
function priceOf({ prices, assume }: Bill, { what, count: items, most }: BilledWork) {
  const { each, size = null } = rowOf(what);
  const number = whole(items);
  const certain = each === undefined ? zero : times(prices[each.name], number);
  if (size === null) return { certain, worst: certain, size: null, assumed: null };
  const price = prices[size.price.name];
  const assumption = assume[size.assumption];
  const assumed = assumption === undefined ? null : times(assumption, number);
  const used = assumed === null || (most !== undefined && minus(most, assumed).digits < 0n) ? most : assumed;
  const free = price.digits === 0n;
  const worst = free ? certain : used === undefined ? null : plus(certain, times(price, used));
  return { certain, worst, size: { price, assumption: size.assumption }, assumed };
}

function rowOf(what: BilledWork["what"]): CountedKind {
  const kind = kindOf(what);
  const rows: readonly CountedKind[] = costKinds;
  const row = rows.find((each) => each.kind === kind);
  if (row === undefined) throw new Error(`no kind of cost is called ${kind}`);
  return row;
}

function kindOf(what: BilledWork["what"]): CostKind {
  return what === "images" ? "inference" : what;
}

function moved(bill: Bill, { what }: BilledWork, spent: Decimal, reserved: Decimal, estimated: boolean): Bill {
  const kind = kindOf(what);
  const lines = bill.lines.map((line) =>
    line.kind === kind
      ? {
          ...line,
          spent: plus(line.spent, spent),
          reserved: plus(line.reserved, reserved),
          estimated: line.estimated || estimated,
        }
      : line,
  );
  return { ...bill, lines };
}

/** As if every call in progress but this one turned out to be free. */
function withoutOpen(bill: Bill, amount: Decimal, work: BilledWork): Bill {
  const lines = bill.lines.map((line) => (line.kind === "run" ? line : { ...line, reserved: zero }));
  return moved({ ...bill, lines }, work, zero, amount, false);
}

function reservationOf({ open }: Bill, key: string): Reservation {
  const found = open.find((each) => each.key === key);
  if (found === undefined) throw new Error(`nothing is reserved for ${key}`);
  return found;
}

/** In the unit of the assumption; null where it does not say that, or not as a number that is not negative. */
function amountOf(amount: number | string | UsedOfEach, unit: AssumptionName): Decimal | null {
  if (typeof amount === "number" || typeof amount === "string") {
    const read = readDecimal(amount);
    return typeof read === "string" ? null : read;
  }
  if (typeof amount !== "object" || amount === null) return null;
  const { inputTokens, outputTokens, seconds } = amount;
  const of = (part: number | undefined) => (typeof part === "number" ? amountOf(part, unit) : null);
  if (unit === "tokens") {
    const [read, written] = [of(inputTokens), of(outputTokens)];
    return read === null || written === null ? null : plus(read, written);
  }
  const taken = unit === "trainingMinutes" ? of(seconds) : null;
  return taken === null ? null : minutesOf(taken);
}

/** A sixtieth is no decimal: rounded up to a millionth of a minute. */
function minutesOf({ digits, places }: Decimal): Decimal {
  const whole = 60n * 10n ** BigInt(places);
  return { digits: (digits * 1_000_000n + whole - 1n) / whole, places: 6 };
}

function millionths(amount: Dollars): Decimal {
  return { digits: amount, places: 6 };
}

function rangeOf({ min, max }: { readonly min: string; readonly max: string | null }): Range {
  return { min: dollars(min), max: max === null ? null : dollars(max) };
}

function dollars(text: string): Dollars {
  const read = readDollars(text);
  if (typeof read === "string") throw new Error(`presumed an amount of a plan, and ${text} is ${read}`);
  return read;
}

function printRange({ min, max }: Range) {
  return { min: printDollars(min), max: max === null ? null : printDollars(max) };
}
