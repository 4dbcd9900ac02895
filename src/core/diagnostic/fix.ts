// A place and a text in, a fix of one kind out (spec 7.5). Each of these may change what is meant, so its author has to choose it, unless it
// is said to be safe.

import type { Span } from "../text/span.js";
import type { Fix } from "./diagnostic.js";

export function writeInstead(span: Span, text: string, title = `write ${text}`): Fix {
  return { title, safe: false, edits: [{ span, text }] };
}

export function insertion(title: string, at: number, text: string): Fix {
  return { title, safe: false, edits: [{ span: { start: at, end: at }, text }] };
}

export function wrapping(title: string, { start, end }: Span, before: string, after: string): Fix {
  const edits = [
    { span: { start, end: start }, text: before },
    { span: { start: end, end }, text: after },
  ];
  return { title, safe: false, edits };
}

/** Of what is too much. Safe where the text means the same without it. */
export function removal(title: string, span: Span, safe = false): Fix {
  return { title, safe, edits: [{ span, text: "" }] };
}
