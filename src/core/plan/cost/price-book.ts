// A price book as JSON in, its prices or what is wrong with it out; and the default prices (spec 5.7.2).

import { diagnose } from "../../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import { isObject, type Json, jsonTypeName } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import { type PriceName, prices } from "./cost-kinds.js";
import { type Decimal, decimal, readDecimal } from "./money.js";

/** US dollars, exact. */
export type PriceBook = { readonly [price in PriceName]: Decimal };

export const priceNames: readonly PriceName[] = prices.map(({ name }) => name);

/** The default prices as a price book's file: what a host copies and changes. */
export const defaultPrices = Object.fromEntries(prices.map(({ name, value }) => [name, value])) as {
  readonly [name in PriceName]: string;
};

export const defaultPriceBook = Object.fromEntries(
  prices.map(({ name, value }) => [name, decimal(value)]),
) as PriceBook;

/** Every price must be there: one that is forgotten would otherwise be free, or what it is elsewhere. */
export function readPriceBook(json: Json, file?: string): Outcome<PriceBook> {
  const extras = file === undefined ? {} : { file };
  if (!isObject(json)) {
    return fail([diagnose("plan/price-book-not-an-object", null, { found: jsonTypeName(json) }, extras)]);
  }
  const diagnostics: AnyDiagnostic[] = [];
  const given = new Map(Object.entries(json).filter(([name]) => name !== "$schema"));
  const missing = prices.filter(({ name }) => !given.has(name));
  for (const name of given.keys()) {
    if ((priceNames as readonly string[]).includes(name)) continue;
    const near = nearest(
      name,
      missing.map((price) => price.name),
    );
    diagnostics.push(diagnose("plan/price-book-unknown-price", null, { name, near, names: priceNames }, extras));
  }
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => name);
    const defaults = missing.map(({ name, value }) => `"${name}": "${value}"`);
    const parameters = { names, unit: first.unit, defaults };
    diagnostics.push(diagnose("plan/price-book-missing-price", null, parameters, extras));
  }
  const book: [PriceName, Decimal][] = [];
  for (const [key, value] of given) {
    const name = priceNames.find((price) => price === key);
    if (name === undefined) continue;
    const read = typeof value === "string" || typeof value === "number" ? readDecimal(value) : "not a number";
    if (typeof read !== "string") book.push([name, read]);
    else {
      const parameters = { name, found: JSON.stringify(value), problem: read };
      diagnostics.push(diagnose("plan/price-book-bad-price", null, parameters, extras));
    }
  }
  return diagnostics.length > 0 ? fail(diagnostics) : succeed(Object.fromEntries(book) as PriceBook);
}
