// What a parse carries along: the text, where its units are in the flow, what is allowed, and the mistakes found so far (spec 2).

import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import type { Span } from "../text/span.js";
import { endOf } from "./tokens.js";
import type { Segment } from "./tree.js";

/** A unit of the decoded string → its offset in the original text; the string's length → the offset of its end. */
export type OffsetOf = (index: number) => number;

/** `state`: an expression of a flow. `rfc`: a query of RFC 9535 and nothing more. */
export type Roots = "state" | "rfc";

export type Reading = {
  readonly value: string;
  readonly place: OffsetOf;
  readonly limits: Limits;
  readonly roots: Roots;
  readonly mistakes: Diagnostic[];
  /** Segments with blank space inside their brackets: RFC 9535 does not count them as singular. */
  readonly spaced: Set<Segment>;
};

export function newReading(value: string, place: OffsetOf, limits: Limits, roots: Roots): Reading {
  return { value, place, limits, roots, mistakes: [], spaced: new Set() };
}

export function spanAt(reading: Reading, start: number, end: number): Span {
  return { start: reading.place(start), end: reading.place(end) };
}

export function tokenSpan(reading: Reading, first: IToken, last: IToken = first): Span {
  return spanAt(reading, first.startOffset, endOf(last));
}
