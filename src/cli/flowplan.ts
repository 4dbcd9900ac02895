// The words of a command line in, one command performed, its exit code out (spec 7.9). Every command is loaded only when it is asked for.

import { env } from "node:process";
import { Command, CommanderError, Option } from "commander";
import { printable } from "../core/text/printable.js";
import { packageVersion } from "./package-root.js";
import { collectInput } from "./plan/input-options.js";
import { type ExitCode, exitCodes, UsageError } from "./terminal/exit.js";
import { type Terminal, tellUsage } from "./terminal/terminal.js";

const quietly = "print results only: nothing on standard error";

type Action = (terminal: Terminal) => Promise<ExitCode>;

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}

function buildProgram(terminal: Terminal, perform: (action: Action) => Promise<void>): Command {
  const output = { writeOut: terminal.out, writeErr: () => {}, outputError: () => {} };
  const program = new Command("flowplan")
    .description("Check, plan and run generative-AI flows.")
    .version(packageVersion(), "--version", "print the version")
    .option("-q, --quiet", quietly)
    .helpOption("-h, --help", "show this help")
    .addHelpText(
      "after",
      examples(
        "flowplan check flow.json",
        "flowplan plan flow.json --input topic=foxes",
        "flowplan run flow.json --input topic=foxes",
      ),
    )
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput(output);

  const command = (usage: string, summary: string, ...lines: readonly string[]) =>
    program
      .command(usage)
      .description(summary)
      .addHelpText("after", examples(...lines))
      .exitOverride()
      .configureOutput(output);

  command(
    "check <file...>",
    "validate and lint flows",
    "flowplan check flow.json",
    "flowplan check 'flows/**/*.json' --fix",
    "flowplan check --format sarif flow.json > flow.sarif",
    "cat flow.json | flowplan check -",
  )
    .addOption(
      new Option("--format <format>", "how to print what is found")
        .choices(["pretty", "json", "sarif", "github", "junit"])
        .default("pretty"),
    )
    .option("--fix", "mend what is safe to mend, in the files themselves; of - on standard output")
    .option("--watch", "check again when a file changes, until Ctrl-C")
    .option("--config <file>", "settings of rules and limits (flowplan.json of the current folder if not given)")
    .action((files: string[], options) =>
      perform(async (terminal) => (await import("./commands/check.js")).check(files, options, terminal)),
    );

  withPlanOptions(
    command(
      "plan <file>",
      "dry run: every request, batch and dollar before anything is spent",
      "flowplan plan flow.json --input topic=foxes",
      "flowplan plan flow.json --input-file input.json --format json",
      "flowplan plan flow.json --assume tokens=2000 --max-cost 5 --out plan.json",
      "flowplan plan flow.json --diff plan.json",
      "flowplan plan flow.json --assume tokens=2000 --max-cost 5 --solve ideas.count",
    ),
  )
    .addOption(new Option("--format <format>", "how to print the plan").choices(["pretty", "json"]).default("pretty"))
    .option("--verbose", "show every request")
    .option("--out <file>", "write the plan to a file that flowplan run carries out")
    .option("--force", "let --out write over a file that is there")
    .option("--diff <old>", "show what moved since an older plan: a plan file, or the JSON of --format json")
    .option("--solve <step.count>", "the largest count (or amount) of a step that --max-cost admits")
    .action((file: string, options) =>
      perform(async (terminal) => (await import("./commands/plan.js")).planCommand(file, options, terminal)),
    );

  withPlanOptions(
    command(
      "run <file>",
      "carry a flow, or a plan file, out",
      "flowplan run flow.json --input topic=foxes",
      "flowplan run flow.json --input-file input.json --out pictures",
      "flowplan run plan.json",
    ),
  )
    .option("--out <dir>", "where results go (a new folder below flowplan-runs/ if not given)")
    .addOption(new Option("--dry-run").hideHelp())
    .action((file: string, options) =>
      perform(async (terminal) => {
        if (options.dryRun)
          throw new UsageError(
            "run has no --dry-run: the dry run is a command of its own",
            `flowplan plan ${printable(file)}`,
          );
        return (await import("./commands/run.js")).runCommand(file, options, terminal);
      }),
    );

  command(
    "graph <file>",
    "show which step needs which",
    "flowplan graph flow.json",
    "flowplan graph flow.json --format dot | dot -Tsvg > flow.svg",
  )
    .addOption(
      new Option("--format <format>", "how to print the graph").choices(["mermaid", "dot", "json"]).default("mermaid"),
    )
    .action((file: string, options) =>
      perform(async (terminal) => (await import("./commands/graph.js")).graphCommand(file, options, terminal)),
    );

  command(
    "eval <expression>",
    "evaluate an expression, or a template file, against a state",
    "flowplan eval '$.input.topic' --state state.json",
    "flowplan eval template.json --state state.json",
  )
    .requiredOption("--state <file>", "JSON of { input, results, store }; - for standard input")
    .addOption(
      new Option("--dialect <dialect>", "the path language").choices(["rfc9535", "jsonpath-plus"]).default("rfc9535"),
    )
    .action((expression: string, options) =>
      perform(async (terminal) => (await import("./commands/eval.js")).evalCommand(expression, options, terminal)),
    );

  command("compile <file>", "print the typed IR of a flow as JSON", "flowplan compile flow.json > flow.ir.json").action(
    (file: string, options) =>
      perform(async (terminal) => (await import("./commands/compile.js")).compileCommand(file, options, terminal)),
  );

  command(
    "explain [code]",
    "say what a diagnostic's code means, with a bad and a good example; without a code, list them",
    "flowplan explain path/unknown-property",
    "flowplan explain",
  ).action((code: string | undefined) =>
    perform(async (terminal) => (await import("./commands/explain.js")).explain(code, terminal)),
  );

  command(
    "schema <name>",
    "print a published JSON Schema: config, diagnostics, event, flow, ir or plan",
    "flowplan schema flow > flow.schema.json",
  ).action((name: string) =>
    perform(async (terminal) => (await import("./commands/schema.js")).schemaCommand(name, terminal)),
  );
  // Global options may stand after the command, where people write them.
  for (const each of program.commands) each.addOption(new Option("-q, --quiet", quietly));
  for (const each of program.commands)
    if (["plan", "run", "graph", "eval", "compile"].includes(each.name()))
      each.option("--config <file>", "settings of rules and limits (flowplan.json of the current folder if not given)");
  return program;
}

