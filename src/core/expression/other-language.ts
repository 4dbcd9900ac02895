// A string that begins with $ and is no path in, what it would mean in another language out (spec 2.2.3): string concatenation, defaults, pipes,
// methods and the variables of other templates. Whether the path that is meant exists is asked elsewhere.

import type { Limits } from "../language/limits.js";
import { quoted } from "../text/printable.js";
import { type Embedded, formatOf } from "./embedded.js";
import type { Expression } from "./tree.js";

type Habit =
  | "sum"
  | "default"
  | "match"
  | "pipe"
  | "method"
  | "conditional"
  | "comparison"
  | "arithmetic"
  | "variable"
  | "key";

/** `found`: the sign or name that does not exist here; `instead`: the expression that is meant, where that is certain. */
export type OtherLanguage = { readonly habit: Habit; readonly found: string; readonly instead?: string };

const list = "$.results.ideas.list[?@.mood == 'calm']";

/** What to do instead, behind what was found. */
export function adviceOn({ habit, found, instead }: OtherLanguage): string {
  const meant = instead === undefined ? "" : `; did you mean ${quoted(instead, 120)}?`;
  return `; ${advice[habit](quoted(found, 60))}${meant}`;
}

const advice: { readonly [habit in Habit]: (found: string) => string } = {
  sum: () => "texts are not joined with +, but with @Format, where a value goes in for each {}",
  default: () => 'there are no defaults in expressions: write a "default" in the schema of the value',
  pipe: (found) => `there is no ${found}: values are sent as they are`,
  method: (found) => `values have no methods, so there is no ${found}`,
  conditional: () => `there is no condition "… ? … : …": a filter chooses from a list, as in ${list}`,
  comparison: () => `values are compared in filters only, as in ${list}`,
  arithmetic: () => "there is no arithmetic",
  match: () => "patterns are matched in filters only, as in $.results.ideas.list[?search(@.mood, 'calm|quiet')]",
  variable: () => "a path starts with $.input, $.results or $.store, and the item of a map is $$",
  key: () => "a name in brackets is written in quotes",
};

type Parse = (text: string, limits: Limits) => Expression | null;

export function otherLanguage(value: string, limits: Limits, parse: Parse): OtherLanguage | null {
  if (value.length > limits.expression) return null;
  return variable(value) ?? unquotedKey(value, limits, parse) ?? afterPath(value, limits, parse);
}

const name = String.raw`[A-Za-z_]\w{0,99}`;
const rest = String.raw`(?:\.${name}|\[(?:\d{1,9}|\*|'[^'\]\n]{0,99}')\]){0,50}`;
const forms = [
  new RegExp(String.raw`^\$\{\{?\s{0,4}(?<path>\$?\.?${name}${rest})\s{0,4}\}\}?$`),
  new RegExp(String.raw`^\$\(\s{0,4}(?<path>\$?\.?${name}${rest})\s{0,4}\)$`),
  new RegExp(String.raw`^\$(?<path>${name}${rest})$`),
];

/** `${{ inputs.topic }}`, `$(input.topic)`, `${topic}`, `$item`. */
function variable(value: string): OtherLanguage | null {
  for (const form of forms) {
    const path = form.exec(value)?.groups?.path;
    if (path !== undefined) return { habit: "variable", found: value, instead: pathOf(path.replace(/^\$?\.?/, "")) };
  }
  return null;
}

const items = ["item", "it", "this", "value", "element", "current"];
const states: { readonly [root: string]: string } = {
  input: "input",
  inputs: "input",
  results: "results",
  result: "results",
  steps: "results",
  store: "store",
};

/** What it is called here. A name of its own is most likely one of the input. */
function pathOf(path: string): string {
  const [root = ""] = /^\w+/.exec(path) ?? [];
  const after = path.slice(root.length);
  if (items.includes(root)) return `$$${after}`;
  const state = Object.hasOwn(states, root) ? states[root] : undefined;
  if (state === undefined) return `$.input.${path}`;
  return `$.${state}${root === "steps" ? after.replace(/^(\.\w+)\.(?:outputs?|results?)(?=[.[]|$)/, "$1") : after}`;
}

/** `$.input[topic]` */
function unquotedKey(value: string, limits: Limits, parse: Parse): OtherLanguage | null {
  const keys = [...value.matchAll(/\[([A-Za-z_][\w-]*)\]/g)];
  if (keys.length === 0) return null;
  const instead = value.replace(/\[([A-Za-z_][\w-]*)\]/g, "['$1']");
  return parse(instead, limits) === null ? null : { habit: "key", found: keys[0]?.[1] ?? "", instead };
}

const signs: readonly (readonly [sign: RegExp, habit: Habit])[] = [
  [/^(?:\|\||\?\?|or\b)/, "default"],
  [/^\|(?!\|)\s{0,4}[A-Za-z_]\w*/, "pipe"],
  [/^\?(?!\?)/, "conditional"],
  [/^=~/, "match"],
  [/^(?:===?|!==?|<=?|>=?)/, "comparison"],
  [/^[-*/%]/, "arithmetic"],
];

/** What follows a whole path. */
function afterPath(value: string, limits: Limits, parse: Parse): OtherLanguage | null {
  const method = new RegExp(String.raw`^(\$\$?${rest})\.(${name})\(`).exec(value);
  if (method !== null && parse(method[1] as string, limits) !== null)
    return { habit: "method", found: `.${method[2]}()` };
  const path = new RegExp(String.raw`^\$\$?${rest}`).exec(value)?.[0] ?? "";
  if (path.length < 2 || parse(path, limits) === null) return null;
  const tail = value.slice(path.length).trimStart();
  if (tail.startsWith("+")) return sum(value, limits, parse);
  for (const [sign, habit] of signs) {
    const found = sign.exec(tail)?.[0];
    if (found !== undefined) return { habit, found };
  }
  return null;
}

const summand = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^'"+]+?))\s*(?:\+|$)/gy;

/** `$.input.topic + ' in snow'` */
function sum(value: string, limits: Limits, parse: Parse): OtherLanguage {
  let text = "";
  const pieces: Embedded[] = [];
  let end = 0;
  for (const found of value.matchAll(summand)) {
    end = found.index + found[0].length;
    const written = found[3];
    if (written === undefined) {
      text += (found[1] ?? found[2] ?? "").replace(/\\(.)/g, "$1");
      continue;
    }
    const expression = parse(written, limits);
    if (expression === null) return { habit: "sum", found: "+" };
    const span = { start: text.length, end: text.length + written.length };
    pieces.push({ ...span, from: span.start, to: span.end, text: written, kind: expression.kind });
    text += written;
  }
  return end < value.length || value.trimEnd().endsWith("+")
    ? { habit: "sum", found: "+" }
    : { habit: "sum", found: "+", instead: formatOf(text, pieces) };
}
