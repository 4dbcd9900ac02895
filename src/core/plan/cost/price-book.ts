// A price book as JSON in, its prices or what is wrong with it out; and the default prices (spec 5.7.2).

import { diagnose } from "../../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import { isObject, type Json, jsonTypeName } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import { type Decimal, decimal, readDecimal } from "./money.js";

/** US dollars, exact. */
export type PriceBook = { readonly [price in PriceName]: Decimal };

/** What a price is paid for. A flow that asks its users for money pays `paidRun` and `paidRunShare` of what it asks. */
const prices = {
  inference: { value: "0.02", unit: "an image" },
  training: { value: "0.06", unit: "a minute of training" },
  generation: { value: "0.000025", unit: "a token, read or written" },
  transform: { value: "0.01", unit: "an ObjectTransformer" },
  zip: { value: "0.01", unit: "a zip file" },
  zipMegabyte: { value: "0.0035", unit: "a megabyte (10^6 bytes) of a zip file" },
  privateRun: { value: "0.01", unit: "a run of a private flow" },
  freeRun: { value: "0.28", unit: "a run of a public flow that is free" },
  paidRun: { value: "0.30", unit: "a run of a public flow with a price" },
  paidRunShare: { value: "0.13", unit: "each dollar of that price" },
} as const satisfies { readonly [name: string]: { readonly value: string; readonly unit: string } };

export type PriceName = keyof typeof prices;
export const priceNames = Object.keys(prices) as readonly PriceName[];

export const defaultPriceBook = Object.fromEntries(
  priceNames.map((name) => [name, decimal(prices[name].value)]),
) as PriceBook;

/** The default prices as a price book's file: what a host copies and changes. */
export const defaultPrices: { readonly [name in PriceName]: string } = Object.fromEntries(
  priceNames.map((name) => [name, prices[name].value]),
) as { [name in PriceName]: string };

/** Every price must be there: one that is forgotten would otherwise be free, or what it is elsewhere. */
export function readPriceBook(json: Json, file?: string): Outcome<PriceBook> {
  const extras = file === undefined ? {} : { file };
  if (!isObject(json)) {
    return fail([diagnose("plan/price-book-not-an-object", null, { found: jsonTypeName(json) }, extras)]);
  }
  const diagnostics: AnyDiagnostic[] = [];
  const given = new Map(Object.entries(json).filter(([name]) => name !== "$schema"));
  const missing = priceNames.filter((name) => !given.has(name));
  for (const name of given.keys()) {
    if ((priceNames as readonly string[]).includes(name)) continue;
    const near = nearest(name, missing);
    diagnostics.push(diagnose("plan/price-book-unknown-price", null, { name, near, names: priceNames }, extras));
  }
  for (const name of missing) {
    const parameters = { name, unit: prices[name].unit, value: prices[name].value };
    diagnostics.push(diagnose("plan/price-book-missing-price", null, parameters, extras));
  }
  const book: [PriceName, Decimal][] = [];
  for (const name of priceNames) {
    const value = given.get(name);
    if (value === undefined) continue;
    const read = typeof value === "string" || typeof value === "number" ? readDecimal(value) : "not a number";
    if (typeof read !== "string") book.push([name, read]);
    else {
      const parameters = { name, found: JSON.stringify(value), problem: read };
      diagnostics.push(diagnose("plan/price-book-bad-price", null, parameters, extras));
    }
  }
  return diagnostics.length > 0 ? fail(diagnostics) : succeed(Object.fromEntries(book) as PriceBook);
}
