// The bytes of a picture in, its kind and its size out, as its first bytes say (spec 6.4.6). Nothing is decoded.

export type PictureKind = "image/png" | "image/jpeg" | "image/webp";
export type PictureSize = { readonly width: number; readonly height: number };

type Row = {
  /** What a file of the kind ends with. */
  readonly ending: string;
  /** What its bytes begin with. */
  readonly begins: RegExp;
  /** null: the bytes end before they say it. */
  readonly sizeOf: (bytes: DataView) => PictureSize | null;
};

export const pictureKinds: { readonly [kind in PictureKind]: Row } = {
  "image/png": {
    ending: "png",
    begins: /^\x89PNG/,
    sizeOf: (view) => (view.byteLength < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) }),
  },
  "image/jpeg": { ending: "jpg", begins: /^\xff\xd8\xff/, sizeOf: jpegSize },
  "image/webp": { ending: "webp", begins: /^RIFF[\s\S]{4}WEBP/, sizeOf: webpSize },
};

export function isPictureKind(mime: unknown): mime is PictureKind {
  return typeof mime === "string" && Object.hasOwn(pictureKinds, mime);
}

/** null: not of a kind that we know. */
export function kindOfPicture(bytes: Uint8Array): PictureKind | null {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  return (
    Object.keys(pictureKinds)
      .filter(isPictureKind)
      .find((kind) => pictureKinds[kind].begins.test(start)) ?? null
  );
}

export function sizeOfPicture(kind: PictureKind, bytes: Uint8Array): PictureSize | null {
  return pictureKinds[kind].sizeOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
}

/** Segment by segment to the one that begins a frame: 0xc0 to 0xcf, of which three mean something else. */
function jpegSize(view: DataView): PictureSize | null {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // A marker may be preceded by any number of 0xff.
    at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

function webpSize(view: DataView): PictureSize | null {
  if (view.byteLength < 30) return null;
  const short = (at: number) => view.getUint16(at, true) & 0x3fff;
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  switch (view.getUint32(12)) {
    case fourLetters("VP8X"):
      return { width: three(24) + 1, height: three(27) + 1 };
    case fourLetters("VP8 "):
      return { width: short(26), height: short(28) };
    case fourLetters("VP8L"): {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default:
      return null;
  }
}

function fourLetters(text: string): number {
  return [...text].reduce((number, letter) => number * 256 + letter.charCodeAt(0), 0);
}
