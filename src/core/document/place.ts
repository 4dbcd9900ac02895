// A string or key of the document in, the position of each unit of its value in the original text out (spec 1.2).

import { readEscape } from "./string-literal.js";
import type { KeyNode, StringNode } from "./tree.js";

/** The offset in the text of unit `index` of the decoded value; of its length, the place after the last unit.
 *  "a\u0041b"   the value is aAb: 0 → 1, 1 → 2, 2 → 8, 3 → 9 */
export function placeInString(node: StringNode | KeyNode): (index: number) => number {
  const { raw, span } = node;
  const first = isQuote(raw[0]) ? 1 : 0;
  const value = "value" in node ? node.value : node.name;
  const base = span.start + first;
  if (!raw.includes("\\")) return (index) => base + inside(index, value.length);
  let places: readonly number[] | undefined;
  return (index) => {
    places ??= placesOf(raw, first, value.length);
    return span.start + (places[inside(index, value.length)] as number);
  };
}

function inside(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length);
}

function isQuote(character: string | undefined): boolean {
  return (
    character === '"' || character === "'" || character === "\u201c" || character === "\u201d" || character === "\u201e"
  );
}

/** The place of each unit of the value within `raw`, and the place after the last. */
function placesOf(raw: string, first: number, length: number): readonly number[] {
  const places: number[] = [];
  let at = first;
  while (places.length < length && at < raw.length) {
    if (raw[at] !== "\\") {
      places.push(at);
      at++;
      continue;
    }
    const found = readEscape(raw, at);
    // A backslash that is not an escape is dropped.
    if (found.text === null) {
      at++;
      if (at < raw.length) places.push(at);
      at++;
      continue;
    }
    for (let i = 0; i < found.text.length; i++) places.push(at);
    at += found.length;
  }
  while (places.length <= length) places.push(at);
  return places;
}
