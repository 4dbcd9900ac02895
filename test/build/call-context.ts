// What a server is called with where nobody interrupts and nobody looks at the progress.

import type { CallContext } from "../../src/backends/contract.js";

export function contextOf(key: string): CallContext {
  return { key, signal: { aborted: false, onAbort: () => () => {} }, progress: () => {} };
}
