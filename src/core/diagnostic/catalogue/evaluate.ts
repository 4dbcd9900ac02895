// Messages of the codes evaluate/…: mistakes that only values can show (spec 2.5–2.11).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

/** `at` tells the turn of the enclosing maps, as " (at position 3 of the map)"; empty outside maps. */
export const evaluateEntries = {
  "evaluate/nothing": entry<{ path: string; at: string }>({
    severity: "error",
    clause: "2.5",
    message: ({ path, at }) =>
      `the path ${quoted(path)} finds nothing${at}; only the value of an object's property may be missing, and then the property is left out`,
    why: "An element, an argument or a source cannot be left out without changing what is around it, so a missing value there is a mistake in the flow or in its data.",
  }),
  "evaluate/not-an-array": entry<{ path: string; found: string; at: string }>({
    severity: "error",
    clause: "2.7",
    message: ({ path, found, at }) =>
      `@Map needs an array, but ${quoted(path)} is ${found}${at}; use a path to an array`,
    why: "A map makes one element per item. Null, an object or a text has no items, and treating it as an empty list would hide a missing result.",
  }),
  "evaluate/not-an-object": entry<{ found: string; at: string }>({
    severity: "error",
    clause: "2.9",
    message: ({ found, at }) => `@Extend merges objects, but this source is ${found}${at}; use a path to an object`,
    why: "Only an object has keys to merge. To merge several sources, write an array in the template itself.",
  }),
  "evaluate/format-type": entry<{ found: string; at: string }>({
    severity: "error",
    clause: "2.10",
    message: ({ found, at }) =>
      `@Format inserts strings, numbers and booleans into a text, but this parameter is ${found}${at}; use a value inside it`,
    why: "An object or null in a prompt is nearly always a path that stops too early, and every image drawn from it costs money.",
  }),
  "evaluate/replace-type": entry<{ argument: string; found: string; at: string }>({
    severity: "error",
    clause: "2.11",
    message: ({ argument, found, at }) =>
      `@Replace works on strings, but its ${argument} is ${found}${at}; to turn a number or boolean into text, use @Format("{}", …)`,
    why: "Values are never silently converted: otherwise a text that was meant to be something else could be sent and paid for.",
  }),
  "evaluate/empty-search": entry<{ at: string }>({
    severity: "error",
    clause: "2.11",
    message: ({ at }) => `the text that @Replace searches for is empty${at}; write the text to replace`,
    why: "An empty text occurs between any two characters, so it is unclear what to replace.",
  }),
  "evaluate/dialect-path": entry<{ reason: string }>({
    severity: "error",
    clause: "2.16",
    message: ({ reason }) =>
      `jsonpath-plus refuses this path: ${printable(reason)}; its scripts and filters never run here; use the standard's filters without the dialect`,
    why: "The dialect is for paths of older flows. What that library calls a filter or script is JavaScript, which no flow may bring.",
  }),
};
