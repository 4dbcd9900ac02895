// A number as written in, its value and what is wrong with it out (spec 1.4).

export type NumberLiteral = {
  readonly value: number;
  readonly mistake: "not-a-number" | "too-large" | "unsafe-integer" | "leading-zero" | null;
};

const INTEGER = /^[+-]?(?:\d+|0[xX][0-9a-fA-F]+)$/;
const LEADING_ZERO = /^[+-]?0\d/;

export function readNumber(image: string): NumberLiteral {
  const value = meaningOf(image);
  if (Number.isSafeInteger(value) && !LEADING_ZERO.test(image)) return { value, mistake: null };
  if (image.endsWith("Infinity") || image.endsWith("NaN")) return { value, mistake: "not-a-number" };
  if (LEADING_ZERO.test(image)) return { value, mistake: "leading-zero" };
  if (!Number.isFinite(value)) return { value, mistake: "too-large" };
  if (INTEGER.test(image)) return { value, mistake: "unsafe-integer" };
  return { value, mistake: null };
}

function meaningOf(image: string): number {
  const first = image[0];
  const digits = first === "+" || first === "-" ? image.slice(1) : image;
  const value = Number(digits);
  return first === "-" ? -value : value;
}