function withPlanOptions(command: Command): Command {
  return command
    .option(
      "--input <name=value>",
      "a value of the flow's input: a string where its schema says string, JSON otherwise (repeatable)",
      collectInput,
    )
    .option("--input-file <file>", "the flow's input as a JSON file; --input adds to it")
    .option("--results <file>", "known results of steps, as JSON { stepId: result }")
    .option("--packs <dir>", "folder of inference packs, each <id>.json")
    .addOption(new Option("--backend <name>", "who carries it out").default("reference"))
    .option("--capabilities <file>", "what the backend can do, as JSON, instead of what is declared for it")
    .option("--prices <file>", "a price book in US dollars, as JSON")
    .option("--seed <number>", "give every request without a seed one derived from this", wholeNumber)
    .option("--share", "ask requests of a step that are equal, seed and all, only once")
    .option("--assume <k=v,...>", "what the plan cannot know: tokens=…,trainingMinutes=…,zipMegabytes=…, each per call")
    .option("--max-cost <usd>", "refuse what may cost more");
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || !/^(0|-?[1-9][0-9]*)$/.test(text))
    throw new UsageError(`--seed takes a whole number, and "${printable(text)}" is none`);
  return value;
}

/** Never throws for a mistake of the person at the keyboard: it is told in a line or two, with what to type instead. */
export async function flowplan(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exit: ExitCode = exitCodes.fine;
  const program = buildProgram(terminal, async (action) => {
    exit = await action(terminal);
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return exit;
  } catch (error) {
    return report(
      error,
      terminal,
      program.commands.find((each) => each.name() === words.find((w) => !w.startsWith("-"))),
    );
  }
}

function report(error: unknown, terminal: Terminal, command: Command | undefined): ExitCode {
  const { red, dim } = terminal.errColours;
  if (error instanceof UsageError) {
    tellUsage(error, terminal);
    return exitCodes.usage;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.fine;
    const message =
      error.code === "commander.help"
        ? "say what to do: flowplan check, plan, run, graph, eval, compile, explain or schema"
        : error.message.replace(/^error: /, "");
    terminal.err(
      `${red("error:")} ${printable(message).replaceAll("\\u000a", "\n")}\n  ${dim("try:")} flowplan${command === undefined ? "" : ` ${command.name()}`} --help\n`,
    );
    return exitCodes.usage;
  }
  return confess(error, terminal);
}

/** A mistake of ours: said in one line, never as a stack trace, unless the person who looks for it asks. */
function confess(error: unknown, terminal: Terminal): ExitCode {
  const said = error instanceof Error ? error.message : String(error);
  terminal.err(`${terminal.errColours.red("error:")} flowplan itself failed: ${printable(said)}\n`);
  const trace = error instanceof Error && env.FLOWPLAN_DEBUG !== undefined ? error.stack : undefined;
  terminal.err(
    trace === undefined ? "  this is a mistake of ours, please report it; FLOWPLAN_DEBUG=1 shows more\n" : `${trace}\n`,
  );
  return exitCodes.internal;
}
