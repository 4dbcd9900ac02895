// A file name, or - for standard input, in; its text out. Bytes that are not UTF-8 make a file unreadable (spec 7.9).

import { closeSync, openSync, readSync } from "node:fs";
import { Source } from "../../core/diagnostic/located.js";
import { type Limits, withLimits } from "../../core/language/limits.js";
import { looksLikePlanFile } from "../../core/plan/file/plan-file.js";
import { cut, lastOf } from "../../core/text/cut.js";
import { printable } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";

export const readReasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
  ELOOP: "its links lead in a circle",
  ENOTDIR: "there is a file where a folder should be",
  ENAMETOOLONG: "its name is longer than file systems allow",
  ENXIO: "it is not a file that can be read",
  ERR_INVALID_ARG_VALUE: "its name contains a null character",
};

/** Standard input is read once: whoever asks for it second would find nothing. */
export function refuseTwiceStandardInput(uses: { readonly [use: string]: string | undefined }): void {
  const [first, second] = Object.keys(uses).filter((use) => uses[use] === "-");
  if (first === undefined || second === undefined) return;
  throw new UsageError(`standard input can be read only once, but - is given for both ${first} and ${second}`);
}

/** Bytes of a file that is no flow: results, states, prices. */
const mostOther = 67_108_864;

export function readSource(name: string): Source {
  return readUpTo(name, mostOther, (most) => {
    throw new UsageError(`cannot read ${shownName(name)}: it is longer than ${most / 1_048_576} MiB`);
  });
}

/**
 * A flow, of which no more is read than shows that it is too long: four bytes hold at least one unit of its text. The file of a plan is
 * longer than its flow.
 */
export function readFlowSource(name: string, { limits }: { readonly limits: Partial<Limits> }): Source {
  const most = 4 * withLimits(limits).source + 4;
  return readUpTo(name, most, (_, start) => (looksLikePlanFile(start) ? mostOther : null));
}

/** `over`: what to do with a text that is longer than `most` bytes: read on to a new bound, or keep what was read (null). */
type Over = (most: number, start: string) => number | null;

function shownName(name: string): string {
  if (name === "-") return "<stdin>";
  return name === "" ? 'a file without a name ("")' : shortened(name);
}

/** File names of any length, cut in the middle of nowhere: the two ends say most. */
export function shortened(name: string): string {
  const whole = printable(name);
  return whole.length > 200 ? `${cut(whole, 121)}${lastOf(whole, 60)}` : whole;
}

/** JSON where the name of a file is asked for; patterns such as `{a,b}.json` are not. */
export function isInlineJson(word: string): boolean {
  return /^\s*\{.*:|^\s*\[.*\]\s*$/s.test(word);
}

export function inlineJsonMistake(name: string): UsageError {
  return new UsageError(
    `${shownName(name)} was taken for the name of a file, and there is no such file: JSON is read from a file or, with -, from standard input`,
    "give - as the file, and the JSON on standard input",
  );
}

function readUpTo(name: string, most: number, over: Over): Source {
  const shown = name === "-" ? "<stdin>" : name;
  let bytes: Uint8Array;
  let whole = true;
  try {
    if (name === "") throw new UsageError('"" names no file', "name a file, or - for standard input");
    ({ bytes, whole } = readBytes(name, most, over));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (isInlineJson(name) && (code === "ENOENT" || code === "ENAMETOOLONG")) throw inlineJsonMistake(name);
    throw new UsageError(`cannot read ${shownName(name)}: ${readReasons[code ?? ""] ?? printable(message)}`);
  }
  try {
    return new Source(
      shown,
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: !whole }),
    );
  } catch {
    throw new UsageError(`cannot read ${shownName(name)}: it is not UTF-8 text`, "save the file as UTF-8");
  }
}

function readBytes(name: string, most: number, over: Over): { readonly bytes: Uint8Array; readonly whole: boolean } {
  const handle = name === "-" ? 0 : openSync(name, "r");
  try {
    const chunks: Uint8Array[] = [];
    let total = 0;
    let bound = most;
    for (;;) {
      const chunk = new Uint8Array(65_536);
      const read = readSome(handle, chunk);
      if (read === 0) return { bytes: Buffer.concat(chunks), whole: true };
      chunks.push(chunk.subarray(0, read));
      total += read;
      if (total <= bound) continue;
      const start = new TextDecoder().decode(chunks[0]);
      const next = over(bound, start);
      if (next === null) return { bytes: Buffer.concat(chunks), whole: false };
      if (next <= bound)
        throw new UsageError(`cannot read ${shownName(name)}: it is longer than ${bound / 1_048_576} MiB`);
      bound = next;
    }
  } finally {
    if (handle !== 0) closeSync(handle);
  }
}

/** A pipe that others made non-blocking says "try again" where a file would wait. */
function readSome(handle: number, chunk: Uint8Array): number {
  for (;;) {
    try {
      return readSync(handle, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
