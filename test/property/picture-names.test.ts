// Names of pictures (spec 6.16.2): whatever the template, the ids of steps and the prompts, names are safe on every system and never the same.

import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultNames, nameFields, pictureNamer, readNameTemplate } from "../../src/core/run/picture/name-template.js";
import type { NamelessRecord } from "../../src/core/run/picture/picture-record.js";
import { safeName } from "../../src/core/run/safe-name.js";
import { hostileNames } from "../build/hostile.js";

const plain: NamelessRecord = {
  version: 1,
  url: "images/draw/0.png",
  run: "0f9d0c5e-6f3c-4a51-9d3c-2a7a3b1f2c55",
  step: "draw",
  index: 0,
  request: 0,
  prompt: "a lighthouse in fog",
  negativePrompt: null,
  seed: 7,
  requestedSeed: 7,
  baseModel: "stable/xl",
  trainingId: null,
  precision: "fp16",
  width: 1024,
  height: 768,
  steps: 25,
  guidanceScale: 7.5,
  scale: 0.9,
  server: "reference",
  synthetic: true,
  cost: "0.02",
  call: null,
  sha256: "b6a5160365668e78da194faf9c5822efb8afe01bbb66faf21433d5391c616d29",
};

function nameOf(template: string, picture: Partial<NamelessRecord> = {}, steps: readonly string[] = ["draw"]): string {
  const read = readNameTemplate(template);
  if (!read.ok) throw new Error(read.problem);
  return pictureNamer(read.template, steps)({ ...plain, ...picture });
}

const long = "a very long prompt, ".repeat(20);
test.each<[string, Partial<NamelessRecord>, string]>([
  [defaultNames, {}, "draw-000-7-a-lighthouse-in-fog"],
  [defaultNames, { index: 12, seed: null, prompt: "" }, "draw-012"],
  [defaultNames, { seed: null }, "draw-000-a-lighthouse-in-fog"],
  [defaultNames, { prompt: "🦊🦊 (masterpiece:1.2), <lora:x:1>" }, "draw-000-7-masterpiece-1-2-lora-x-1"],
  [defaultNames, { prompt: "../../etc/passwd\0\r\n" }, "draw-000-7-etc-passwd"],
  [defaultNames, { prompt: "שלום \u202eעולם\u202c" }, "draw-000-7-שלום-עולם"],
  [defaultNames, { prompt: "\u0301e\u0301\u200b\u3164x" }, "draw-000-7-éx"],
  [defaultNames, { prompt: long }, `draw-000-7-${long.replace(/, /g, "-").replace(/ /g, "-").slice(0, 39)}`],
  ["{step}/{index}-{model}", {}, "draw/0-stable-xl"],
  ["{step}_{image}", { index: 3 }, "draw_3"],
  // Without the place at the beginning, the place stands at the end.
  ["{prompt:12}", {}, "a-lighthouse (draw 0)"],
  ["{index}-{step}", {}, "0-draw (draw 0)"],
  ["{step}{index}", {}, "draw0 (draw 0)"],
  ["{step}-{index}{seed}", {}, "draw-07 (draw 0)"],
  ["{step:2}-{index}", {}, "dr-0 (draw 0)"],
  ["CON", {}, "CON (draw 0)"],
  ["{step}/NUL", { step: "aux" }, "(aux)/NUL (aux 0)"],
  ["{prompt}", { prompt: "com1" }, "com1 (draw 0)"],
  ["a:b*c?{index}. ", {}, "a_b_c_0. (draw 0)"],
  ["{negativePrompt}/{seed}", { seed: null }, "picture/ (draw 0)".replace("/ ", "/")],
  ["{guidance}-{scale}-{width}x{height}-{steps}", {}, "7.5-0.9-1024x768-25 (draw 0)"],
])("%j names a picture", (template, picture, name) => {
  expect(nameOf(template, picture)).toBe(name);
});

test("ids that could be mistaken for each other have their places at the end", () => {
  const steps = ["a", "a-1", "b", "a--b", "__proto__"];
  const of = (step: string, index: number) => nameOf("{step}-{index}-{seed}", { step, index }, steps);
  expect(steps.map((step) => of(step, 1))).toEqual([
    "a-1-7 (a 1)",
    "a-1-1-7 (a-1 1)",
    "b-1-7",
    expect.stringMatching(/^a-b-1-7 \([0-9a-f]{24}\)$/),
    "__proto__-1-7",
  ]);
});

