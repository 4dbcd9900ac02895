// Messages of the codes template/…: maps and merges as they stand in a template (spec 2.7–2.9).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const tail = (instead: string | undefined) => (instead === undefined ? "" : `; ${instead}`);

export const templateEntries = {
  "template/unknown-map-name": entry<{
    name: string;
    near?: string | undefined;
    names: readonly string[];
    inside: boolean;
  }>({
    severity: "error",
    clause: "2.8",
    message: ({ name, near, names, inside }) => {
      const said = `no enclosing @Map has the name ${quoted(name)}`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      if (names.length > 0) return `${said}; the enclosing maps are ${names.map((other) => quoted(other)).join(", ")}`;
      return inside ? `${said}: name it with @Map(path, ${name})` : `${said}: this is not inside an @Map`;
    },
    why: "@Index(name) and @Item(name) reach the enclosing map of that name. A name that no enclosing map has reaches nothing.",
  }),
  "template/shadowed-map-name": entry<{ name: string }>({
    severity: "warning",
    clause: "2.8",
    message: ({ name }) => `this map hides the enclosing map of the same name ${quoted(name)}: give it another name`,
    why: "Inside the inner map, @Item and @Index of that name mean the inner map. That is legal, but rarely what was meant.",
  }),
  "template/lone-map": entry<Record<never, never>>({
    severity: "error",
    clause: "2.7",
    message: () =>
      `@Map(…) must be the first of a pair: write ["@Map(path)", template], and the template is evaluated once per item`,
    why: "A map is a pair in an array: the call that names the source, and the template to repeat. Alone, it repeats nothing.",
  }),
  "template/not-a-pair": entry<{ length: number }>({
    severity: "error",
    clause: "2.7",
    message: ({ length }) =>
      length === 1
        ? `this map has no template: write ["@Map(path)", template]`
        : `a map is a pair, but this array has ${length} elements: write ["@Map(path)", template], and put other elements beside the pair, as in [["@Map(path)", template], other]`,
    why: "An array that starts with @Map(…) is a map, never data, so a forgotten bracket is found here and not later, in the pictures.",
  }),
  "template/not-an-array": entry<{ found: string; instead?: string | undefined }>({
    severity: "error",
    clause: "2.7",
    message: ({ found, instead }) => `@Map needs an array, but this is ${found}${tail(instead)}`,
    why: "A map evaluates its template once per item of an array. Over anything else the run would fail.",
  }),
  "template/not-an-object": entry<{ found: string }>({
    severity: "error",
    clause: "2.9",
    message: ({ found }) => `@Extend needs an object to merge, but this is ${found}`,
    why: "Only objects have keys to merge. Several sources are written as an array in the template itself.",
  }),
  "template/wrong-argument": entry<{
    operator: string;
    found: string;
    takes: string;
    at: string;
    instead?: string | undefined;
  }>({
    severity: "error",
    clause: "2.12",
    message: ({ operator, found, takes, at, instead }) =>
      `this argument of ${operator} must be ${takes}, but it is ${found}${at}${tail(instead)}`,
    why: "Operators never convert what they are given: an object or a list printed into a prompt is almost always a mistake, and the run would fail.",
  }),
};
