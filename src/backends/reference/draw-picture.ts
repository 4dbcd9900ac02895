// A prompt with its model and seed in, a PNG of the wanted size out (spec 6.7): flat shapes in sixteen colours that follow from all of
// it, with "SYNTHETIC" drawn into the picture and said in its text. Two pixels a byte, so a large picture is drawn and packed quickly.

import { encode } from "fast-png";
import { canonicalJson } from "../../core/text/json.js";
import type { PassPrompt, PassRequest } from "../contract.js";
import { type Canvas, fillRow, shades } from "./canvas.js";
import { randomOf, type SeededRandom } from "./random.js";
import { writeMark } from "./write-mark.js";

export function drawPicture(pass: PassRequest, { prompt, negativePrompt }: PassPrompt, seed: number): Uint8Array {
  const { prompts: _, ...shared } = pass;
  const random = randomOf(canonicalJson({ ...shared, prompt, negativePrompt, seed }));
  const { width, height } = pass;
  const stride = Math.ceil(width / 2);
  const canvas: Canvas = { width, height, stride, data: new Uint8Array(stride * height) };
  fillGround(canvas, random);
  const count = 4 + random.integer(5);
  for (let i = 0; i < count; i++) drawShape(canvas, random);
  writeMark(canvas);
  return encode(
    {
      width,
      height,
      depth: 4,
      channels: 1,
      data: canvas.data,
      palette: paletteOf(random),
      text: {
        Synthetic: "true: drawn by flowplan's reference backend, not by a model",
        Software: "flowplan reference backend",
      },
    },
    { zlib: { level: 1 } },
  );
}

/** Bands from top to bottom, through half of the shades. */
function fillGround({ height, stride, data }: Canvas, random: SeededRandom): void {
  const first = random.integer(shades);
  const bands = 3 + random.integer(5);
  for (let y = 0; y < height; y++) {
    const shade = (first + Math.floor((y * bands) / height)) % shades;
    data.fill(shade * 17, y * stride, (y + 1) * stride);
  }
}

function drawShape(canvas: Canvas, random: SeededRandom): void {
  const shade = random.integer(shades);
  const x = random.integer(canvas.width);
  const y = random.integer(canvas.height);
  const size = 2 + random.integer(Math.ceil(Math.min(canvas.width, canvas.height) / 3));
  const kind = random.integer(3);
  for (let dy = -size; dy <= size; dy++) {
    const half = kind === 0 ? Math.sqrt(size * size - dy * dy) : kind === 1 ? size - Math.abs(dy) : size / 1.5;
    fillRow(canvas, y + dy, x - half, x + half, shade);
  }
}

/** Two hues, each from dark to light, and black and white for the mark. */
function paletteOf(random: SeededRandom): number[][] {
  const hues = [random.integer(360), random.integer(360)] as const;
  const colours = Array.from({ length: shades }, (_, i) => {
    const hue = i < shades / 2 ? hues[0] : hues[1];
    return colour(hue, 0.55, 0.25 + 0.08 * (i % (shades / 2)));
  });
  return [...colours, [0, 0, 0], [255, 255, 255]];
}

/** Hue in degrees, saturation and lightness from 0 to 1. */
function colour(hue: number, saturation: number, lightness: number): number[] {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}
