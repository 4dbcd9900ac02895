// Base64 text in, its bytes out; null where it is cut or is not base64 (spec 6.18.4). A data URL is taken too. No engine decodes strictly
// and fast everywhere, so it is done here.

const code = new Uint8Array(256).fill(255);
for (const [i, letter] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  code[letter.charCodeAt(0)] = i;

export function bytesOfBase64(text: string): Uint8Array | null {
  const start = text.startsWith("data:") ? text.indexOf(",") + 1 : 0;
  const length = text.length - start;
  if (length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((length / 4) * 3 - padding);
  const end = text.length - (padding === 0 ? 0 : 4);
  let to = 0;
  let wrong = 0;
  for (let at = start; at < end; at += 4) {
    const a = codeAt(text, at);
    const b = codeAt(text, at + 1);
    const c = codeAt(text, at + 2);
    const d = codeAt(text, at + 3);
    wrong |= a | b | c | d;
    bytes[to++] = (a << 2) | (b >> 4);
    bytes[to++] = (b << 4) | (c >> 2);
    bytes[to++] = (c << 6) | d;
  }
  if (padding > 0) {
    const a = codeAt(text, end);
    const b = codeAt(text, end + 1);
    const c = padding === 2 ? 0 : codeAt(text, end + 2);
    wrong |= a | b | c;
    bytes[to++] = (a << 2) | (b >> 4);
    if (padding === 1) bytes[to++] = (b << 4) | (c >> 2);
  }
  return wrong > 63 ? null : bytes;
}

function codeAt(text: string, at: number): number {
  return code[text.charCodeAt(at)] ?? 255;
}
