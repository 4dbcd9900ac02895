// What is said about the codes limit/….

import { entry } from "../entry.js";

export const limitEntries = {
  "limit/matches": entry<{ limit: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit }) =>
      `this path matches more than ${limit} values at one of its segments, the limit "matches" (now ${limit}); narrow the path, or raise the limit`,
    why: "Descendants and wildcards multiply: a short path over deep data can match more values than memory holds.",
  }),
  "limit/work": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `evaluating up to here takes ${actual} units of work, more than the limit "work" (now ${limit}); narrow the paths and maps, or raise the limit`,
    why: "Flows come from strangers. A bound on all the work of their expressions keeps one flow from holding the machine.",
  }),
  "limit/map-items": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `this map would go through ${actual} items, more than the limit "mapItems" (now ${limit}); shorten the array, or raise the limit`,
    why: "Every item of a map can become a request that costs money. A list that is longer than anybody expected is caught before it is paid for.",
  }),
  "limit/map-product": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `maps within maps would go through ${actual} items here, more than the limit "mapProduct" (now ${limit}); shorten the arrays, or raise the limit`,
    why: "Nested maps multiply: two lists of two hundred items are forty thousand images.",
  }),
  "limit/result-string": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `the text made here would be ${actual} characters long, more than the limit "resultString" (now ${limit}); shorten what goes into it, or raise the limit`,
    why: "Replacing a letter by a page makes a book of a paragraph. The size is known before the text is made.",
  }),
  "limit/all-strings": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `with this text, all texts made so far are ${actual} characters long, more than the limit "allStrings" (now ${limit}); make fewer or shorter texts, or raise the limit`,
    why: "Texts that are each of a reasonable size fill the memory together when a map makes thousands of them.",
  }),
  "limit/pattern": entry<{ limit: number; actual: number; reason?: string | undefined }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual, reason }) =>
      reason !== undefined
        ? `this pattern is too large when its repetitions are written out (${reason}); repeat less often`
        : `this pattern is ${actual} characters long, more than the limit "pattern" (now ${limit}); shorten it, or raise the limit`,
    why: "Patterns may come from data. Short ones, run by an engine that cannot blow up, are answered at once whatever the text.",
  }),
  "limit/pattern-text": entry<{ limit: number; actual: number }>({
    severity: "error",
    clause: "2.14",
    message: ({ limit, actual }) =>
      `the text that this pattern is tried on is ${actual} characters long, more than the limit "patternText" (now ${limit}); try it on something shorter, or raise the limit`,
    why: "The time of a match grows with the text. A bound keeps a filter over many long texts answerable.",
  }),
};
