// Any text in, a name that is safe for a file on every system and in every zip out (spec 6.8).

const longest = 120;
// Names that Windows keeps for devices, whatever their ending.
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?$/i;

/** Letters, digits, marks, space, "." "_" "-" "(" ")" stay, runs of anything else become "_"; no dot or space at either end; NFC. A safe name stays as it is. */
export function safeName(text: string, otherwise: string, most = longest): string {
  const allowed = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N} ._()-]+/gu, "_")
    .replace(/^[\p{M}. ]+/u, "");
  const name = trimmed(cutToBytes(allowed, most));
  // Parentheses stand in no step id, so what is made of an id stays unique.
  const free = name.replace(reserved, (_, device: string, ending: string | undefined) => `(${device})${ending ?? ""}`);
  return trimmed(cutToBytes(free, most)) || otherwise;
}

function trimmed(name: string): string {
  return name.replace(/[. ]+$/, "");
}

/** A safe name that ends in ".zip". */
export function zipName(text: string): string {
  const name = safeName(text.replace(/\.zip[. ]*$/i, ""), "", longest - 10);
  return name === "" ? "result.zip" : `${name}.zip`;
}

/** At most so many UTF-8 bytes, since that is what file systems count, and no code point cut in two. */
export function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (bytes > most) break;
    kept += character;
  }
  return kept;
}
