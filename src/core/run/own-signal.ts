// A host's signal in, one that the run itself can give as well out. A host's signal that breaks is one that is never given.

import type { Signal } from "./signal.js";

export type OwnSignal = Signal & { readonly abort: () => void };

export function ownSignal(host: Signal | undefined): OwnSignal {
  const listeners = new Set<() => void>();
  let aborted = false;
  const abort = () => {
    if (aborted) return;
    aborted = true;
    for (const listener of [...listeners]) listener();
    listeners.clear();
  };
  try {
    if (host?.aborted === true) abort();
    else host?.onAbort(abort);
  } catch {
    // It can be interrupted by `cancel` alone.
  }
  return {
    get aborted() {
      return aborted;
    },
    onAbort: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    abort,
  };
}
