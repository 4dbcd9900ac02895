// A text in, a UUID made from its hash out: the same text always has the same one.

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** A UUID of version 5, which is the one for ids made from a hash. */
export function uuidOf(text: string): string {
  const hex = Array.from(sha256(utf8ToBytes(text)).slice(0, 16), (byte, i) => {
    const bits = i === 6 ? (byte & 0x0f) | 0x50 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return bits.toString(16).padStart(2, "0");
  }).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
