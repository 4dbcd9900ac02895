// What the calls of a run may cost and did cost (spec 6.13): reserved before a call leaves, settled when it is back.

import {
  type Bill,
  type BilledWork,
  type Charged,
  charge,
  chargeEarlier,
  chargeOwn,
  chargeRun,
  type OverAssumption,
  overAssumed,
  type PrintedBill,
  printBill,
  release,
  reserve,
  reserveOwn,
  toMicros,
  type Used,
  worstOf,
} from "../plan/cost/bill.js";
import { megabytes } from "../plan/cost/caps.js";
import type { AssumptionName } from "../plan/cost/cost-kinds.js";
import { type Dollars, decimal, printDollars, whole } from "../plan/cost/money.js";
import { promptTokens } from "../plan/cost/prompt-tokens.js";
import { unreachable } from "../unreachable.js";
import type { Cost } from "./book.js";
import { type Call, imagesIn } from "./call.js";
import type { Micros } from "./server.js";
import type { Signal } from "./signal.js";

/** In US dollars. `wanted` is undefined where nothing bounds the call. */
export type OverBudget = { readonly wanted: string | undefined; readonly left: string; readonly cap: string };

export type Spending = {
  /** Waits while calls in progress may leave enough for it. null: it is reserved. */
  reserve(call: Call): Promise<OverBudget | "interrupted" | null>;
  /** It was sent by an earlier process, whatever it may cost. */
  hold(call: Call): void;
  /** It was paid by an earlier process. */
  restore(call: Call, cost: Cost): void;
  worstOf(call: Call): Micros | null;
  /** Whether that was assumed of each call. */
  assumes(name: AssumptionName): boolean;
  /** What using so much would exceed, of what was assumed; null: nothing. */
  over(call: Call, amount: string): OverAssumption | null;
  charge(call: Call, used: Used): { readonly cost: Cost; readonly over: OverAssumption | null };
  /** Nobody knows whether it was charged: it counts at its maximum. */
  spend(call: Call): Cost;
  /** It was not charged. */
  release(call: Call): void;
  /** How many objects the run will transform: their price is reserved from the beginning. */
  expectTransforms(count: number): void;
  transform(): void;
  /** The bill of the run, its fee included. */
  end(): PrintedBill;
};

export function makeSpending(start: Bill, signal: Signal): Spending {
  let bill = start;
  let waiting: (() => void)[] = [];
  const change = (next: Bill) => {
    bill = next;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const freed = () =>
    new Promise<void>((resolve) => {
      const forget = signal.onAbort(resolve);
      waiting.push(() => {
        forget();
        resolve();
      });
    });
  return {
    reserve: async (call) => {
      for (;;) {
        if (signal.aborted) return "interrupted";
        const reserved = reserve(bill, call.key, workOf(call));
        if (reserved.ok) {
          bill = reserved.bill;
          return null;
        }
        const { wanted, left, cap, couldFree } = reserved;
        if (!couldFree) return { wanted: optional(wanted), left: printDollars(left), cap: printDollars(cap) };
        await freed();
      }
    },
    hold: (call) => {
      const reserved = reserve({ ...bill, cap: null }, call.key, workOf(call));
      bill = { ...reserved.bill, cap: bill.cap };
    },
    restore: (call, { cost, estimated }) => {
      bill = chargeEarlier(bill, workOf(call), { cost }, estimated).bill;
    },
    worstOf: (call) => {
      const worst = worstOf(bill, workOf(call));
      return worst === null ? null : toMicros(worst);
    },
    assumes: (name) => bill.assume[name] !== undefined,
    over: (call, amount) => overAssumed(bill, workOf(call), amount),
    charge: (call, used) => {
      const charged = charge(bill, call.key, used);
      change(charged.bill);
      return { cost: costOf(charged), over: charged.over };
    },
    spend: (call) => {
      const charged = charge(bill, call.key, {});
      change(charged.bill);
      return costOf(charged);
    },
    release: (call) => change(release(bill, call.key)),
    expectTransforms: (count) => {
      bill = reserveOwn(bill, { what: "transform", count });
    },
    transform: () => {
      bill = chargeOwn(bill, { what: "transform", count: 1 });
    },
    end: () => printBill(chargeRun(bill)),
  };
}

function costOf({ cost, estimated }: Charged): Cost {
  return estimated ? { cost: toMicros(cost), estimated } : { cost: toMicros(cost) };
}

function workOf(call: Call): BilledWork {
  const { what } = call;
  switch (what) {
    case "generation":
      return { what, count: 1, most: whole(promptTokens(call.request) + call.request.maxTokens) };
    case "training":
      return { what, count: 1, most: decimal(String(call.request.maxMinutes)) };
    case "zip":
      return { what, count: 1, most: call.mostBytes === null ? undefined : megabytes(call.mostBytes) };
    case "images":
      return { what, count: imagesIn(call.request) };
    default:
      return unreachable(call);
  }
}

function optional(amount: Dollars | null): string | undefined {
  return amount === null ? undefined : printDollars(amount);
}
