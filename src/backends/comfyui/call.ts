// The key of a call in, its id at the server out (spec 6.22.5).

/** The id of a call at the server: a UUID that follows from its key, so that each attempt has the same. */
export function idOf(key: string): string {
  const hex = [...key.slice(0, 32).padEnd(32, "0")];
  hex[12] = "5";
  hex[16] = "8";
  const part = (from: number, to: number) => hex.slice(from, to).join("");
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-");
}
