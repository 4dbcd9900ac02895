// What is said about the codes evaluate/…: mistakes that only values can show (spec 2.5–2.11).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

/** `at` tells the turn of the enclosing maps, as " (at position 3 of the map)"; empty outside maps. */
export const evaluateEntries = {
  "evaluate/nothing": entry<{ path: string; at: string }>({
    severity: "error",
    clause: "2.5",
    message: ({ path, at }) =>
      `the path ${quoted(path)} finds nothing${at}; only as an object property's value may a path find nothing, and then the property is left out`,
    why: "An element, an argument or a source cannot be left out without changing what stands around it, so a missing value there is a mistake in the flow or in its data.",
  }),
  "evaluate/not-an-array": entry<{ path: string; found: string; at: string }>({
    severity: "error",
    clause: "2.7",
    message: ({ path, found, at }) =>
      `@Map goes through an array, and ${quoted(path)} is ${found}${at}; name a path whose value is an array`,
    why: "A map makes one element per item. Null, an object or a text has no items, and making none of it would hide a missing result.",
  }),
  "evaluate/not-an-object": entry<{ found: string; at: string }>({
    severity: "error",
    clause: "2.9",
    message: ({ found, at }) =>
      `@Extend merges objects, and this source is ${found}${at}; name a path whose value is one object`,
    why: "Only an object has keys to take over. Several sources are written as an array in the template, not found as one by a path.",
  }),
  "evaluate/format-type": entry<{ found: string; at: string }>({
    severity: "error",
    clause: "2.10",
    message: ({ found, at }) =>
      `@Format writes strings, numbers and booleans into a text, and this parameter is ${found}${at}; name a value inside it`,
    why: "An object or null written into a prompt is nearly always a path that stops too early, and every image drawn from it costs money.",
  }),
  "evaluate/replace-type": entry<{ argument: string; found: string; at: string }>({
    severity: "error",
    clause: "2.11",
    message: ({ argument, found, at }) =>
      `@Replace works on strings, and its ${argument} is ${found}${at}; a number or boolean becomes text by @Format("{}", …)`,
    why: "Values are never converted in silence: a text that was meant to be something else would be sent, and paid for.",
  }),
  "evaluate/empty-search": entry<{ at: string }>({
    severity: "error",
    clause: "2.11",
    message: ({ at }) => `the text that @Replace searches for is empty${at}; say what is to be replaced`,
    why: "An empty text stands between any two characters: replacing it would tear the target apart.",
  }),
  "evaluate/dialect-path": entry<{ reason: string }>({
    severity: "error",
    clause: "2.16",
    message: ({ reason }) =>
      `jsonpath-plus refuses this path: ${printable(reason)}; its scripts and filters never run here, the standard's filters do without the dialect`,
    why: "The dialect is for paths of older flows. What that library calls a filter or script is JavaScript, which no flow may bring.",
  }),
};
