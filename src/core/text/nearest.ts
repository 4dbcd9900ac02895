// A name and the names that exist in, the one the author most likely meant out (spec 7.4).

/** How many edits may lie between: a third of the name's length, at least one, two from four letters on. */
export function mostEdits(name: string): number {
  return name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
}

type Ranked = { readonly candidate: string; readonly distance: number; readonly written: number };

/**
 * The nearest candidate, undefined where none is near. Letter case only decides between candidates that are as near otherwise, then their
 * order. A name that means the opposite is not near; where the two nearest are opposites of each other, nobody knows which was meant.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  allowed: (candidate: string) => number = () => mostEdits(name),
): string | undefined {
  const lower = name.toLowerCase();
  const ranked: Ranked[] = [];
  for (const candidate of candidates) {
    const most = allowed(candidate);
    if (candidate === name || Math.abs(candidate.length - name.length) > most) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance > most || !isSlip(lower, candidate.toLowerCase(), distance) || areOpposites(name, candidate)) continue;
    ranked.push({ candidate, distance, written: editDistance(name, candidate) });
  }
  const [best, ...others] = ranked.sort((a, b) => a.distance - b.distance || a.written - b.written);
  if (best === undefined) return undefined;
  const isDoubtful = others.some(
    ({ candidate, distance }) => distance === best.distance && areOpposites(best.candidate, candidate),
  );
  return isDoubtful ? undefined : best.candidate;
}

/**
 * Whoever slips more than once still begins a word aright. Of two letters, neither may be another: "if" is not meant to be "id", but "di" and
 * "idd" are.
 */
function isSlip(name: string, candidate: string, distance: number): boolean {
  if (distance === 0) return true;
  const [a, b] = [name.replace(/^\W+/, ""), candidate.replace(/^\W+/, "")];
  if (Math.min(a.length, b.length) > 2) return distance === 1 || a[0] === b[0];
  const isSwapped = a.length > 1 && [...a].sort().join("") === [...b].sort().join("");
  return isSwapped || (a !== "" && b !== "" && a.length !== b.length && distance === 1);
}

const opposites: readonly (readonly [string, string])[] = [
  ["min", "max"],
  ["include", "exclude"],
  ["inclusive", "exclusive"],
  ["true", "false"],
  ["left", "right"],
  ["top", "bottom"],
  ["first", "last"],
  ["start", "end"],
  ["before", "after"],
  ["enable", "disable"],
  ["allow", "deny"],
  ["read", "write"],
  ["any", "all"],
  ["width", "height"],
  ["public", "private"],
  ["positive", "negative"],
];

/** Whether one name is nearer to the other with the opposite of a word in it: "minlength" and "maxLength". */
function areOpposites(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return opposites.some(([x, y]) => {
    const [from, to] = one.includes(x) && other.includes(y) ? [x, y] : [y, x];
    if (!one.includes(from) || !other.includes(to) || one.includes(to) || other.includes(from)) return false;
    return editDistance(one.replace(from, to), other) < editDistance(one, other);
  });
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours count one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] as number;
}
