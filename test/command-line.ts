// The command line as a function: words in, what it wrote and its exit code out. Colours are off; `here` stands for a folder in texts.

import pc from "picocolors";
import { flowplan } from "../src/cli/flowplan.js";

export type Said = { readonly exit: number; readonly out: string; readonly err: string };

export async function say(words: readonly string[], columns = 100): Promise<Said> {
  let out = "";
  let err = "";
  const colours = pc.createColors(false);
  const exit = await flowplan(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    outColours: colours,
    errColours: colours,
    columns,
  });
  return { exit, out, err };
}
