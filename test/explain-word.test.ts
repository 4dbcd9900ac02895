// flowplan explain WORD: what the tables say of a word of the language, written in any case or as other tools call it (spec 7.14).

import { expect, test } from "vitest";
import { findWord, nearestWord } from "../src/core/language/find-word.js";
import { imageRules } from "../src/core/language/image-fields.js";
import { everyOperator } from "../src/core/language/operators/operators.js";
import { parametersOf, stepTypes } from "../src/core/language/steps.js";
import { sayWords } from "./build/terminal.js";

const names = [
  ...stepTypes,
  ...Object.keys(imageRules),
  ...stepTypes.flatMap((type) => Object.keys(parametersOf(type))),
  ...everyOperator.map(({ name }) => `@${name}`),
];

test.each([...new Set(names)])("%s is explained, in any case", async (name) => {
  const said = await sayWords(["explain", name], 80);
  expect(said).toMatchObject({ exit: 0, err: "" });
  expect(said.out).toContain("Specified in ");
  expect((await sayWords(["explain", name.toUpperCase()], 80)).out).toBe(said.out);
});

test("a word that stands in several places is explained for each", () => {
  expect(findWord("steps").map(({ what }) => what)).toEqual([
    "a field of an image, or of an ImageGenerator for all its images",
    "a key of a flow",
  ]);
  expect(findWord("sources").map(({ what }) => what)).toEqual(["a parameter of a Zipper", "a key of a widget"]);
});

test.each([
  ["cfg_scale", "guidanceScale"],
  ["num_inference_steps", "steps"],
  ["llm", "ObjectGenerator"],
])("%s is a word of other tools", (theirs, ours) => {
  expect(findWord(theirs).map(({ name }) => name)).toContain(ours);
});

test("what the default is, and what is required, is said", async () => {
  expect((await sayWords(["explain", "width"], 80)).out).toMatch(
    /takes +an integer from 8 to 2048, a multiple of 8\n +default +1024/,
  );
  expect((await sayWords(["explain", "ObjectGenerator"], 80)).out).toMatch(/description +a string \(required\)/);
});

test.each([
  ["ImageGenertor", "ImageGenerator"],
  ["widht", "width"],
  ["@Mapp", "@Map"],
])("%s is not a word, and the nearest is offered", async (word, near) => {
  expect(nearestWord(word)).toBe(near);
  const said = await sayWords(["explain", word], 80);
  expect(said).toMatchObject({ exit: 2, out: "" });
  expect(said.err).toContain(`try: flowplan explain ${near}`);
});

test.each(["", "@@", "toString", "__proto__", "@constructor", "zzzzzzzz"])("%j is no word", (word) => {
  expect(findWord(word)).toEqual([]);
});
