// Whatever a server answered in, all the text in it out (spec 6.19): where a key must not be found. Pictures are looked through as Latin-1.

export function spoken(value: unknown, depth = 0): string {
  if (value instanceof Uint8Array) return textOf(value);
  if (typeof value !== "object" || value === null || depth > 20) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key}\n${spoken(part, depth + 1)}`)
    .join("\n");
}

function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}
