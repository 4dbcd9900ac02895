// A file in memory that knows what a power cut would leave of it, and that fails when it is told to.

import type { JournalBytes } from "../../src/node/journal/journal-bytes.js";

/**
 * What becomes of one write or flush: `error`, it fails; `full`, a write takes nothing, as on a full disk; `short`, a write takes a part;
 * `part`, a write takes a part and then fails.
 */
export type Fault = "error" | "full" | "short" | "part";

export type ForgetfulFile = JournalBytes & {
  /** All that was written: what stands there after the process is killed. */
  readonly written: Buffer;
  /** What stands there after a power cut, whatever else the disk kept by luck. */
  readonly synced: Buffer;
  /** How many writes and flushes there were. */
  readonly operations: number;
  /** Whether one of them failed. */
  readonly failed: boolean;
  readonly closed: boolean;
};

export function forgetfulFile(
  start: Uint8Array = new Uint8Array(),
  faultAt: (operation: number) => Fault | null = () => null,
) {
  let written = Buffer.from(start);
  let synced = Buffer.from(start);
  let operations = 0;
  let failed = false;
  let closed = false;
  const fail = (): Error => {
    failed = true;
    return new Error("EIO");
  };
  const put = (bytes: Uint8Array, position: number) => {
    const after = written.subarray(position + bytes.length);
    const gap = Buffer.alloc(Math.max(0, position - written.length));
    written = Buffer.concat([written.subarray(0, position), gap, bytes, after]);
    return bytes.length;
  };
  const file: ForgetfulFile = {
    read: async (into, position) => written.copy(into, 0, position),
    write: async (bytes, position) => {
      const fault = faultAt(operations++);
      // Other work gets its turn, as it does while a disk is busy.
      await new Promise(setImmediate);
      switch (fault) {
        case null:
          return put(bytes, position);
        case "full":
          failed = true;
          return 0;
        case "short":
          return put(bytes.subarray(0, Math.ceil(bytes.length / 2)), position);
        case "part":
          put(bytes.subarray(0, Math.ceil(bytes.length / 2)), position);
          throw fail();
        case "error":
          throw fail();
      }
    },
    sync: async () => {
      const fault = faultAt(operations++);
      const now = written;
      await new Promise(setImmediate);
      if (fault === "error" || fault === "part") throw fail();
      synced = now;
    },
    truncate: async (length) => {
      written = written.subarray(0, length);
    },
    close: async () => {
      closed = true;
    },
    get written() {
      return written;
    },
    get synced() {
      return synced;
    },
    get operations() {
      return operations;
    },
    get failed() {
      return failed;
    },
    get closed() {
      return closed;
    },
  };
  return file;
}
