// What an operator is: one row, from which reading, checks before the run, evaluation, partial evaluation, printing, the words of
// editors and the examples of explanations derive (spec 2.10–2.12).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { type Json, jsonTypeName } from "../../text/json.js";
import type { Span } from "../../text/span.js";
import type { Type } from "../../types/type.js";

/** A type of JSON by its name, as an argument may have it. */
export type ArgumentKind = "string" | "number" | "boolean";

export type Parameter = {
  /** As messages and editors call it. */
  readonly name: string;
  readonly takes: readonly ArgumentKind[];
  /** A string in quotes in the expression itself, never data. */
  readonly written?: true;
  /** Its text decides about the result, but is no part of it. */
  readonly hidden?: true;
  /** A value of the right kind that it does not take all the same; `at: null`: as it is written, else where in the run. */
  readonly except?: {
    readonly value: Json;
    readonly mistake: (span: Span, at: string | null) => Diagnostic;
  };
  /** Says in a run that a value is of another kind, where a message of its own helps more than the general one. */
  readonly misfit?: (found: string, span: Span, at: string) => Diagnostic;
};

/** An argument as it is written: a literal's value, and where units of a string stand in the flow. */
export type WrittenLiteral = {
  readonly value: Json | undefined;
  readonly span: Span;
  readonly at: (start: number, end: number) => Span;
};

/** Called before a string of that length is made: throws where a limit forbids it. */
export type Room = (length: number) => void;

export type Operator = {
  /** Without the @. */
  readonly name: string;
  readonly form: string;
  /** What it does, in one line. */
  readonly words: string;
  readonly clause: string;
  readonly parameters: readonly Parameter[];
  /** What further arguments are, of which there may be any number. */
  readonly rest?: Parameter;
  readonly result: Type;
  /** What only this operator asks of its literals; gives the literals in their canonical form. */
  readonly read?: (given: readonly WrittenLiteral[]) => {
    readonly mistakes: readonly Diagnostic[];
    readonly literals: readonly (Json | undefined)[];
  };
  /**
   * Made once for each call in a flow, from what its arguments are as constants (undefined: not known beforehand). What comes out is
   * called for each evaluation, with values that the parameters take.
   */
  readonly evaluate: (constants: readonly (Json | undefined)[]) => (values: readonly Json[], room: Room) => Json;
  /** Each is tested: the expression, without any state, gives the value. */
  readonly examples: readonly { readonly expression: string; readonly value: Json }[];
};

/** Undefined: one argument too many. */
export function parameterAt({ parameters, rest }: Operator, position: number): Parameter | undefined {
  return parameters[position] ?? rest;
}

export function takesValue({ takes }: Parameter, value: Json): boolean {
  return (takes as readonly string[]).includes(jsonTypeName(value));
}

/** In a run: a value is of a kind that the parameter does not take. */
export function misfit(row: Operator, parameter: Parameter, found: string, span: Span, at: string): Diagnostic {
  if (parameter.misfit !== undefined) return parameter.misfit(found, span, at);
  const said = { operator: `@${row.name}`, takes: kindsInWords(parameter), found, at };
  return diagnose("template/wrong-argument", span, said);
}

/** "a string, a number or a boolean" */
export function kindsInWords({ takes, written }: Parameter): string {
  if (written) return "a text in quotes, never data";
  const words = takes.map((kind) => `a ${kind}`);
  return words.length === 1 ? (words[0] as string) : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const kinds: { readonly [kind in ArgumentKind]: Type } = {
  string: { kind: "string", minLength: 0, maxLength: null },
  number: { kind: "number", integer: false, minimum: null, maximum: null },
  boolean: { kind: "boolean" },
};

export function typeOfParameter({ takes }: Parameter): Type {
  return takes.length === 1
    ? kinds[takes[0] as ArgumentKind]
    : { kind: "union", members: takes.map((kind) => kinds[kind]) };
}
