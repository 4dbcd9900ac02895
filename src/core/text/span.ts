// A half-open range of UTF-16 offsets in the original text. Lines and columns are made from it outside (spec 7.2).

export type Span = { readonly start: number; readonly end: number };

export function spanOf(start: number, end: number): Span {
  return { start, end };
}

/** Of what stands in no text: made here, or without its places. */
export const nowhere: Span = { start: 0, end: 0 };

/** The smallest span that holds both. */
export function joinSpans(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