test.each([
  ["", "it is empty"],
  ["{promt}", "there is no placeholder {promt}"],
  ["{toString}", "there is no placeholder {toString}"],
  ["{}", "there is no placeholder {}"],
  ["{step", '"{" stands alone'],
  ["a}", '"}" stands alone'],
  ["{{step}}", '"{" stands alone'],
  ["{index:0}", '"0" in {index:0}'],
  ["{index:-1}", '"-1" in'],
  ["{prompt:1e3}", '"1e3" in'],
  ["{prompt:}", '"" in {prompt:}'],
  ["{prompt:201}", '"201" in'],
  ["/{step}", "a folder or a file in it has no name"],
  ["{step}/", "a folder or a file in it has no name"],
  ["a//b", "a folder or a file in it has no name"],
  ["../{step}", '".." is not a name'],
  ["{step}/. /x", '"." is not a name'],
])("%j is not a template", (text, problem) => {
  const read = readNameTemplate(text);
  expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  if (text === "{promt}") expect(read).toMatchObject({ near: "prompt" });
});

const literal = fc.oneof(
  fc.constantFrom(
    "-",
    "_",
    "--",
    ".",
    " ",
    "(",
    " (",
    ")",
    "0",
    "-1-",
    "a",
    "CON",
    "\u0301",
    "..",
    ":",
    "\\",
    "\u202e",
    "狐",
  ),
  fc.string({ maxLength: 3, unit: "binary" }).map((text) => text.replace(/[{}/]/g, "")),
);
const placeholder = fc
  .tuple(fc.constantFrom("step", "index", "seed", "prompt", ...nameFields), fc.option(fc.integer({ min: 1, max: 200 })))
  .map(([name, width]) => `{${name}${width === null ? "" : `:${width}`}}`);
const part = fc.array(fc.oneof(literal, placeholder), { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
const beginning = fc.constantFrom(
  "",
  "",
  "{step}-{index}",
  "{step}-{index}-",
  "{step}.{index}-{seed}",
  "{step}/{index}",
  "{step}-{index:3}",
);
const templates = fc
  .tuple(beginning, fc.array(part, { minLength: 1, maxLength: 3 }))
  .map(([start, parts]) => start + parts.join("/"))
  .filter((text) => readNameTemplate(text).ok);

const ids = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom("a", "a-1", "a-1-2", "a_1", "a-", "-a", "-", "a--1", "1", "con", "x".repeat(64), ...hostileNames),
    fc.stringMatching(/^[ab1-]{1,5}$/),
  ),
  { minLength: 1, maxLength: 5, selector: (id) => id.toLowerCase() },
);
const prompts = fc.oneof(
  fc.constantFrom(
    "",
    "1",
    "1 2",
    "a (a 0)",
    "2-3",
    "CON",
    "é",
    "e\u0301",
    "É",
    "🦊",
    "x".repeat(300),
    "\0",
    "\u202eabc",
    "ﬁ",
  ),
  fc.string({ maxLength: 12, unit: "binary" }),
);
const worlds = fc.tuple(templates, ids).chain(([template, steps]) =>
  fc.tuple(
    fc.constant(template),
    fc.constant(steps),
    fc.array(
      fc.record({
        step: fc.constantFrom(...steps),
        index: fc.oneof(fc.nat(3), fc.nat(25), fc.nat(12_000)),
        seed: fc.option(fc.constantFrom(0, 1, 2, 12, 2 ** 53 - 1)),
        prompt: prompts,
        baseModel: prompts,
      }),
      { minLength: 2, maxLength: 12 },
    ),
  ),
);

test("names are safe, and two places never have one name, also where neither case nor form counts", () => {
  fc.assert(
    fc.property(worlds, ([template, steps, pictures]) => {
      const places = new Map<string, string>();
      for (const picture of pictures) {
        const name = nameOf(template, picture, steps);
        expect(nameOf(template, picture, [...steps].reverse())).toBe(name);
        for (const part of name.split("/")) {
          expect(safeName(part, "")).toBe(part);
          expect(Buffer.byteLength(`${part}.json`)).toBeLessThanOrEqual(120);
        }
        const place = JSON.stringify([picture.step, picture.index]);
        const folded = name.normalize("NFKC").toUpperCase().toLowerCase();
        expect(places.get(folded) ?? place).toBe(place);
        places.set(folded, place);
      }
    }),
    { numRuns: 3000 },
  );
});
