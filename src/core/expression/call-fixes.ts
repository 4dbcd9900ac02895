// A call that does not read and where it was left in, the one character that it lacks out (spec 2.12): a closing parenthesis, a comma, a
// backslash before an apostrophe.

import type { Fix } from "../diagnostic/diagnostic.js";
import type { OffsetOf } from "./reading.js";

/** `start`: where the grammar was left; `reads`: whether a text is an expression. Texts with more apostrophes are looked at no further. */
export function callFixes(
  value: string,
  start: number,
  place: OffsetOf,
  reads: (text: string) => boolean,
): readonly Fix[] {
  const attempts: readonly (readonly [title: string, at: number, text: string])[] = [
    ["add the closing parenthesis", value.length, ")"],
    ["add the comma between the arguments", value.slice(0, start).trimEnd().length, ","],
    ...apostrophes(value).map((at) => ["escape the apostrophe", at, "\\"] as const),
  ];
  for (const [title, at, text] of attempts) {
    if (!reads(value.slice(0, at) + text + value.slice(at))) continue;
    const span = { start: place(at), end: place(at) };
    // In the text of a flow a backslash is written as two.
    return [{ title, safe: false, edits: [{ span, text: text === "\\" ? "\\\\" : text }] }];
  }
  return [];
}

/** Between letters, as in "it's". */
function apostrophes(value: string): readonly number[] {
  return [...value.matchAll(/(?<=\p{L})'(?=\p{L})/gu)].slice(0, 8).map(({ index }) => index);
}
