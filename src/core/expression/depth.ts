// Tokens in, the first bracket that nests too deep out (spec 2.14). Counted before the parser, which is recursive.

import type { IToken } from "chevrotain";

/** The parser's own stack is safe up to here, whatever a host allows. */
export const deepest = 64;

/** Parentheses nest, and so do brackets that hold a filter; an index nests nothing. */
export function tooDeep(tokens: readonly IToken[], allowed: number): IToken | undefined {
  const limit = Math.min(allowed, deepest);
  let depth = 0;
  /** For each open bracket, whether it counts. */
  const open: boolean[] = [];
  for (const token of tokens) {
    switch (token.image) {
      case "(":
        open.push(true);
        depth += 1;
        break;
      case "[":
        open.push(false);
        break;
      case "?":
        if (open.at(-1) === false) {
          open[open.length - 1] = true;
          depth += 1;
        }
        break;
      case ")":
      case "]":
        if (open.pop()) depth -= 1;
        break;
    }
    if (depth > limit) return token;
  }
  return undefined;
}
