// A file name, or - for standard input, in; its text out. Bytes that are not UTF-8 make a file unreadable (spec 7.9).

import { closeSync, openSync, readSync } from "node:fs";
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
    bytes = readBytes(name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${printable(shown)}: ${reasons[code ?? ""] ?? printable(message)}`);
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

/** Far more than any limit on a flow or an input, and far less than what ends a process. */
const mostBytes = 268_435_456;

function readBytes(name: string): Uint8Array {
  const handle = name === "-" ? 0 : openSync(name, "r");
  try {
    return Buffer.concat([...chunksOf(handle)]);
  } finally {
    if (handle !== 0) closeSync(handle);
  }
}

function* chunksOf(handle: number): Iterable<Uint8Array> {
  let total = 0;
  for (;;) {
    const chunk = new Uint8Array(65_536);
    const read = readSome(handle, chunk);
    if (read === 0) return;
    total += read;
    if (total > mostBytes) throw new Error(`it is longer than ${mostBytes} bytes`);
    yield chunk.subarray(0, read);
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
