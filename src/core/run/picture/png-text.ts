// The bytes of a PNG and a text in, the same picture with that text in it out (PNG 11.3.3): before the pixels, where every reader looks.
// What is not a whole PNG, or says something under that keyword already, stays as it is.

import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const textTypes = ["tEXt", "zTXt", "iTXt"];

/** The keyword is 1 to 79 letters of ASCII. */
export function withPngText(bytes: Uint8Array, keyword: string, text: string): Uint8Array {
  const at = placeForText(bytes, keyword);
  return at === null ? bytes : concatBytes(bytes.subarray(0, at), textChunk(keyword, text), bytes.subarray(at));
}

/** Where the first chunk of pixels begins; null where no text may be added. */
function placeForText(bytes: Uint8Array, keyword: string): number | null {
  if (signature.some((byte, i) => bytes[i] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let pixels: number | null = null;
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = latin(bytes.subarray(at + 4, at + 8));
    const next = at + 12 + length;
    if (next > bytes.length || (at === signature.length && type !== "IHDR")) return null;
    if (type === "IEND") return pixels;
    if (type === "IDAT") pixels ??= at;
    if (textTypes.includes(type) && latin(bytes.subarray(at + 8, at + 9 + keyword.length)) === `${keyword}\0`)
      return null;
    at = next;
  }
  return null;
}

/** Latin-1 in the plain form, anything else as UTF-8: as other writers choose, and every reader knows both. */
function textChunk(keyword: string, text: string): Uint8Array {
  const head = utf8ToBytes(`${keyword}\0`);
  if (/^[\n\x20-\x7e\xa0-\xff]*$/.test(text)) {
    return chunk(
      "tEXt",
      concatBytes(
        head,
        Uint8Array.from(text, (character) => character.charCodeAt(0)),
      ),
    );
  }
  // Not compressed; neither a language nor a translated keyword.
  return chunk("iTXt", concatBytes(head, new Uint8Array(4), utf8ToBytes(text)));
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const checked = concatBytes(utf8ToBytes(type), data);
  return concatBytes(number(data.length), checked, number(crc32(checked)));
}

function number(value: number): Uint8Array {
  return new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let rest = n;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
