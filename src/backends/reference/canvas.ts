// A picture while it is drawn: two pixels a byte, each a position in a palette of sixteen colours.

/** Rows of nibbles: the left pixel of a pair is the high one. */
export type Canvas = {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly data: Uint8Array;
};

/** The first positions of the palette are the picture's, the last two are what its mark is drawn with. */
export const shades = 14;
export const paper = 14;
export const ink = 15;

/** From pair to pair of pixels, which is as fine as flat shapes need. */
export function fillRow({ height, stride, data }: Canvas, y: number, from: number, to: number, shade: number): void {
  if (y < 0 || y >= height) return;
  const left = Math.max(0, Math.round(from / 2));
  const right = Math.min(stride, Math.round(to / 2));
  if (left < right) data.fill(shade * 17, y * stride + left, y * stride + right);
}

export function setPixel({ width, height, stride, data }: Canvas, x: number, y: number, shade: number): void {
  if (x >= width || y >= height) return;
  const at = y * stride + (x >> 1);
  const pair = data[at] ?? 0;
  data[at] = x % 2 === 0 ? (shade << 4) | (pair & 0x0f) : (pair & 0xf0) | shade;
}
