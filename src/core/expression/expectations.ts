// What the grammar expected, in plain words: the library's errors carry these phrases and nothing of its own (spec 2.4, 2.12).

import type { IParserErrorMessageProvider, IToken } from "chevrotain";

/** What may stand where a rule's alternatives begin. */
const alternatives: { readonly [rule: string]: string } = {
  expression: "a path that starts with $",
  root: "$",
  segment: "a name, * or [",
  shorthand: "a name or *",
  selector: "a name in quotes, an index, a slice, * or a filter that starts with ?",
  condition: "a path such as @.name, a value or a function",
  operand: "a path such as @.name, a value or a function",
  query: "a path such as @.name",
  argument: "an argument: a path, a call, a number, or a string in quotes",
};

const tokens: { readonly [rule: string]: string } = {
  brackets: '"," or "]"',
  group: '")"',
  named: '"," or ")"',
  call: '"," or ")"',
};

export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage({ previous, ruleName }) {
    if (previous.image === "(" && ruleName === "call") return `${alternatives.argument}`;
    if (previous.image === "(" && ruleName === "named") return `${alternatives.operand}, or ")"`;
    return tokens[ruleName] ?? alternatives[ruleName] ?? "something else";
  },
  buildNoViableAltMessage({ ruleName }) {
    return alternatives[ruleName] ?? "something else";
  },
  buildNotAllInputParsedMessage() {
    return "a segment such as .name or [0], or the end";
  },
  buildEarlyExitMessage({ ruleName }) {
    return alternatives[ruleName] ?? "something else";
  },
};

/** A habit of another language that explains what was found; empty when there is none. */
export function habit(found: string, token: IToken | undefined, rule: string, inFilter: boolean): string {
  const before = token?.image;
  if (inFilter) {
    if (found === "=" || found === "===") return "; write == to compare";
    if (found === "&" || found === "and") return "; write && for and";
    if (found === "|" || found === "or") return "; write || for or";
  }
  if (/[“”„«»‘’‚]/.test(`${before}${found}`)) return "; use straight quotes, ' or \"";
  if (found === "]" && before === "[") return "; write [*] for all elements";
  if (/^[.[]/.test(found) && before === ")" && rule !== "call" && rule !== "expression")
    return "; no segment can follow a function";
  if (rule === "call" && found !== "" && token !== undefined && /^[A-Za-z_]/.test(token.image) && !/^[@,)]/.test(found))
    return `; put the text in quotes, as in '${token.image} …'`;
  if (found === "^" || found === "~") return "; this is from another dialect of paths";
  if (found === "(" && rule === "selector") return "; write a filter as [?@.price > 5], the last element as [-1]";
  if (rule === "selector" && /^[A-Za-z_]/.test(found)) return `; write ['${found}'] for a name`;
  if (/^['"]/.test(found) && before === ".") return "; a name in quotes goes in brackets, without a dot before it";
  if (found === "[" && before === ".") return "; remove the dot before [";
  return "";
}

export function imageOf(token: IToken | undefined): string {
  return token?.image ?? "";
}
