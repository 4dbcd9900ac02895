// The words of a command line in, one command performed, its exit code out (spec 7.9). The commands and options are in commands.ts.

import { env } from "node:process";
import { Command, CommanderError, Option } from "commander";
import { printable } from "../core/text/printable.js";
import { type CommandRow, commands, type OptionRow, quiet } from "./commands.js";
import { nearestUsage, refuseInputs } from "./near-miss.js";
import { packageVersion } from "./package-root.js";
import { type ExitCode, exitCodes, UsageError } from "./terminal/exit.js";
import { quieted, type Terminal, tellUsage } from "./terminal/terminal.js";

function examplesText(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}

type Perform = (row: CommandRow, words: readonly string[], options: never) => Promise<void>;

function buildProgram(terminal: Terminal, perform: Perform): Command {
  const prepared = (command: Command, lines: readonly string[]) =>
    command
      .addHelpText("after", examplesText(lines))
      .showSuggestionAfterError(false)
      .exitOverride()
      // What stands after the name of a command is that command's own.
      .enablePositionalOptions()
      .configureOutput({ writeOut: terminal.out, writeErr: () => {}, outputError: () => {} })
      .configureHelp({ optionTerm: ({ flags }) => flags.replace(" [", "[=") });
  const program = prepared(
    new Command("flowplan")
      .description("Check, plan and run generative-AI flows.")
      .version(packageVersion(), "--version", "print the version")
      .addOption(optionOf(quiet))
      .helpOption("-h, --help", "show this help"),
    commands.slice(0, 3).map(({ examples: [first = ""] }) => first),
  );
  for (const row of commands) {
    const [name = "", parent] = row.name.split(" ").reverse();
    const above = program.commands.find((command) => command.name() === parent) ?? program;
    const command = prepared(above.command(`${name} ${row.argument}`).description(row.summary), row.examples);
    // Global options may stand after the command, where people write them.
    for (const option of [...row.options, quiet]) command.addOption(optionOf(option));
    // Commander gives a command that takes no argument its options alone.
    const alone = row.argument === "";
    command.action((words: string | readonly string[] | undefined, options: unknown) =>
      alone
        ? perform(row, [], words as never)
        : perform(row, words === undefined ? [] : typeof words === "string" ? [words] : words, options as never),
    );
  }
  return program;
}

function optionOf(row: OptionRow): Option {
  const option = new Option(row.flags, row.summary);
  if (row.choices !== undefined) option.choices(row.choices);
  if (row.default !== undefined) option.default(row.default);
  const { read } = row;
  if (read !== undefined) option.argParser((text, previous) => read(text, previous as never));
  return option;
}

/** Never throws for a mistake of the user: it is reported in a line or two, with what to type instead. */
export async function flowplan(words: readonly string[], given: Terminal): Promise<ExitCode> {
  const terminal = words.includes("-q") || words.includes("--quiet") ? quieted(given) : given;
  let exit: ExitCode = exitCodes.fine;
  try {
    refuseInputs(words);
    const program = buildProgram(terminal, async (row, words, options) => {
      exit = await row.perform(words, options, terminal);
    });
    await program.parseAsync(withValues(words), { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.fine;
    const mistake = error instanceof CommanderError ? nearestUsage(error, words) : error;
    if (!(mistake instanceof UsageError)) return confess(mistake, terminal);
    tellUsage(mistake, terminal);
    return exitCodes.usage;
  }
}

/** An option with an optional value takes it only after "=": the next word is not its value. */
function withValues(words: readonly string[]): string[] {
  const alone = new Map(
    commands.flatMap(({ options }) =>
      options.flatMap(({ flags, alone: value }) =>
        value === undefined ? [] : [[flags.split(" ")[0], value] as const],
      ),
    ),
  );
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  return words.map((word, i) => (i < end && alone.has(word) ? `${word}=${alone.get(word)}` : word));
}

/** A bug in flowplan: reported in one line, with a stack trace only on request. */
function confess(error: unknown, terminal: Terminal): ExitCode {
  const said = error instanceof Error ? error.message : String(error);
  terminal.errors(`${terminal.errColours.red("error:")} flowplan itself failed: ${printable(said)}\n`);
  const trace = error instanceof Error && env.FLOWPLAN_DEBUG ? error.stack : undefined;
  terminal.errors(
    trace === undefined
      ? "  this is a bug in flowplan, please report it; FLOWPLAN_DEBUG=1 shows more\n"
      : `${trace.split("\n").map(printable).join("\n")}\n`,
  );
  return exitCodes.internal;
}
