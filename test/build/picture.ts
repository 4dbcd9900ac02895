// The first bytes of pictures of a size, as encoders write them: enough to know what they are, not to see them.

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((each) => each.charCodeAt(0)) : part)),
  );
const big = (value: number, length: number) =>
  Array.from({ length }, (_, i) => (value / 256 ** (length - 1 - i)) & 255);
const little = (value: number, length: number) => big(value, length).reverse();

export function png(width: number, height: number): Uint8Array {
  return bytes([0x89], "PNG\r\n\x1a\n", big(13, 4), "IHDR", big(width, 4), big(height, 4), [8, 2, 0, 0, 0]);
}

/** With a segment before the frame, and a tail that fills up. */
export function jpeg(width: number, height: number, marker = 0xc2): Uint8Array {
  const frame = [0xff, 0xff, marker, ...big(11, 2), 8, ...big(height, 2), ...big(width, 2), 1, 1, 0x11, 0];
  return bytes([0xff, 0xd8, 0xff, 0xe0], big(16, 2), "JFIF\0", big(0, 9), [0xff, 0xc4], big(4, 2), [0, 0], frame);
}

export function webp(width: number, height: number, kind: "VP8 " | "VP8L" | "VP8X"): Uint8Array {
  const body = {
    "VP8 ": [0, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2)],
    VP8L: [0x2f, ...little(width - 1 + (height - 1) * 2 ** 14, 4), 0, 0, 0, 0, 0],
    VP8X: [0, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)],
  }[kind];
  return bytes("RIFF", little(22, 4), "WEBP", kind, little(10, 4), body);
}
