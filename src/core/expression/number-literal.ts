// A number as written in an expression in, its value out (spec 2.4.2, 2.12.2, 2.15.2).

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import { type Reading, tokenSpan } from "./reading.js";

const integer = /^(?:0|-?[1-9][0-9]*)$/;
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** An index or a part of a slice: RFC 9535 `int`, within what a double counts exactly. */
export function readInteger(reading: Reading, token: IToken): number {
  const value = Number(token.image);
  if (!integer.test(token.image)) {
    reading.mistakes.push(
      diagnose("path/bad-index", tokenSpan(reading, token), { written: token.image, advice: indexAdvice(token.image) }),
    );
  } else if (!Number.isSafeInteger(value)) {
    reading.mistakes.push(diagnose("path/index-too-large", tokenSpan(reading, token), { written: token.image }));
  }
  return value;
}

/** A literal of a filter: RFC 9535 `number`. What is too large for a double compares as infinite. */
export function readNumber(reading: Reading, token: IToken): number {
  if (!number.test(token.image)) {
    reading.mistakes.push(
      diagnose("expression/bad-number", tokenSpan(reading, token), {
        written: token.image,
        advice: advice(token.image),
      }),
    );
  }
  return Number(token.image);
}

/** An argument of a call: a number of JSON that a double holds. */
export function readArgumentNumber(reading: Reading, token: IToken): number {
  const value = readNumber(reading, token);
  const tooLarge =
    !Number.isFinite(value) ||
    (Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?[0-9]+$/.test(token.image));
  if (tooLarge && number.test(token.image)) {
    reading.mistakes.push(diagnose("expression/number-too-large", tokenSpan(reading, token), { written: token.image }));
  }
  return value;
}

function indexAdvice(written: string): string {
  if (written === "-0") return "write 0";
  return /[.eE]/.test(written) ? "an index is a whole number, without a decimal point or an exponent" : advice(written);
}

function advice(written: string): string {
  if (written.startsWith("+")) return "remove the plus sign";
  if (/^-?0[0-9]/.test(written)) return "remove the leading zeros";
  if (/\.(?:$|[eE])/.test(written)) return "a digit must follow the decimal point";
  return "a digit must follow the exponent's e";
}
