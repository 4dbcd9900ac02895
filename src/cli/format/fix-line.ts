// A fix in, how every format for people calls it out (spec 7.5): what is safe is a fix, what may change the meaning a suggestion.

import type { Fix } from "../../core/diagnostic/diagnostic.js";

type Offered = Pick<Fix, "title" | "safe">;

export function fixWord({ safe }: Offered): string {
  return safe ? "fix:" : "suggestion:";
}

export function fixLine(fix: Offered): string {
  return `${fixWord(fix)} ${fix.title}`;
}
