// The text of a pack in, its images or what is wrong with them out (spec 1.16).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPack } from "../src/core/flow/read-pack.js";
import { defaultLimits } from "../src/core/language/limits.js";

const id = "0c9d6b1e-7a54-4d0b-9b43-6f2f6a1d8e55";
const pack = (value: unknown) => readPack(JSON.stringify(value), "pack.json", defaultLimits);
const codes = (value: unknown) => pack(value).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
const packs = join(import.meta.dirname, "../fixtures/flows/ok/packs");

test.each(readdirSync(packs))("%s is fine", (file) => {
  const read = readPack(readFileSync(join(packs, file), "utf8"), file, defaultLimits);
  expect(read.diagnostics).toEqual([]);
  expect(read.ok && `${read.value.id}.json`).toBe(file);
});

test("images are data: no template is read, null is not set, order is kept", () => {
  const images = [{ prompt: "$.input.x", seed: null, steps: 5 }, {}, { prompt: "@Map($.x)" }];
  const expected = [{ prompt: "$.input.x", steps: 5 }, {}, { prompt: "@Map($.x)" }];
  expect(pack({ id, images })).toMatchObject({ ok: true, value: { id, images: expected }, diagnostics: [] });
  expect(pack(images)).toMatchObject({ ok: true, value: { id: null, images: expected } });
});

test.each<[string, unknown, string[]]>([
  ["no object", 5, ["error pack/not-a-pack"]],
  ["no images", { id }, ["error pack/not-a-pack"]],
  ["images of another type", { id, images: {} }, ["error pack/not-a-pack"]],
  ["an id that is no UUID", { id: "mine", images: [] }, ["error pack/bad-value"]],
  ["an unknown key", { id, images: [], note: "" }, ["warning pack/unknown-field"]],
  ["an image that is none", [5, ["a"], null], Array(3).fill("error pack/bad-image")],
  ["an unknown field of an image", [{ promt: "a" }], ["error pack/unknown-image-field"]],
  ["a prototype's name", [JSON.parse(`{"__proto__":{"prompt":"a"}}`)], ["error pack/unknown-image-field"]],
  [
    "values that fields do not take",
    [{ prompt: 1, steps: 61, width: 9, scale: 1.1, seed: 0.5, precision: "f", trainingId: "x", batchSize: "1" }],
    Array(8).fill("error pack/bad-value"),
  ],
])("%s", (_, value, expected) => {
  expect(codes(value)).toEqual(expected);
});

test("what is wrong with the text is said of the pack's file", () => {
  for (const source of ["", "[", `{"images": [{"prompt": "a" "steps": 5}]}`]) {
    const read = readPack(source, "pack.json", defaultLimits);
    expect(read.ok).toBe(false);
    expect(read.diagnostics.every(({ file }) => file === "pack.json")).toBe(true);
    expect(read.diagnostics.length).toBeGreaterThan(0);
  }
});
