// Two lists in, which of their elements belong together out (spec 5.11): equal ones in one order, as many as possible without looking
// at every pair; between them what is alike; the rest is unpaired.

type Keyed<T> = { readonly value: T; readonly keys: readonly string[] };
type Aligned<T> = { readonly before?: T; readonly after?: T };

/** `keysOf` tells from the strictest likeness to the loosest: the same, the same prompt, …. What is left is paired by place. */
export function align<T>(
  before: readonly T[],
  after: readonly T[],
  keysOf: (value: T) => readonly string[],
): readonly Aligned<T>[] {
  const keyed = (value: T): Keyed<T> => ({ value, keys: keysOf(value) });
  return alignBy(before.map(keyed), after.map(keyed), 0);
}

function alignBy<T>(before: readonly Keyed<T>[], after: readonly Keyed<T>[], level: number): readonly Aligned<T>[] {
  const levels = before[0]?.keys.length ?? 0;
  if (before.length === 0 || after.length === 0 || level >= levels) return byPlace(before, after);
  const found: Aligned<T>[] = [];
  const add = (items: readonly Aligned<T>[]) => {
    for (const item of items) found.push(item);
  };
  let [b, a] = [0, 0];
  for (const [i, j] of [...commonOrder(before, after, level), [before.length, after.length] as const]) {
    add(alignBy(before.slice(b, i), after.slice(a, j), level + 1));
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && now !== undefined) found.push({ before: old.value, after: now.value });
    [b, a] = [i + 1, j + 1];
  }
  return found;
}

function byPlace<T>(before: readonly Keyed<T>[], after: readonly Keyed<T>[]): readonly Aligned<T>[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, i) => {
    const [old, now] = [before[i], after[i]];
    return {
      ...(old === undefined ? {} : { before: old.value }),
      ...(now === undefined ? {} : { after: now.value }),
    };
  });
}

/** Positions of equal elements that grow on both sides: the longest such run over the nth of each key to the nth of it. */
function commonOrder<T>(
  before: readonly Keyed<T>[],
  after: readonly Keyed<T>[],
  level: number,
): readonly (readonly [number, number])[] {
  const places = new Map<string, number[]>();
  for (const [j, { keys }] of after.entries()) {
    const key = keys[level] as string;
    const known = places.get(key);
    if (known === undefined) places.set(key, [j]);
    else known.push(j);
  }
  const next = new Map<string, number>();
  const candidates: [number, number][] = [];
  for (const [i, { keys }] of before.entries()) {
    const key = keys[level] as string;
    const nth = next.get(key) ?? 0;
    const j = places.get(key)?.[nth];
    next.set(key, nth + 1);
    if (j !== undefined) candidates.push([i, j]);
  }
  return longestGrowing(candidates);
}

/** By the second of each pair; the first grows already. */
function longestGrowing(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const tails: number[] = [];
  const previous = pairs.map(() => -1);
  for (const [at, [, j]] of pairs.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] as number] as readonly [number, number])[1] < j) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : (tails[low - 1] as number);
    tails[low] = at;
  }
  const run: (readonly [number, number])[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] as number)
    run.push(pairs[at] as readonly [number, number]);
  return run.reverse();
}
