// A descriptor in, the only lock of its file out (spec 6.10.3), or why not. The operating system keeps it with the open file: it ends with
// the descriptor, and so with the process, however that ends.

export type Unlockable = { readonly kind: "unlockable"; readonly detail: string };

export type Lock = (descriptor: number) => { readonly kind: "locked" } | { readonly kind: "held" } | Unlockable;

/** On Windows others cannot read a range that is locked: there the lock is one byte, far behind all that will ever be written. */
const [offset, length] = process.platform === "win32" ? [2 ** 52, 1] : [0, 0];

/** The package is loaded when a lock is needed, since its native part does not load everywhere. */
export async function fileLock(): Promise<Lock | Unlockable> {
  try {
    const { tryLock } = await import("fs-native-extensions");
    return (descriptor) => {
      try {
        return { kind: tryLock(descriptor, offset, length) ? "locked" : "held" };
      } catch (error) {
        return unlockable(error);
      }
    };
  } catch (error) {
    return unlockable(error);
  }
}

function unlockable(error: unknown): Unlockable {
  return { kind: "unlockable", detail: error instanceof Error ? error.message : String(error) };
}
