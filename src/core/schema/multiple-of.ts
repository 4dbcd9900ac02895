// Two numbers in, whether one is a multiple of the other as they are written in decimals out (spec 3.3.5): 19.99 is one of 0.01, although
// no quotient of doubles says so.

export function isMultiple(value: number, of: number): boolean {
  if (!Number.isFinite(value) || !(of > 0)) return false;
  const [a, b] = [decimal(value), decimal(of)];
  const least = Math.min(a.exponent, b.exponent);
  const scaled = ({ digits, exponent }: Decimal) => digits * 10n ** BigInt(exponent - least);
  return scaled(a) % scaled(b) === 0n;
}

type Decimal = { readonly digits: bigint; readonly exponent: number };

/** The shortest decimal that reads as this double: digits × 10^exponent. */
function decimal(value: number): Decimal {
  const [mantissa = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}
