// A terminal that keeps what is written to it, for tests of the command line.

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** Each run has a store of its own, unless one is named: no test answers another. */
function withStore(words: readonly string[]): readonly string[] {
  if ((words[0] !== "run" && words[0] !== "plan") || words.includes("--store") || words.includes("--help"))
    return words;
  return [...words, "--store", join(mkdtempSync(join(tmpdir(), "flowplan-store-")), ".flowplan")];
}

export async function sayWords(given: readonly string[], columns?: number): Promise<Said> {
  const words = withStore(given);
  const terminal = keptTerminal(false, columns);
  const exit = await flowplan(words, terminal);
  return { exit, ...terminal.said };
}
