// Words that are not a valid command line in, what was probably meant out (spec 7.9): the commands' rows know all that can be typed.

import { existsSync } from "node:fs";
import type { CommanderError } from "commander";
import { nearest } from "../core/text/nearest.js";
import { printable, quoted } from "../core/text/printable.js";
import { type CommandRow, commands, quiet } from "./commands.js";
import { UsageError } from "./terminal/exit.js";

export function nearestUsage(error: CommanderError, words: readonly string[]): UsageError {
  const at = words.findIndex((word) => !word.startsWith("-") && word !== "help");
  const row =
    commands.find(({ name }) => name === `${words[at]} ${words[at + 1]}`) ??
    commands.find(({ name }) => name === words[at]);
  if (error.code === "commander.unknownOption") return unknownOption(words, row);
  if (row === undefined) return unknownCommand(at < 0 ? undefined : (words[at] as string), words.slice(at + 1));
  const [example] = row.examples as readonly [string];
  if (error.code === "commander.missingArgument")
    return new UsageError(`flowplan ${row.name} needs a ${row.argument.replace(/[<>[\].]/g, "")}`, example);
  if (error.code === "commander.excessArguments")
    return new UsageError(`flowplan ${row.name} takes one ${row.argument.replace(/[<>[\].]/g, "")}`, example);
  return new UsageError(printable(error.message.replace(/^error: /, "")), `flowplan ${row.name} --help`);
}

function unknownCommand(word: string | undefined, rest: readonly string[]): UsageError {
  const names = commands.map(({ name }) => name).filter((name) => !name.includes(" "));
  if (word === undefined)
    return new UsageError(
      `give a command: flowplan ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`,
      "flowplan --help",
    );
  const other = commands.find(({ alsoCalled = [] }) => alsoCalled.includes(word.toLowerCase()))?.name;
  const near = other ?? nearest(word, names);
  if (near !== undefined)
    return new UsageError(
      `there is no command ${quoted(word)}`,
      `flowplan ${[near, ...rest.map(printable)].join(" ")}`,
    );
  if (existsSync(word))
    return new UsageError(`say what to do with ${printable(word)}`, `flowplan check ${printable(word)}`);
  return new UsageError(`there is no command ${quoted(word)}; the commands are ${names.join(", ")}`, "flowplan --help");
}

const optionsOf = (row: CommandRow | undefined) => [...(row?.options ?? []), quiet];
const namesOf = (row: CommandRow | undefined) => [
  ...optionsOf(row).flatMap(({ flags }) => flags.match(/(?<![\w-])--?[a-z][a-z-]*/g) ?? []),
  "--help",
  "-h",
  ...(row === undefined ? ["--version"] : []),
];

function unknownOption(words: readonly string[], row: CommandRow | undefined): UsageError {
  const known = namesOf(row);
  const nameOf = (word: string) => word.replace(/=.*$/s, "");
  const word = words.find((each) => /^-./.test(each) && !known.includes(nameOf(each))) ?? "";
  const name = nameOf(word);
  const command = row === undefined ? "flowplan" : `flowplan ${row.name}`;
  const files = words.filter((each) => !each.startsWith("-") && row?.name.split(" ").includes(each) !== true).join(" ");
  const miss = row?.nearMisses?.find(({ said }) => said === name);
  if (miss !== undefined) return new UsageError(miss.why, miss.instead(files));
  if (/^-(v|V|-?version)$/.test(name))
    return new UsageError(`there is no ${name} for ${command}`, "flowplan --version");
  const owners = commands.filter((each) => each !== row && namesOf(each).includes(name)).map((each) => each.name);
  if (owners.length > 0 && !known.some((each) => nearest(name, [each]) !== undefined))
    return new UsageError(
      `${quoted(name)} is an option of flowplan ${owners.join(", ")}, not of ${command}`,
      `flowplan ${owners[0]} --help`,
    );
  const near = /^-\w$/.test(name) ? longOptions(name, known) : (nearest(name, known) ?? "");
  return new UsageError(
    `unknown option '${printable(name)}' of ${command}${near === "" ? "" : `; did you mean ${near}?`}`,
    `${command} --help`,
  );
}

/** "-i": the options that begin with that letter. */
function longOptions(short: string, known: readonly string[]): string {
  return known.filter((each) => each.startsWith(`-${short}`)).join(" or ");
}
