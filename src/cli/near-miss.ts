// Words that are not a valid command line in, what was probably meant out (spec 7.9): the commands' rows know all that can be typed.

import { existsSync } from "node:fs";
import type { CommanderError } from "commander";
import { nearest } from "../core/text/nearest.js";
import { printable, quoted } from "../core/text/printable.js";
import { type CommandRow, commands, type OptionRow, quiet } from "./commands.js";
import { inputsOf } from "./source/inputs-of.js";
import { UsageError } from "./terminal/exit.js";

export function nearestUsage(error: CommanderError, words: readonly string[]): UsageError {
  const at = words.findIndex((word) => !word.startsWith("-") && word !== "help");
  const row = rowOf(words);
  if (error.code === "commander.unknownOption") return unknownOption(words, row);
  if (row === undefined) return unknownCommand(at < 0 ? undefined : (words[at] as string), words.slice(at + 1));
  const [example] = row.examples as readonly [string];
  if (error.code === "commander.missingArgument")
    return new UsageError(`flowplan ${row.name} needs a ${row.argument.replace(/[<>[\].]/g, "")}`, example);
  if (error.code === "commander.excessArguments")
    return new UsageError(`flowplan ${row.name} takes one ${row.argument.replace(/[<>[\].]/g, "")}`, example);
  return (
    wrongChoice(words, row) ??
    new UsageError(printable(error.message.replace(/^error: /, "")), `flowplan ${row.name} --help`)
  );
}

/** The command that the words begin with. */
function rowOf(words: readonly string[]): CommandRow | undefined {
  const at = words.findIndex((word) => !word.startsWith("-") && word !== "help");
  const [first, second] = words.slice(at);
  return commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
}

