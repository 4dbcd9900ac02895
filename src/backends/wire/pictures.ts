// What a server gave as a picture in, the picture or what is wrong with it out (spec 6.18.4): whole, of a kind that we know, of the size that was
// asked for. Nothing is decoded.

import { mostPictureBytes } from "../../core/plan/cost/zip-bytes.js";
import { kindOfPicture, type PictureKind, sizeOfPicture } from "../../core/run/picture/picture.js";
import type { DrawnImage } from "../../core/run/server.js";
import { bytesOfBase64 } from "./base64.js";

export type PictureRead =
  | { readonly ok: true; readonly image: DrawnImage }
  | { readonly ok: false; readonly problem: string };

/** `given`: bytes, or base64 of them. */
export function pictureOf(
  given: Uint8Array | string,
  asked: { readonly width: number; readonly height: number },
  seed: number | null,
): PictureRead {
  const bytes = typeof given === "string" ? bytesOfBase64(given) : given;
  const refused = (problem: string): PictureRead => ({ ok: false, problem });
  if (bytes === null) return refused("a picture is not whole base64");
  const kind = kindOfPicture(bytes);
  if (kind === null) return refused("a picture is neither PNG nor JPEG nor WebP");
  if (!isWhole[kind](bytes)) return refused("a picture is cut off");
  const size = sizeOfPicture(kind, bytes);
  if (size === null) return refused("a picture does not say its size");
  if (size.width !== asked.width || size.height !== asked.height)
    return refused(`a picture is ${size.width}×${size.height} instead of ${asked.width}×${asked.height}`);
  return { ok: true, image: { bytes, mime: kind, ...size, seed } };
}

/** Every picture of a list, or the first problem. */
export function picturesOf(
  given: readonly (Uint8Array | string)[],
  asked: { readonly width: number; readonly height: number },
  seeds: readonly (number | null)[],
): { readonly ok: true; readonly images: readonly DrawnImage[] } | { readonly ok: false; readonly problem: string } {
  const images: DrawnImage[] = [];
  for (const [i, each] of given.entries()) {
    const read = pictureOf(each, asked, seeds[i] ?? null);
    if (!read.ok) return read;
    images.push(read.image);
  }
  return { ok: true, images };
}

/** What so many pictures take as base64 in JSON. */
export function largestPictures(size: { readonly width: number; readonly height: number }, count: number): number {
  return Math.ceil(mostPictureBytes(size) / 3) * 4 * count + 1_048_576;
}

const isWhole: { readonly [kind in PictureKind]: (bytes: Uint8Array) => boolean } = {
  // The last chunk is IEND; some programs write text behind it.
  "image/png": (bytes) => chunksEnd(bytes),
  "image/jpeg": (bytes) => hasJpegEnd(bytes),
  "image/webp": (bytes) => bytes.length >= 8 && littleEndian(bytes, 4) + 8 <= bytes.length,
};

function chunksEnd(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49454e44) return true;
  }
  return false;
}

function hasJpegEnd(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at >= Math.max(2, bytes.length - 1024); at--)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}
