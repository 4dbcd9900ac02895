// What a PNG says of itself (spec 6.16.4): tools of Stable Diffusion read back what was drawn, and no bytes of a picture are lost or broken.

import { crc32 } from "node:zlib";
import fc from "fast-check";
import { decode, encode } from "fast-png";
import { expect, test } from "vitest";
import { type DrawnWith, generationParameters } from "../../src/core/run/picture/generation-parameters.js";
import { withPngText } from "../../src/core/run/picture/png-text.js";

const drawn: DrawnWith = {
  prompt: "a red fox, (masterpiece:1.2)",
  negativePrompt: "ugly",
  baseModel: "sdxl",
  trainingId: null,
  precision: "fp16",
  width: 512,
  height: 768,
  steps: 25,
  guidanceScale: 7.5,
  scale: 0.9,
};

test("the text is the prompt, the negative prompt, and one line of what was set", () => {
  expect(generationParameters(drawn, 42, false)).toBe(
    "a red fox, (masterpiece:1.2)\nNegative prompt: ugly\nSteps: 25, CFG scale: 7.5, Seed: 42, Size: 512x768, Model: sdxl, Precision: fp16, Version: flowplan",
  );
  const more = { ...drawn, prompt: "a\r\nb", negativePrompt: null, trainingId: "t: 1, x", baseModel: 'a "b"' };
  expect(generationParameters(more, null, true)).toBe(
    'a\nb\nSteps: 25, CFG scale: 7.5, Size: 512x768, Model: "a \\"b\\"", Lora: "t: 1, x", Lora weight: 0.9, Precision: fp16, Synthetic: not made by a model, Version: flowplan',
  );
});

/** As those tools read it: lines up to the last are prompt and negative prompt, the last is pairs, and values may be quoted. */
function readBack(text: string) {
  const lines = text.trim().split("\n");
  const last = lines.pop() ?? "";
  const pairs = Object.fromEntries(
    [...last.matchAll(/\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/g)].map(([, name = "", value = ""]) => [
      name,
      value.startsWith('"') ? (JSON.parse(value) as string) : value,
    ]),
  );
  const found = { prompt: [] as string[], negative: [] as string[] };
  let side: "prompt" | "negative" = "prompt";
  for (const line of lines.map((each) => each.trim())) {
    const negative = line.startsWith("Negative prompt:");
    if (negative) side = "negative";
    found[side].push(negative ? line.slice("Negative prompt:".length).trim() : line);
  }
  return { prompt: found.prompt.join("\n"), negative: found.negative.join("\n"), pairs };
}

const words = fc.array(
  fc.constantFrom(
    "fox",
    "\n",
    "Negative prompt: x",
    "Steps: 1, Seed: 2, Size: 3x3",
    '"',
    ",",
    ":",
    "é",
    "狐",
    "\0",
    "\u2028",
    "🦊",
    " ",
  ),
  { maxLength: 8 },
);
const texts = fc.oneof(
  words.map((list) => list.join("")),
  fc.string({ unit: "binary", maxLength: 30 }),
);
/** What cannot be told apart when it is read back. */
const readable = (text: string) =>
  text
    .replace(/[^\S\n]*(\r\n|\r|\n)[^\S\n]*/g, "\n")
    .replace(/[\p{Cc}\u2028\u2029]/gu, (control) => (control === "\n" ? control : " "))
    .replace(/\s+/gu, " ")
    .trim();

test("what was drawn is read back, whatever the prompts and names are", () => {
  fc.assert(
    fc.property(
      texts,
      fc.option(texts),
      texts,
      fc.option(fc.maxSafeNat()),
      (prompt, negativePrompt, baseModel, seed) => {
        const back = readBack(generationParameters({ ...drawn, prompt, negativePrompt, baseModel }, seed, false));
        // A first line that begins like the negative prompt cannot be told from it.
        fc.pre(!/^negative prompt:/i.test(readable(prompt)));
        expect(readable(back.prompt)).toBe(readable(prompt));
        expect(readable(back.negative)).toBe(readable(negativePrompt ?? ""));
        expect(readable(back.pairs.Model ?? "")).toBe(readable(baseModel));
        expect(back.pairs).toMatchObject({ Steps: "25", "CFG scale": "7.5", Size: "512x768", Version: "flowplan" });
        expect(back.pairs.Seed).toBe(seed === null ? undefined : `${seed}`);
      },
    ),
    { numRuns: 1000 },
  );
});

const pixels = encode({ width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i * 14), channels: 3 });

function chunksOf(png: Uint8Array): { type: string; data: Buffer }[] {
  const buffer = Buffer.from(png);
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at);
    expect(buffer.readUInt32BE(at + 8 + length)).toBe(crc32(buffer.subarray(at + 4, at + 8 + length)));
    chunks.push({ type: buffer.toString("latin1", at + 4, at + 8), data: buffer.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

test("the text stands before the pixels, in Latin-1 where that is enough, and the picture is the same", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const told = withPngText(pixels, "parameters", text);
      const chunks = chunksOf(told);
      const found = chunks.filter(({ type }) => type === "tEXt" || type === "iTXt");
      expect(found).toHaveLength(1);
      const [{ type, data } = { type: "", data: Buffer.alloc(0) }] = found;
      const value =
        type === "tEXt"
          ? data.toString("latin1", "parameters".length + 1)
          : data.toString("utf8", "parameters".length + 5);
      expect(value).toBe(Buffer.from(text).toString());
      expect(chunks.findIndex((chunk) => chunk.type === type)).toBeLessThan(
        chunks.findIndex((chunk) => chunk.type === "IDAT"),
      );
      expect(decode(told).data).toEqual(decode(pixels).data);
      // Said once, it is not said again.
      expect(withPngText(told, "parameters", "other")).toBe(told);
      // And what was added can be taken away.
      const at = Buffer.from(told).indexOf(type) - 4;
      const without = Buffer.concat([told.subarray(0, at), told.subarray(at + 12 + data.length)]);
      expect(Buffer.compare(without, pixels)).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test("what is not a whole PNG stays as it is, byte for byte", () => {
  const damaged = fc.oneof(
    fc.nat(pixels.length - 1).map((end) => pixels.slice(0, end)),
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ maxLength: 40 }).map((rest) => Uint8Array.from([...pixels.slice(0, 8), ...rest])),
    fc
      .tuple(fc.nat(pixels.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, by]) => pixels.map((byte, i) => (i === at ? byte ^ by : byte))),
  );
  fc.assert(
    fc.property(damaged, fc.nat(60), (bytes, before) => {
      // Seen as a part of something larger, as a reply may be.
      const larger = new Uint8Array(before + bytes.length + 5);
      larger.set(bytes, before);
      const given = larger.subarray(before, before + bytes.length);
      const told = withPngText(given, "parameters", "x");
      if (told === given) return;
      expect(told.length).toBe(given.length + 12 + "parameters".length + 2);
    }),
    { numRuns: 1000 },
  );
  for (const bytes of [pixels.slice(0, -1), pixels.slice(0, 40), new Uint8Array()])
    expect(withPngText(bytes, "parameters", "x")).toBe(bytes);
});
