// A text that may be too long in, its beginning out (spec 7.6), cut between graphemes where the platform knows them, else between code
// points: never within what a reader takes for one character.

/** At most `longest` units, an ellipsis among them where something is left out. `show` is how each piece will be written. */
export function cut(text: string, longest: number, show: (piece: string) => string = (piece) => piece): string {
  // One more than fits tells that not all does; a grapheme that is longer than this is cut at a code point.
  const start = text.slice(0, longest + 64);
  let shown = "";
  let fitting = "";
  for (const piece of piecesOf(start)) {
    shown += show(piece);
    if (shown.length > longest) return `${fitting}…`;
    if (shown.length < longest) fitting = shown;
  }
  return text.length > start.length ? `${fitting}…` : shown;
}

/** The last pieces of a text that have at most `longest` units together. */
export function lastOf(text: string, longest: number): string {
  let kept = "";
  for (const piece of piecesOf(text.slice(-longest - 64)).reverse()) {
    if (kept.length + piece.length > longest) break;
    kept = piece + kept;
  }
  return kept;
}

let segmenter: Intl.Segmenter | null | undefined;

/** Graphemes; those of more than 32 units, which no script has, as code points. */
function piecesOf(text: string): string[] {
  segmenter ??= typeof Intl === "object" && "Segmenter" in Intl ? new Intl.Segmenter() : null;
  if (segmenter === null) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap((piece) =>
    piece.length > 32 ? [...piece] : [piece],
  );
}
