// A file name, or - for standard input, in; its text out. Bytes that are not UTF-8 make a file unreadable (spec 7.9).

import { readFileSync } from "node:fs";
import { Source } from "../core/diagnostic/located.js";
import { printable } from "../core/text/printable.js";
import { UsageError } from "./exit.js";

const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

export function readSource(name: string): Source {
  const shown = name === "-" ? "<stdin>" : name;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(name === "-" ? 0 : name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${printable(shown)}: ${reasons[code ?? ""] ?? message}`);
  }
  try {
    return new Source(shown, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new UsageError(
      `cannot read ${printable(shown)}: it is not UTF-8 text`,
      "save the flow as UTF-8, without bytes of other encodings",
    );
  }
}
