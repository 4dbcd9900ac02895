// JSON in, its text with two spaces of indentation out, in pieces: as JSON.stringify(value, null, 2) prints it, and never one string. What could act on a terminal is escaped (spec 7.6).

import { isArray, isObject, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";

const together = 200;
const deepest = 2;

export function* jsonChunks(value: Json, depth = 0): Generator<string> {
  const indent = "  ".repeat(depth + 1);
  if (isArray(value) && value.length > 0 && depth < deepest) {
    let piece = "[";
    for (const [i, item] of value.entries()) {
      piece += `${i === 0 ? "" : ","}\n${indent}${indented(item, indent)}`;
      if (i % together === together - 1) {
        yield piece;
        piece = "";
      }
    }
    yield `${piece}\n${indent.slice(2)}]`;
  } else if (isObject(value) && Object.keys(value).length > 0 && depth < deepest) {
    for (const [i, key] of Object.keys(value).entries()) {
      yield `${i === 0 ? "{" : ","}\n${indent}${printable(JSON.stringify(key))}: `;
      yield* jsonChunks(value[key] as Json, depth + 1);
    }
    yield `\n${indent.slice(2)}}`;
  } else yield indented(value, indent.slice(2));
}

function indented(value: Json, indent: string): string {
  return JSON.stringify(value, null, 2).split("\n").map(printable).join(`\n${indent}`);
}
