// A text in, its beginning out that takes at most so many bytes of UTF-8 (spec 6.4.9), cut between code points.

export function cutBytes(text: string, most: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text.slice(0, most)) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
