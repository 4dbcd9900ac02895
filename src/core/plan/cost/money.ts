// Decimal text in, exact US dollars out and back to text (spec 5.7.1). Amounts are whole millionths of a dollar; prices and
// quantities are exact decimals, so that no rounding happens before a line of the bill is complete. No floats anywhere.

/** Millionths of a US dollar. */
export type Dollars = bigint;

/** digits × 10^-places, not negative: 0.0035 is { digits: 35n, places: 4 }. */
export type Decimal = { readonly digits: bigint; readonly places: number };

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const longest = 40;

export type DecimalProblem = "not a number" | "negative" | "too long";

/** A JSON number or the text of one ("0.02", 0.02, "2e-2"), exactly as it is printed. */
export function readDecimal(value: string | number): Decimal | DecimalProblem {
  const match = DECIMAL.exec(typeof value === "number" ? String(value) : value);
  if (match === null) return "not a number";
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const shift = fraction.length - Number(exponent);
  if (whole.length + fraction.length > longest || Math.abs(shift) > longest) return "too long";
  const digits = BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -shift));
  if (sign === "-" && digits !== 0n) return "negative";
  return { digits, places: Math.max(0, shift) };
}

/** A decimal of ours, as in `decimal("0.02")`. */
export function decimal(text: string): Decimal {
  const read = readDecimal(text);
  if (typeof read === "string") throw new Error(`${text} is ${read}`);
  return read;
}

export function times(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, places: a.places + b.places };
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(a.places, b.places);
  const raise = (d: Decimal) => d.digits * 10n ** BigInt(places - d.places);
  return { digits: raise(a) + raise(b), places };
}

/** May be negative. */
export function minus(a: Decimal, b: Decimal): Decimal {
  return plus(a, { digits: -b.digits, places: b.places });
}

/** A count: a whole number that is not negative and was counted exactly. */
export function whole(count: number): Decimal {
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`${count} is not a count`);
  return { digits: BigInt(count), places: 0 };
}

/** Rounded up to a millionth: what is paid is never more than what was said. */
export function roundUp(amount: Decimal): Dollars {
  if (amount.places <= 6) return amount.digits * 10n ** BigInt(6 - amount.places);
  const unit = 10n ** BigInt(amount.places - 6);
  return (amount.digits + unit - 1n) / unit;
}

/** "2000", "0.5": no more digits than it takes, and no exponent. */
export function printDecimal({ digits, places }: Decimal): string {
  if (places === 0) return digits.toString();
  const text = digits.toString().padStart(places + 1, "0");
  return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, "");
}

/** "0.80", "0.000025", "1.86": at least two places, no more than it takes. */
export function printDollars(amount: Dollars): string {
  const size = amount < 0n ? -amount : amount;
  const fraction = (size % 1_000_000n)
    .toString()
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${amount < 0n ? "-" : ""}${size / 1_000_000n}.${fraction}`;
}

/** What a person writes as a sum of money, as in `--max-cost 1.50`; rounded up to a millionth. */
export function readDollars(value: string | number): Dollars | DecimalProblem {
  const read = readDecimal(value);
  return typeof read === "string" ? read : roundUp(read);
}
