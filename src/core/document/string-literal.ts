// A string as written in, what it means and what is wrong with it out (spec 1.1, 1.3). Escapes are those of JSON5.

/** A mistake inside the string: units from `start` to `end` of the image. */
export type StringMistake = {
  readonly kind: "escape" | "control" | "unterminated";
  readonly start: number;
  readonly end: number;
};

export type StringLiteral = { readonly value: string; readonly mistakes: readonly StringMistake[] };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const HEX2 = /^[0-9a-fA-F]{2}$/;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const SIMPLE: { readonly [letter: string]: string } = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "0": "\0",
};

/** One escape: the units it takes in the image, and what it stands for (null: it is not an escape). */
export type Escape = { readonly length: number; readonly text: string | null };

/** `at` is the place of a backslash. Line ends after it are nothing; letters without a meaning stand for themselves. */
export function readEscape(image: string, at: number): Escape {
  const next = image[at + 1];
  switch (next) {
    case undefined:
      return { length: 1, text: null };
    case "u": {
      const digits = image.slice(at + 2, at + 6);
      return HEX4.test(digits)
        ? { length: 6, text: String.fromCharCode(Number.parseInt(digits, 16)) }
        : { length: 2, text: null };
    }
    case "x": {
      const digits = image.slice(at + 2, at + 4);
      return HEX2.test(digits)
        ? { length: 4, text: String.fromCharCode(Number.parseInt(digits, 16)) }
        : { length: 2, text: null };
    }
    case "\r":
      return { length: image[at + 2] === "\n" ? 3 : 2, text: "" };
    case "\n":
    case "\u2028":
    case "\u2029":
      return { length: 2, text: "" };
    default:
      if (next === "0" && /^[0-9]$/.test(image[at + 2] ?? "")) return { length: 2, text: null };
      if (next >= "1" && next <= "9") return { length: 2, text: null };
      return { length: 2, text: SIMPLE[next] ?? next };
  }
}

/** The last unit is the quote that the string begins with, and no backslash takes it. */
export function isClosed(image: string): boolean {
  const last = image.length - 1;
  if (last < 1 || image.charCodeAt(last) !== image.charCodeAt(0)) return false;
  let backslashes = 0;
  while (image.charCodeAt(last - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 0;
}

/** `image` begins with a quote and ends with the same one, unless it is unterminated. */
export function readString(image: string): StringLiteral {
  const mistakes: StringMistake[] = [];
  const parts: string[] = [];
  let from = 1;
  let at = image.indexOf("\\", 1);
  while (at !== -1) {
    parts.push(image.slice(from, at));
    const found = readEscape(image, at);
    if (found.text !== null) parts.push(found.text);
    else mistakes.push({ kind: "escape", start: at, end: Math.min(at + 2, image.length) });
    // A backslash that is not an escape is dropped, so that the rest of the string is kept.
    from = found.text === null ? at + 1 : at + found.length;
    at = image.indexOf("\\", at + found.length);
  }
  const closed = isClosed(image);
  const end = closed ? image.length - 1 : image.length;
  parts.push(image.slice(from, end));
  if (image.search(CONTROL) !== -1) {
    for (const match of image.matchAll(CONTROL)) {
      if (image[match.index - 1] !== "\\") mistakes.push({ kind: "control", start: match.index, end: match.index + 1 });
    }
  }
  if (!closed) mistakes.push({ kind: "unterminated", start: 0, end: image.length });
  return { value: parts.join(""), mistakes };
}
