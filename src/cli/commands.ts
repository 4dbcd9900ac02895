// The commands, a row each: what they take, their options, examples, and what performs them (spec 7.9). Help, near misses, completions and
// the tables of the README follow from these rows. A new command is a file in commands/ and a row here; its file is loaded only when used.

import { kindNames } from "../backends/backends.js";
import { assumptionNames } from "../core/plan/cost/cost-kinds.js";
import { defaultNames, nameFields } from "../core/run/picture/name-template.js";
import { printable } from "../core/text/printable.js";
import type { BackendsOptions } from "./commands/backends.js";
import type { CheckOptions } from "./commands/check.js";
import type { EvalOptions } from "./commands/eval.js";
import type { GraphOptions } from "./commands/graph.js";
import type { PlanCommandOptions } from "./commands/plan.js";
import type { RunCommandOptions } from "./commands/run.js";
import type { RunsListOptions } from "./commands/runs-list.js";
import type { RunsSettleOptions } from "./commands/runs-settle.js";
import type { RunsShowOptions } from "./commands/runs-show.js";
import type { RunsVerifyOptions } from "./commands/runs-verify.js";
import type { PruneOptions, StoreOptions } from "./commands/store.js";
import { reportFormats } from "./format/report-formats.js";
import { collectInput, readSeed } from "./plan/read-words.js";
import type { ExitCode } from "./terminal/exit.js";
import type { Terminal } from "./terminal/terminal.js";

export type OptionRow = {
  /** "--format <format>"; a value in brackets may be left out, and is then written "--fix=all". */
  readonly flags: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** What the option alone means, where its value may be left out. */
  readonly alone?: string;
  /** `previous`: what earlier uses of the option gave. */
  readonly read?: (text: string, previous: never) => unknown;
};

/** Words from other tools, and what to type here. */
export type NearMiss = { readonly said: string; readonly why: string; readonly instead: (words: string) => string };

export type CommandRow = {
  /** "check"; or "runs show", a command of another one. */
  readonly name: string;
  /** "<file>", "<file...>", "[code]": as commander reads it. */
  readonly argument: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly options: readonly OptionRow[];
  /** What other tools call it. */
  readonly alsoCalled?: readonly string[];
  /** What other tools have a command for, and an option does here. */
  readonly alsoOption?: { readonly [word: string]: string };
  readonly nearMisses?: readonly NearMiss[];
  /** `words`: the arguments. `options` are as the rows above read them, which only the row knows: commander's are untyped. */
  readonly perform: (words: readonly string[], options: never, terminal: Terminal) => Promise<ExitCode>;
};

export const quiet: OptionRow = {
  flags: "-q, --quiet",
  summary: "print results and errors only: no warnings, notes or progress",
};

const config: OptionRow = {
  flags: "--config <file>",
  summary: "settings for rules and limits; if not given, flowplan.json in the current folder",
};

function format(what: string, choices: readonly string[]): OptionRow {
  return { flags: "--format <format>", summary: `how to print ${what}`, choices, default: choices[0] as string };
}

const planning: readonly OptionRow[] = [
  {
    flags: "--input <name=value>",
    summary: "a value of the flow's input: text where its schema says string, otherwise JSON; may be repeated",
    read: collectInput,
  },
  { flags: "--input-file <file>", summary: "the flow's input as JSON; --input adds to it" },
  { flags: "--results <file>", summary: "results of steps that are already known, as JSON { stepId: result }" },
  { flags: "--packs <dir>", summary: "a folder of inference packs, each a file ID.json" },
  {
    flags: "--backend <name>",
    summary: `the backend to plan for: a server of flowplan.json, ${kindNames.join(", ")}, the path of a module, or any name with --capabilities; if not given, the routes of flowplan.json, otherwise reference`,
  },
  { flags: "--capabilities <file>", summary: "what the backend can do, as JSON" },
  {
    flags: "--workflow <file>",
    summary:
      "draw with this graph on a ComfyUI server, in its API format, with {{prompt}}, {{seed}}, {{width}} and {{height}} where they go",
  },
  { flags: "--prices <file>", summary: "a price book in US dollars, as JSON" },
  { flags: "--seed <number>", summary: "derive a seed for every request that has none", read: readSeed },
  { flags: "--share", summary: "send equal requests of a step, seed included, only once" },
  {
    flags: "--assume <name=value,...>",
    summary: `upper bounds, per call, in place of those that follow from the flow: ${assumptionNames.map((name) => `${name}=N`).join(", ")}`,
  },
  { flags: "--max-cost <usd>", summary: "refuse a plan that may cost more (exit code 5)" },
  {
    flags: "--store <dir>",
    summary: "where answers are kept for later runs; if not given, .flowplan beside flowplan.json or the flow",
  },
  {
    flags: "--reuse <what>",
    summary:
      "seeded: use pictures with a seed that earlier runs drew; objects: use their objects and other pictures too",
    choices: ["seeded", "objects"],
    default: "seeded",
  },
  { flags: "--no-reuse", summary: "ask for everything again; answers are kept all the same" },
];

