// A text in, the places out where it names the run state as other template languages do: `{{input.topic}}`, `${input.topic}`,
// `$input.topic`, or `input.topic` as the whole text (spec 2.2.5). Whether such a path exists is asked elsewhere.

import type { Embedded } from "./embedded.js";

const segment = String.raw`(?:\.[A-Za-z_]\w{0,99}|\[(?:\d{1,9}|\*)?\]|\['[^'\]\n]{0,99}'\])`;
const state = String.raw`\$?\.?(?:input|results|store)${segment}{1,50}`;
const item = String.raw`\$\$${segment}{0,50}`;
const gap = "[ \\t]{0,4}";
const inBraces = `(?:\\$\\{|\\{\\{|\\{)${gap}(?:${state}|${item})${gap}\\}\\}?`;
const named = new RegExp(`${inBraces}|(?<![\\w$\\\\])\\$(?:input|results|store)${segment}{1,50}`, "g");
const bare = new RegExp(`^\\s{0,9}(${state})\\s{0,9}$`);
const most = 32;

export function findNamed(value: string): readonly Embedded[] {
  const whole = bare.exec(value);
  if (whole !== null) {
    const start = value.indexOf(whole[1] as string);
    return [pieceOf(start, whole[1] as string)];
  }
  if (!/[{$]/.test(value)) return [];
  const found: Embedded[] = [];
  for (const { 0: text, index } of value.matchAll(named)) {
    const inside = text.replace(/^\$?\{\{?/, "");
    // What opens with one brace closes with one.
    const surplus = text.startsWith("{{") ? !text.endsWith("}}") : text.endsWith("}}");
    if (text.startsWith("{{") && surplus) continue;
    found.push(pieceOf(index, surplus ? text.slice(0, -1) : text, inside));
    if (found.length === most) break;
  }
  return found;
}

function pieceOf(start: number, written: string, inside = written): Embedded {
  const path = inside.replace(/[{}\s]/g, "").replaceAll("[]", "[*]");
  const text = path.startsWith("$$") ? path : `$.${path.replace(/^\$?\.?/, "")}`;
  const end = start + written.length;
  return { start, end, from: start, to: end, text, kind: "path" };
}
