// What the first bytes of a picture say of it (spec 6.4.6).

import fc from "fast-check";
import { expect, test } from "vitest";
import { isPictureKind, kindOfPicture, pictureKinds, sizeOfPicture } from "../src/core/run/picture/picture.js";
import { jpeg, png, webp } from "./build/picture.js";

const side = fc.integer({ min: 1, max: 16_383 });
const encoders = {
  png: [png, "image/png"],
  jpeg: [jpeg, "image/jpeg"],
  "baseline jpeg": [(width: number, height: number) => jpeg(width, height, 0xc0), "image/jpeg"],
  "lossy webp": [(width: number, height: number) => webp(width, height, "VP8 "), "image/webp"],
  "lossless webp": [(width: number, height: number) => webp(width, height, "VP8L"), "image/webp"],
  "extended webp": [(width: number, height: number) => webp(width, height, "VP8X"), "image/webp"],
} as const;

test.each(Object.entries(encoders))("a %s tells its kind and its size", (_, [encode, kind]) => {
  fc.assert(
    fc.property(side, side, (width, height) => {
      const bytes = encode(width, height);
      expect(kindOfPicture(bytes)).toBe(kind);
      expect(sizeOfPicture(kind, bytes)).toEqual({ width, height });
      // Wherever it lies in a larger buffer.
      const within = Uint8Array.from([1, 2, 3, ...bytes]).subarray(3);
      expect(sizeOfPicture(kind, within)).toEqual({ width, height });
    }),
  );
});

test("any bytes are read to an end, whole or cut short", () => {
  const start = fc.constantFrom(...Object.values(encoders).map(([encode]) => [...encode(5, 7)]));
  const cut = fc.tuple(start, fc.nat(40), fc.uint8Array({ maxLength: 60 }));
  fc.assert(
    fc.property(cut, ([from, length, rest]) => {
      const bytes = Uint8Array.from([...from.slice(0, length), ...rest]);
      const kind = kindOfPicture(bytes);
      if (kind !== null) expect(() => sizeOfPicture(kind, bytes)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each(["toString", "constructor", "__proto__", "", null, undefined, 7, "image/gif"])(
  "%j is not a kind of picture",
  (name) => {
    expect(isPictureKind(name)).toBe(false);
    expect(Object.keys(pictureKinds)).toHaveLength(3);
  },
);
