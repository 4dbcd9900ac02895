// A JSON value in, the same value out with every look at it counted: work is asserted as a number of reads, never as time.

export type Counted<T> = { readonly value: T; readonly reads: () => number };

export function countReads<T extends object>(value: T): Counted<T> {
  let reads = 0;
  const seen = new WeakMap<object, object>();
  const count = <Target extends object>(target: Target): Target => {
    const known = seen.get(target);
    if (known !== undefined) return known as Target;
    const proxy = new Proxy(target, {
      get(of, key, receiver) {
        reads++;
        const found: unknown = Reflect.get(of, key, receiver);
        return typeof found === "object" && found !== null ? count(found) : found;
      },
      ownKeys(of) {
        const keys = Reflect.ownKeys(of);
        reads += keys.length;
        return keys;
      },
    });
    seen.set(target, proxy);
    return proxy;
  };
  return { value: count(value), reads: () => reads };
}
