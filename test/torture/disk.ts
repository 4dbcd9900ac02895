// A disk in memory that can fill up, fail, and lose what was not flushed: what a journal of a run stands on in the torture.

import type { JournalBytes } from "../../src/node/journal/journal-bytes.js";

export type Disk = {
  /** What would be there after a power cut. */
  readonly survives: () => Uint8Array;
  readonly bytes: JournalBytes;
  readonly operations: () => number;
};

/** `none`: nothing happens; `error`: the operation is refused; `short`: it takes half of what it is given, and then nothing more. */
export type DiskFault = "error" | "short" | "flush";

/** The fault comes at the `nth` write, or flush, and stays. */
export function fakeDisk(before: Uint8Array, fault: DiskFault | null, nth: number, flushes = true): Disk {
  let content = Buffer.from(before);
  let safe = Buffer.from(before);
  let writes = 0;
  let syncs = 0;
  const full = () => Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC", errno: -28 });
  return {
    survives: () => safe,
    operations: () => writes + syncs,
    bytes: {
      read: async (into, position) => {
        const piece = content.subarray(position, position + into.length);
        into.set(piece);
        return piece.length;
      },
      write: async (bytes, position) => {
        writes += 1;
        if (fault === "error" && writes >= nth) throw full();
        const taken =
          fault === "short" && writes >= nth ? (writes === nth ? Math.floor(bytes.length / 2) : 0) : bytes.length;
        const next = Buffer.alloc(Math.max(content.length, position + taken));
        content.copy(next);
        next.set(bytes.subarray(0, taken), position);
        content = next;
        return taken;
      },
      sync: async () => {
        syncs += 1;
        if (fault === "flush" && syncs >= nth) throw full();
        if (flushes) safe = Buffer.from(content);
      },
      truncate: async (length) => {
        content = Buffer.from(content.subarray(0, length));
      },
      close: async () => {},
    },
  };
}
