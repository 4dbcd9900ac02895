// A canvas in, the same canvas with "SYNTHETIC" at its lower left (spec 6.7), as large as its width allows; what does not fit is cut off.

import { type Canvas, ink, paper, setPixel } from "./canvas.js";

/** Three by five pixels a letter, row by row. */
const letters: { readonly [letter: string]: string } = {
  S: "011100010001110",
  Y: "101101010010010",
  N: "111101101101101",
  T: "111010010010010",
  H: "101101111101101",
  E: "111100110100111",
  I: "111010010010111",
  C: "011100100100011",
};
const word = "SYNTHETIC";

export function writeMark(canvas: Canvas): void {
  const dot = Math.max(1, Math.floor(canvas.width / (word.length * 4 * 4)));
  const top = Math.max(0, canvas.height - 7 * dot);
  for (let y = top; y < canvas.height; y++)
    for (let x = 0; x < (word.length * 4 + 1) * dot; x++) setPixel(canvas, x, y, paper);
  for (const [place, letter] of [...word].entries()) {
    for (const [i, bit] of [...(letters[letter] ?? "")].entries()) {
      if (bit === "0") continue;
      const left = (1 + place * 4 + (i % 3)) * dot;
      const upper = top + (1 + Math.floor(i / 3)) * dot;
      for (let y = upper; y < upper + dot; y++) for (let x = left; x < left + dot; x++) setPixel(canvas, x, y, ink);
    }
  }
}
