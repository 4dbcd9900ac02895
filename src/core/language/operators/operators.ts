// Every operator of the language in one list (spec 2.7–2.11): those that are a row and no more, and those that are syntax.

import { presume } from "../../unreachable.js";
import { format } from "./format.js";
import type { Operator } from "./operator.js";
import { replace } from "./replace.js";

export const operators: readonly Operator[] = [format, replace];

/** Operators that bind or name something: the parser knows each, and the tree has a place of its own for it. */
export type SyntaxOperator = {
  readonly name: string;
  readonly form: string;
  readonly words: string;
  readonly clause: string;
  /** How it is called; null: never. */
  readonly call: { readonly form: string; readonly least: number; readonly most: number } | null;
};

export const syntaxOperators: readonly SyntaxOperator[] = [
  {
    name: "Map",
    form: `["@Map(path, name)", template]`,
    words: "Repeats the template for each item of the array at the path; `$$` is the item.",
    clause: "2.7",
    call: { form: "@Map(path) or @Map(path, name)", least: 1, most: 2 },
  },
  {
    name: "Index",
    form: "@Index(name)",
    words: "The position in the map of that name, from 0.",
    clause: "2.8",
    call: { form: "@Index(name)", least: 1, most: 1 },
  },
  {
    name: "Item",
    form: "@Item(name)",
    words: "The item of the map of that name; segments may follow.",
    clause: "2.8",
    call: { form: "@Item(name)", least: 1, most: 1 },
  },
  {
    name: "Extend",
    form: `"@Extend": path`,
    words: "As a key: merges objects into this one. This object's own keys win.",
    clause: "2.9",
    call: null,
  },
];

const byName = new Map(operators.map((operator) => [operator.name, operator]));

/** The help text of each. */
export const everyOperator: readonly Pick<SyntaxOperator, "name" | "form" | "words" | "clause">[] = [
  ...syntaxOperators,
  ...operators,
];
export const operatorNames: readonly string[] = everyOperator.map(({ name }) => name);

/** The row of that name; undefined: no such operator, or one that is syntax. */
export function findOperator(name: string): Operator | undefined {
  return byName.get(name);
}

/** The row of a call in a tree or an IR, which hold no other names. */
export function operatorOf({ operator }: { readonly operator: string }): Operator {
  return presume(byName.get(operator), `an operator, not ${operator}`);
}
