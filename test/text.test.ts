// The nearest of several names (spec 7.4), and texts that are cut between graphemes (spec 7.6).

import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, lastOf } from "../src/core/text/cut.js";
import { nearest } from "../src/core/text/nearest.js";

test.each([
  ["minlength", ["maxLength", "minLength"], "minLength"],
  ["MINLENGTH", ["maxLength", "minlength"], "minlength"],
  ["maxlenght", ["minLength", "maxLength"], "maxLength"],
  ["mLength", ["maxLength", "minLength"], undefined],
  ["minLength", ["maxLength"], undefined],
  ["leftColour", ["rightColour"], undefined],
  ["include", ["exclude"], undefined],
  ["Prompt", ["PROMPT", "prompt"], "prompt"],
  ["prmopt", ["promote", "prompt"], "prompt"],
  ["abc", ["abd", "abe"], "abd"],
  ["if", ["id"], undefined],
  ["di", ["id"], "id"],
  ["nn", ["n"], "n"],
  ["-i", ["-q"], undefined],
  ["Mapper", ["Zipper"], undefined],
  ["Ziper", ["Zipper"], "Zipper"],
  ["VideoGenerator", ["ModelGenerator"], undefined],
  ["toString", ["constructor", "tostring"], "tostring"],
  ["", ["a"], undefined],
])("the nearest to %j of %j is %j", (name, candidates, wanted) => {
  expect(nearest(name, candidates)).toBe(wanted);
});

test("what is cut is a beginning in whole graphemes, and no longer than it may be", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.integer({ min: 2, max: 30 }), (text, longest) => {
      const shown = cut(text, longest);
      expect(shown.length).toBeLessThanOrEqual(longest);
      expect(shown === text || text.startsWith(shown.slice(0, -1))).toBe(true);
      expect(/[\ud800-\udbff]…$/.test(shown)).toBe(false);
      expect(text.endsWith(lastOf(text, longest))).toBe(true);
    }),
  );
  expect(cut(`${"x".repeat(57)}👩‍🌾👩‍🌾`, 60)).toBe(`${"x".repeat(57)}…`);
  expect(cut("e\u0301e\u0301e\u0301", 4)).toBe("e\u0301…");
});
