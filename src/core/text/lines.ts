// Offsets in, lines and columns out (spec 7.2): lines end with LF, CRLF or CR; lines and columns count from 1, columns in UTF-16 units.

export type Position = { readonly offset: number; readonly line: number; readonly column: number };

export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) starts.push(i + 1);
    }
    this.#text = text;
    this.#starts = starts;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The position of an offset; an offset outside the text is moved to its nearest end. */
  position(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.#text.length);
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= inside) low = middle;
      else high = middle - 1;
    }
    return { offset: inside, line: low + 1, column: inside - (this.#starts[low] as number) + 1 };
  }

  /** The text of a line (from 1) without its line end; an empty text for a line that does not exist. */
  line(number: number): string {
    const start = this.#starts[number - 1];
    if (start === undefined) return "";
    const end = this.#starts[number] ?? this.#text.length;
    return this.#text.slice(start, end).replace(/(\r\n|\n|\r)$/, "");
  }
}