/** The command line itself, ready to be typed again. */
function typed(words: readonly string[]): string {
  return ["flowplan", ...words]
    .map((word) => (/^[\w@%+=:,./~…-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}

function unknownCommand(word: string | undefined, rest: readonly string[]): UsageError {
  const names = commands.map(({ name }) => name).filter((name) => !name.includes(" "));
  if (word === undefined)
    return new UsageError(
      `give a command: flowplan ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`,
      "flowplan --help",
    );
  const meant = meantCommand(word.toLowerCase()) ?? nearest(word, names)?.split(" ");
  if (meant !== undefined) return new UsageError(`there is no command ${quoted(word)}`, typed([...meant, ...rest]));
  if (existsSync(word)) return new UsageError(`say what to do with ${printable(word)}`, typed(["check", word]));
  return new UsageError(`there is no command ${quoted(word)}; the commands are ${names.join(", ")}`, "flowplan --help");
}

/** What other tools call a command or an option of one, or a command of `runs` alone. */
function meantCommand(word: string): readonly string[] | undefined {
  for (const { name, alsoCalled = [], alsoOption = {} } of commands) {
    if (alsoCalled.includes(word) || name.endsWith(` ${word}`)) return name.split(" ");
    if (Object.hasOwn(alsoOption, word)) return [name, alsoOption[word] as string];
  }
  return undefined;
}

const optionsOf = (row: CommandRow | undefined) => [...(row?.options ?? []), quiet];
const namesOf = (row: CommandRow | undefined) => [
  ...optionsOf(row).flatMap(({ flags }) => flags.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? []),
  "--help",
  "-h",
  ...(row === undefined ? ["--version"] : []),
];
const nameOf = (word: string) => word.replace(/=.*$/s, "");
const isOption = (word: string) => /^-./.test(word);

function unknownOption(words: readonly string[], row: CommandRow | undefined): UsageError {
  const known = namesOf(row);
  const at = words.findIndex((each) => isOption(each) && !known.includes(nameOf(each)));
  if (at < 0) return noValue(words, row);
  const word = words[at] as string;
  const name = nameOf(word);
  const command = row === undefined ? "flowplan" : `flowplan ${row.name}`;
  const files = words.filter((each) => !each.startsWith("-") && row?.name.split(" ").includes(each) !== true).join(" ");
  const miss = row?.nearMisses?.find(({ said }) => said === name);
  if (miss !== undefined) return new UsageError(miss.why, miss.instead(files));
  if (/^-(v|V|-?version)$/.test(name))
    return new UsageError(`there is no ${name} for ${command}`, "flowplan --version");
  /** The command line with other words in the place of the option. */
  const instead = (...others: readonly string[]) => typed([...words.slice(0, at), ...others, ...words.slice(at + 1)]);
  const unknown = `unknown option '${printable(name)}' of ${command}`;
  const input = inputMeant(words, at, row);
  if (input?.declared === true) return new UsageError(`${unknown}; the flow's input is given with --input`, input.hint);
  const near = nearOptions(name, words[at + 1], row);
  if (near[0] !== undefined)
    return new UsageError(`${unknown}; did you mean ${near.join(" or ")}?`, instead(near[0] + word.slice(name.length)));
  const format = row?.options.find(
    ({ flags, choices }) => flags.startsWith("--format") && choices?.includes(name.slice(2)),
  );
  if (format !== undefined)
    return new UsageError(`${unknown}; formats are given with --format`, instead("--format", name.slice(2)));
  const owners = commands.filter((each) => each !== row && namesOf(each).includes(name)).map((each) => each.name);
  if (owners.length > 0)
    return new UsageError(
      `${quoted(name)} is an option of flowplan ${owners.join(", ")}, not of ${command}`,
      `flowplan ${owners[0]} --help`,
    );
  if (input !== null) {
    const why =
      input.near === undefined ? "if it is a property of the flow's input, give it" : "the flow's input is given";
    return new UsageError(`${unknown}; ${why} with --input`, input.hint);
  }
  return new UsageError(unknown, `${command} --help`);
}

/** `--share=yes`: commander calls what it cannot take unknown. */
function noValue(words: readonly string[], row: CommandRow | undefined): UsageError {
  const word = words.find((each) => isOption(each) && each.includes("=")) ?? "";
  const hint = typed(words.map((each) => (each === word ? nameOf(word) : each)));
  return new UsageError(`${printable(nameOf(word))} of flowplan ${row?.name ?? ""} takes no value`, hint);
}

/** Those with that first letter (the one that takes the next word, where it is known); a slip; or those with that word in their name. */
function nearOptions(name: string, next: string | undefined, row: CommandRow | undefined): readonly string[] {
  const bare = name.replace(/^--?/, "");
  const long = namesOf(row).filter((each) => each.startsWith("--"));
  if (bare.length === 1) {
    const begin = long.filter((each) => each.startsWith(`--${bare.toLowerCase()}`));
    const taking = begin.filter((each) => choicesOf(row, each).includes(next ?? ""));
    return taking.length > 0 ? taking : begin;
  }
  const near = nearest(name, namesOf(row));
  if (near !== undefined) return [near];
  if (row === undefined || bare.length < 3) return [];
  return long.filter(
    (each) => each.slice(2).split("-").includes(bare) || bare.startsWith(each.slice(2)) || each.startsWith(`--${bare}`),
  );
}

function choicesOf(row: CommandRow | undefined, name: string): readonly string[] {
  return row?.options.find(({ flags }) => flags.split(" ")[0] === name)?.choices ?? [];
}

/** "--topic foxes", where the command takes the input of a flow: how that is given. `declared`: the flow has such a property. */
function inputMeant(words: readonly string[], at: number, row: CommandRow | undefined) {
  const [, name, , joined] = /^--([A-Za-z_][\w-]*)(=(.*))?$/s.exec(words[at] ?? "") ?? [];
  if (name === undefined || row === undefined || !takesInput(row)) return null;
  const next = words[at + 1];
  const follows = joined === undefined && next !== undefined && !isOption(next) && !existsSync(next);
  const value = joined ?? (follows ? next : "…");
  const before = words.slice(0, at);
  const inputs = words.flatMap((word) => (isOption(word) ? [] : inputsOf(word)));
  if (inputs.length === 0) return null;
  const near = inputs.includes(name) ? name : nearest(name, inputs);
  const hint = typed([...before, "--input", `${near ?? name}=${value}`, ...words.slice(at + (follows ? 2 : 1))]);
  return { near, declared: near === name, hint };
}

const takesInput = (row: CommandRow) => row.options.some(({ flags }) => flags.startsWith("--input "));

/** `--input topic: foxes`, `--input topic foxes`: only here is the next word known. */
export function refuseInputs(words: readonly string[]): void {
  const row = rowOf(words);
  if (row === undefined || !takesInput(row)) return;
  for (const [i, word] of words.entries()) {
    const given = words[i + 1];
    if (word === "--") return;
    if (word !== "--input" || given === undefined || given === "" || given.includes("=")) continue;
    const [, name = "", inside = ""] = /^([^:]*):?(.*)$/s.exec(given) ?? [];
    const next = words[i + 2];
    const follows = inside === "" && next !== undefined && !isOption(next) && !existsSync(next);
    throw new UsageError(
      `--input must be name=value, but ${quoted(given)} has no "="`,
      `--input ${typed([`${name}=${inside !== "" ? inside : follows ? next : "…"}`]).slice("flowplan ".length)}`,
    );
  }
}

/** A value that an option does not have: which it has, and the nearest. */
function wrongChoice(words: readonly string[], row: CommandRow): UsageError | undefined {
  for (const option of row.options) {
    const found = givenTo(option, words);
    const { choices = [] } = option;
    if (found === undefined || choices.length === 0 || choices.includes(found.value)) continue;
    const name = option.flags.split(" ")[0] as string;
    const near = nearest(found.value, choices) ?? choices.find((each) => each.startsWith(found.value));
    const list = `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
    const message = `${name} of flowplan ${row.name} must be ${list}, but this is ${quoted(found.value)}`;
    return new UsageError(message, near === undefined ? `flowplan ${row.name} --help` : typed(found.with(near)));
  }
  return undefined;
}

/** The value that the words give to an option, and the words with another one. */
function givenTo({ flags }: OptionRow, words: readonly string[]) {
  const name = flags.split(" ")[0] as string;
  const at = words.findIndex((word) => nameOf(word) === name);
  const word = words[at];
  if (word === undefined) return undefined;
  const replaced = (i: number, text: string) => words.map((each, j) => (i === j ? text : each));
  if (word.includes("="))
    return { value: word.slice(name.length + 1), with: (text: string) => replaced(at, `${name}=${text}`) };
  return { value: words[at + 1] ?? "", with: (text: string) => replaced(at + 1, text) };
}