export const commands: readonly CommandRow[] = [
  {
    name: "check",
    argument: "<file...>",
    summary: "validate and lint flows",
    alsoCalled: ["lint", "validate", "test", "verify"],
    alsoOption: { fix: "--fix", format: "--fix", watch: "--watch" },
    examples: [
      "flowplan check flow.json",
      "flowplan check flows/",
      "flowplan check 'flows/**/*.json' --fix",
      "flowplan check --format sarif flow.json > flow.sarif",
      "cat flow.json | flowplan check -",
    ],
    options: [
      format("the results", Object.keys(reportFormats)),
      {
        flags: "--fix [which]",
        summary:
          "apply safe fixes to the files; --fix=all also applies suggestions, which may change what a flow means",
        choices: ["safe", "all"],
        alone: "safe",
      },
      { flags: "--watch", summary: "check again when a file changes, until Ctrl-C" },
      config,
    ],
    perform: async (words, options: CheckOptions, terminal) =>
      (await import("./commands/check.js")).check(words, options, terminal),
  },
  {
    name: "plan",
    argument: "<file>",
    summary: "dry run: every request, batch and dollar before anything is spent",
    alsoCalled: ["dry-run", "dryrun", "cost", "estimate", "price", "diff"],
    examples: [
      "flowplan plan flow.json --input topic=foxes",
      "flowplan plan flow.json --input-file input.json --format json",
      "flowplan plan flow.json --assume tokens=2000 --max-cost 5 --out plan.json",
      "flowplan plan flow.json --diff plan.json",
      "flowplan plan flow.json --assume tokens=2000 --max-cost 5 --solve ideas.count",
    ],
    options: [
      ...planning,
      { flags: "--solve <step.count>", summary: "find the largest count (or amount) of a step that fits --max-cost" },
      {
        flags: "--diff <old>",
        summary: "show what changed since an older plan: a plan file, or the output of --format json",
      },
      { flags: "--out <file>", summary: "write a plan file for flowplan run" },
      { flags: "--force", summary: "let --out replace an existing file" },
      format("the plan", ["pretty", "json"]),
      { flags: "--verbose", summary: "show every request" },
      config,
    ],
    perform: async ([file = ""], options: PlanCommandOptions, terminal) =>
      (await import("./commands/plan.js")).planCommand(file, options, terminal),
  },
  {
    name: "run",
    argument: "[file]",
    summary: "run a flow or a plan file, or continue a run",
    alsoCalled: ["apply", "exec", "execute", "start"],
    alsoOption: { resume: "--resume", continue: "--resume" },
    examples: [
      "flowplan run flow.json --input topic=foxes",
      "flowplan run flow.json --input-file input.json --out pictures",
      "flowplan run plan.json --max-cost 5",
      "flowplan run flow.json --name '{step}/{index:3}-{prompt:40}'",
      "flowplan run --resume flowplan-runs/flow-1",
    ],
    options: [
      ...planning,
      { flags: "--out <dir>", summary: "the folder for results; if not given, a new one in flowplan-runs/" },
      {
        flags: "--name <template>",
        summary: `names for the pictures in pictures/; if not given, ${defaultNames}; placeholders: ${nameFields.join(", ")}`,
      },
      {
        flags: "--resume <dir>",
        summary: "continue the run in that folder; nothing that was paid for is asked for again",
      },
      format("what happens", ["pretty", "jsonl"]),
      config,
    ],
    nearMisses: [
      {
        said: "--dry-run",
        why: "run has no --dry-run: the dry run is a command of its own",
        instead: (words) => `flowplan plan ${printable(words)}`,
      },
    ],
    perform: async ([file], options: RunCommandOptions, terminal) =>
      (await import("./commands/run.js")).runCommand(file, options, terminal),
  },
  {
    name: "runs",
    argument: "[dir]",
    summary: "list runs, with what each cost and how to continue it",
    alsoCalled: ["history", "ps", "ls", "list"],
    examples: ["flowplan runs", "flowplan runs pictures/", "flowplan runs --format json"],
    options: [format("the runs", ["pretty", "json"])],
    perform: async ([dir], options: RunsListOptions, terminal) =>
      (await import("./commands/runs-list.js")).listRuns(dir, options, terminal),
  },
  {
    name: "runs show",
    argument: "<dir>",
    summary: "tell the story of a run: its steps, its calls with what each cost, and why it stopped",
    examples: ["flowplan runs show flowplan-runs/flow-1"],
    options: [format("the story", ["pretty", "json"]), { flags: "--verbose", summary: "show every call" }],
    perform: async ([dir = ""], options: RunsShowOptions, terminal) =>
      (await import("./commands/runs-show.js")).showRun(dir, options, terminal),
  },
  {
    name: "runs verify",
    argument: "<dir>",
    summary: "check that the journal and the pictures of a run are as they were written",
    examples: ["flowplan runs verify flowplan-runs/flow-1", "flowplan runs verify flowplan-runs/flow-1 --repair"],
    options: [
      format("what was found", ["pretty", "json"]),
      {
        flags: "--repair",
        summary: "make a damaged journal usable again: keep what is before the damage, and every call that was sent",
      },
    ],
    perform: async ([dir = ""], options: RunsVerifyOptions, terminal) =>
      (await import("./commands/runs-verify.js")).verify(dir, options, terminal),
  },
  {
    name: "runs settle",
    argument: "<dir>",
    summary: "say what became of calls whose outcome is unknown; without --as, list them",
    examples: [
      "flowplan runs settle flowplan-runs/flow-1",
      "flowplan runs settle flowplan-runs/flow-1 --as not-sent",
      "flowplan runs settle flowplan-runs/flow-1 --call 3f2a --as lost --cost 0.04",
      "flowplan runs settle flowplan-runs/flow-1 --call 3f2a --as answered --answer answer.json",
    ],
    options: [
      {
        flags: "--as <outcome>",
        summary:
          "not-sent: it was not carried out; lost: it was charged; answered: it was charged, and --answer has its answer",
        choices: ["not-sent", "lost", "answered"],
      },
      { flags: "--call <key>", summary: "the beginning of a call's key; if not given, all open calls" },
      { flags: "--cost <usd>", summary: "what it cost, each; if not given, the most that it can cost" },
      {
        flags: "--answer <path>",
        summary: "the answer of the server, as JSON; for images their file, or a folder of them",
      },
    ],
    perform: async ([dir = ""], options: RunsSettleOptions, terminal) =>
      (await import("./commands/runs-settle.js")).settleRun(dir, options, terminal),
  },
  {
    name: "store",
    argument: "[dir]",
    summary: "list the answers that are kept for later runs",
    alsoCalled: ["cache"],
    examples: ["flowplan store", "flowplan store .flowplan --format json"],
    options: [format("the answers", ["pretty", "json"])],
    perform: async ([dir], options: StoreOptions, terminal) =>
      (await import("./commands/store.js")).listStore(dir, options, terminal),
  },
  {
    name: "store check",
    argument: "[dir]",
    summary: "check that every kept answer and picture is as it was written",
    examples: ["flowplan store check"],
    options: [],
    perform: async ([dir], _options: object, terminal) =>
      (await import("./commands/store.js")).checkStore(dir, terminal),
  },
  {
    name: "store prune",
    argument: "[dir]",
    summary: "remove answers that were not used for long, or so many that the rest fits a size",
    examples: [
      "flowplan store prune --older 30 --dry",
      "flowplan store prune --size 500",
      "flowplan store prune --all",
    ],
    options: [
      { flags: "--older <days>", summary: "those that were not used for so many days" },
      { flags: "--size <megabytes>", summary: "those used longest ago, until the rest fits" },
      { flags: "--all", summary: "all of them" },
      { flags: "--dry", summary: "say what would be removed, and remove nothing" },
    ],
    perform: async ([dir], options: PruneOptions, terminal) =>
      (await import("./commands/store.js")).pruneStore(dir, options, terminal),
  },
  {
    name: "backends",
    argument: "",
    summary: "list the servers of flowplan.json and the kinds of servers: what each does, and with --probe what it has",
    alsoCalled: ["servers", "backend"],
    examples: ["flowplan backends", "flowplan backends --probe", "flowplan backends --format json"],
    options: [
      { flags: "--probe", summary: "ask each server which models it has; nothing that is sent costs anything" },
      format("the servers", ["pretty", "json"]),
      config,
    ],
    perform: async (_words, options: BackendsOptions, terminal) =>
      (await import("./commands/backends.js")).listBackends(options, terminal),
  },
  {
    name: "graph",
    argument: "<file>",
    summary: "show which steps depend on which",
    alsoCalled: ["deps", "tree", "draw", "dot"],
    examples: ["flowplan graph flow.json", "flowplan graph flow.json --format dot | dot -Tsvg > flow.svg"],
    options: [format("the graph", ["mermaid", "dot", "json"]), config],
    perform: async ([file = ""], options: GraphOptions, terminal) =>
      (await import("./commands/graph.js")).graphCommand(file, options, terminal),
  },
  {
    name: "eval",
    argument: "<expression>",
    summary: "evaluate an expression, or a template file, against a state",
    alsoCalled: ["evaluate", "query", "expr"],
    examples: [
      "flowplan eval '$.input.topic' --state state.json",
      `flowplan eval "@Format('a {}', $.input.topic)" --state '{ "input": { "topic": "fox" } }'`,
      "flowplan eval template.json --state state.json",
      'echo \'{ "prompt": "$.input.topic" }\' | flowplan eval - --state state.json',
    ],
    options: [
      {
        flags: "--state <file>",
        summary: "{ input, results, store }: a JSON file, - for standard input, or the JSON itself; empty if not given",
      },
      {
        flags: "--dialect <dialect>",
        summary: "the path language",
        choices: ["rfc9535", "jsonpath-plus"],
        default: "rfc9535",
      },
      config,
    ],
    perform: async ([expression = ""], options: EvalOptions, terminal) =>
      (await import("./commands/eval.js")).evalCommand(expression, options, terminal),
  },
  {
    name: "compile",
    argument: "<file>",
    summary: "print the typed IR of a flow as JSON",
    alsoCalled: ["build", "ir"],
    examples: ["flowplan compile flow.json > flow.ir.json"],
    options: [config],
    perform: async ([file = ""], options: { readonly config?: string }, terminal) =>
      (await import("./commands/compile.js")).compileCommand(file, options, terminal),
  },
  {
    name: "explain",
    argument: "[code]",
    summary:
      "explain a diagnostic code, a step type, a field, an operator or a topic (expressions, paths, filters, packs, prices, capabilities); without an argument, list the codes",
    alsoCalled: ["why", "codes", "docs"],
    examples: [
      "flowplan explain path/unknown-property",
      "flowplan explain ImageGenerator",
      "flowplan explain expressions",
      "flowplan explain",
    ],
    options: [],
    perform: async ([code], _options: object, terminal) =>
      (await import("./commands/explain.js")).explain(code, terminal),
  },
  {
    name: "schema",
    argument: "<name>",
    summary: "print a published JSON Schema: config, diagnostics, event, flow, ir, picture, plan or rates",
    alsoCalled: ["schemas"],
    examples: ["flowplan schema flow > flow.schema.json"],
    options: [],
    perform: async ([name = ""], _options: object, terminal) =>
      (await import("./commands/schema.js")).schemaCommand(name, terminal),
  },
];
