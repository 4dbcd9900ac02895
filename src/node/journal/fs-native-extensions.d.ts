// The one function that we use of a package that has no types.

declare module "fs-native-extensions" {
  /** False: another descriptor holds a lock. `length` 0: to the end of the file. */
  export function tryLock(descriptor: number, offset?: number, length?: number): boolean;
}
