// Values of options as they are typed in, what they stand for out (spec 7.9); what cannot be meant is wrong usage.

import { printable, quoted } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";

export type InputPair = { readonly name: string; readonly value: string };

export function collectInput(text: string, previous: readonly InputPair[] = []): readonly InputPair[] {
  const equals = text.indexOf("=");
  if (text === "" || equals === 0)
    throw new UsageError(
      `--input must be name=value, but ${quoted(text)} has no name: a property whose name is empty, or contains =, must be given in a file`,
      "--input-file input.json",
    );
  if (equals < 0)
    throw new UsageError(`--input must be name=value, but ${quoted(text)} has no "="`, `--input ${printable(text)}=…`);
  const name = text.slice(0, equals);
  if (previous.some((pair) => pair.name === name))
    throw new UsageError(`--input ${quoted(name)} is given twice: give it once`);
  return [...previous, { name, value: text.slice(equals + 1) }];
}

export function readSeed(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || !/^(0|-?[1-9][0-9]*)$/.test(text))
    throw new UsageError(`--seed must be a whole number, but this is ${quoted(text)}`, "--seed 42");
  return value;
}
