// Names, texts and numbers that trip programs up, for arbitraries to draw from: every law of test/property has to hold for them as well.

/** Members of `Object.prototype`, signs of our own texts, names that paths have to quote, and the empty name. */
export const hostileNames = [
  "toString",
  "constructor",
  "__proto__",
  "valueOf",
  "hasOwnProperty",
  "[*]",
  " else ",
  "",
  "a.b",
  "0",
  "it's",
] as const;

/** Ids that a step may have (spec 1.6) and that something else has too. */
const hostileIds = ["toString", "constructor", "__proto__", "valueOf", "0", "-1", "1e3", "_", "a".repeat(64)] as const;

/** The id of a flow's step by its position: hostile as long as there are such. */
export function hostileId(position: number): string {
  return hostileIds[position] ?? `s${position}`;
}

/** The path of a step's result, whatever it is called. */
export function resultOf(step: string): string {
  return `$.results['${step}']`;
}

/** JSON numbers at the edges of a double: zeros, the smallest, the largest, beyond the safe integers, and what is rounded. */
export const hostileNumbers = [
  0,
  -0,
  5e-324,
  -5e-324,
  1e-7,
  0.1,
  19.99,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  2 ** 53,
  1e21,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
] as const;
