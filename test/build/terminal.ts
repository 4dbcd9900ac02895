// A terminal that keeps what is written to it, for tests of the command line.

import pc from "picocolors";
import { flowplan } from "../../src/cli/flowplan.js";
import type { Terminal } from "../../src/cli/terminal/terminal.js";

export type Said = { readonly exit: number; readonly out: string; readonly err: string };

export function keptTerminal(
  coloured = false,
  columns = Number.POSITIVE_INFINITY,
  errColumns = Number.POSITIVE_INFINITY,
): Terminal & { readonly said: { out: string; err: string } } {
  const said = { out: "", err: "" };
  const colours = pc.createColors(coloured);
  return {
    said,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    errors: (text) => {
      said.err += text;
    },
    quiet: false,
    outColours: colours,
    errColours: colours,
    columns,
    errColumns,
  };
}

export function say(...words: readonly string[]): Promise<Said> {
  return sayWords(words);
}

export async function sayWords(words: readonly string[], columns?: number): Promise<Said> {
  const terminal = keptTerminal(false, columns);
  const exit = await flowplan(words, terminal);
  return { exit, ...terminal.said };
}
