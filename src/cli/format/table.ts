// Cells in, the lines of a table that fits the terminal out: columns are as wide as they must be, the widest give way first, and what
// is cut says so.

/** Columns on a terminal: wide characters take two, marks that combine take none. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

function widthOfCharacter(character: string): number {
  if (/\p{Mn}|\p{Me}|\u200d|\ufe0f/u.test(character)) return 0;
  return /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60\u3000-\u303e]/u.test(
    character,
  )
    ? 2
    : 1;
}

/** Where the first character is too wide already, only the sign of the cut is left. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const start = startOf(text, width - 1);
  return widthOf(start) < width ? `${start}…` : "…";
}

export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Text on a terminal that is `width` wide: lines of whole words, and of parts of a word that is wider than a line. */
export function fold(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  return wrap(text, width).flatMap((line) => {
    const parts: string[] = [];
    for (let rest = line; rest !== ""; ) {
      const part = widthOf(rest) <= width ? rest : startOf(rest, width);
      parts.push(part);
      rest = rest.slice(part.length);
    }
    return parts;
  });
}

/** As many characters as fit, and at least one. */
function startOf(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > width && kept !== "") break;
    kept += character;
  }
  return kept;
}

/** Lines of whole words; a word that is too long has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export type Paint = (text: string) => string;
export type Cell = { readonly text: string; readonly paint?: Paint };
export type Column = { readonly name: string; readonly cells: readonly Cell[] };

const gap = "  ";
/** A column is not cut below this. */
const narrowest = 10;

/** The columns that fit, from the left; `left` are the names of those that do not. */
export function layTable(
  columns: readonly Column[],
  room: number,
  heading: Paint,
): { readonly lines: readonly string[]; readonly left: readonly string[] } {
  const natural = columns.map(({ name, cells }) => Math.max(widthOf(name), ...cells.map(({ text }) => widthOf(text))));
  const least = natural.map((width) => Math.min(width, narrowest));
  let shown = columns.length;
  const sum = (widths: readonly number[]) => widths.reduce((a, b) => a + b, gap.length * (widths.length - 1));
  while (shown > 2 && sum(least.slice(0, shown)) > room) shown--;
  const widths = natural.slice(0, shown);
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const widest = Math.max(...widths);
    const at = widths.indexOf(widest);
    const second = Math.max(narrowest, ...widths.filter((_, i) => i !== at));
    if (widest <= narrowest) break;
    widths[at] = Math.max(narrowest, widest - over, Math.min(second, widest - 1));
  }
  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, paint }, i) => {
        const fitted = cut(text, widths[i] as number);
        const painted = paint === undefined ? fitted : paint(fitted);
        return i === cells.length - 1 ? painted : painted + " ".repeat((widths[i] as number) - widthOf(fitted));
      })
      .join(gap)
      .trimEnd();
  const kept = columns.slice(0, shown);
  const rows = kept[0]?.cells.map((_, row) => line(kept.map(({ cells }) => cells[row] as Cell))) ?? [];
  const head = line(kept.map(({ name }) => ({ text: name, paint: heading })));
  return { lines: [head, ...rows], left: columns.slice(shown).map(({ name }) => name) };
}
