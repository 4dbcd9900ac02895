// Words that cannot be meant, files that are none, and limits that a project sets, through the command line (spec 7.8, 7.9, 7.12, 1.16).

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commands } from "../src/cli/commands.js";
import { openTerminal } from "../src/cli/terminal/terminal.js";
import { printable } from "../src/core/text/printable.js";
import { say } from "./build/terminal.js";

const room = mkdtempSync(join(tmpdir(), "usage-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
let files = 0;
function write(value: unknown, name = `${++files}.json`): string {
  const file = join(room, name);
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
  return file;
}
const packId = "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11";
const draw = (parameters: object) => ({
  title: "t",
  description: "d",
  steps: [{ id: "draw", type: "ImageGenerator", parameters: { baseModel: "acme/brush", ...parameters } }],
});
const plain = write(draw({ images: [{ prompt: "a" }] }));
const asking = write({
  ...draw({ images: [{ prompt: "$.input.topic" }] }),
  input: { type: "object", required: ["topic"], properties: { topic: { type: "string" }, sed: { type: "string" } } },
});
const packed = write(draw({ inferencePackId: packId }));
const posix = test.runIf(process.platform !== "win32");

test.each([
  [["--backend", "refrence"], 'there is no backend "refrence"'],
  [["--assume", "x"], "--assume must be name=value"],
  [["--assume", "x=1"], '"x"'],
  [["--assume", "__proto__=1"], '"__proto__"'],
  [["--assume", "tokens="], "tokens"],
  [["--assume", "tokens=-1"], "tokens"],
  [["--assume", "tokens=1,tokens=2"], '"tokens" twice'],
  [["--max-cost", "abc"], "--max-cost must be an amount"],
  [["--max-cost", "-1"], "negative"],
  [["--seed", "-0"], "--seed must be a whole number"],
  [["--seed", "0x10"], "--seed must be a whole number"],
  [["--seed", "1e3"], "--seed must be a whole number"],
  [["--seed", " 5 "], "--seed must be a whole number"],
  [["--seed", "007"], "--seed must be a whole number"],
  [["--input", "a=1", "--input", "a=2"], '--input "a" is given twice'],
  [["--input", "=x"], "--input-file"],
  [["--input", ""], "has no name"],
])("plan %j is wrong usage, told before anything else", async (words, said) => {
  const { exit, out, err } = await say("plan", plain, ...words);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(said);
  expect(err).toMatch(/^error: /);
  expect(err).not.toContain("-->");
});

test.each([
  ["plan", "-", "--input-file", "-"],
  ["plan", plain, "--results", "-", "--input-file", "-"],
  ["check", "-", "-"],
  ["eval", "-", "--state", "-"],
])("standard input cannot be two things: %s %s %s %s", async (...words) => {
  const { exit, out, err } = await say(...words);
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain("standard input can be");
});

test("whole numbers written plainly are seeds", async () => {
  for (const seed of ["0", "-7", "42"]) expect((await say("plan", plain, "--seed", seed)).exit).toBe(0);
});

test("a budget below the minimum is told as such, and no assumption is advised", async () => {
  const many = write(draw({ images: Array.from({ length: 200 }, (_, i) => ({ prompt: `p${i}` })) }));
  const { exit, err } = await say("plan", many, "--max-cost", "0.001");
  expect(exit).toBe(5);
  expect(err).toMatch(/this costs at least \$\d+\.\d+, more than \$0\.001/);
  expect(err).not.toContain("--assume");
});

posix("of a folder of packs only what the flow asks for is opened", async () => {
  const folder = join(room, "packs");
  mkdirSync(folder);
  execFileSync("mkfifo", [join(folder, "pipe.json")]);
  mkdirSync(join(folder, "folder.json"));
  symlinkSync("nowhere", join(folder, "dangling.json"));
  symlinkSync("circle.json", join(folder, "circle.json"));
  writeFileSync(join(folder, "broken.json"), "{");
  writeFileSync(join(folder, `${packId}.json`), `[{ "prompt": "a" }]`);
  const { exit, out } = await say("plan", packed, "--packs", folder);
  expect(exit).toBe(0);
  expect(out).toContain("1 image");
});

posix.each([
  ["fifo", (file: string) => void execFileSync("mkfifo", [file])],
  ["folder", (file: string) => void mkdirSync(file)],
  ["circle", (file: string) => void symlinkSync(`${packId}.json`, file)],
])("a pack that is no file (%s) is not given", async (name, make) => {
  const folder = join(room, `packs-${name}`);
  mkdirSync(folder);
  make(join(folder, `${packId}.json`));
  const { exit, err } = await say("plan", packed, "--packs", folder);
  expect(exit).toBe(1);
  expect(err).toContain("pack/missing");
});

test.each([
  ["{", 1, /\.json:1:\d+/],
  ["", 1, /an empty text/],
  [`[${" ".repeat(1_100_000)}]`, 4, /this pack is \d+ characters long/],
  [`[${" ".repeat(5_000_000)}]`, 4, /this pack is \d+ characters long/],
])("what is wrong with a pack that is asked for is said of the pack (%#)", async (text, exit, said) => {
  const folder = join(room, `broken-${++files}`);
  mkdirSync(folder);
  writeFileSync(join(folder, `${packId}.json`), text);
  const told = await say("plan", packed, "--packs", folder);
  expect(told.exit).toBe(exit);
  expect(told.err).toMatch(said);
  expect(told.err).not.toContain("flow");
});

test("an empty file of results, input or state is not called a flow", async () => {
  const empty = write("");
  for (const words of [
    ["plan", plain, "--results", empty],
    ["plan", plain, "--input-file", empty],
    ["eval", "$.input", "--state", empty],
  ]) {
    const { exit, err } = await say(...words);
    expect(exit).toBe(2);
    expect(err).toContain("is empty, but must contain JSON");
  }
});

test.runIf(process.platform === "linux").each(["check", "plan", "compile", "graph"])(
  "%s /dev/zero stops soon",
  async (command) => {
    const { exit, out, err } = await say(command, "/dev/zero");
    expect(exit).toBe(4);
    expect(out + err).toContain("limit/source");
  },
);

test.runIf(process.platform === "linux")("input without end is refused, with its bound", async () => {
  const { exit, err } = await say("plan", plain, "--input-file", "/dev/zero");
  expect(exit).toBe(2);
  expect(err).toContain("longer than 64 MiB");
});

test("limits are those of the settings", async () => {
  const config = (limits: unknown) => write({ limits });
  const raised = write(draw({ images: Array.from({ length: 3 }, (_, i) => ({ prompt: `p${i}` })) }));
  const small = config({ requests: 2 });
  for (const command of ["plan", "run"]) {
    const { exit, err } = await say(command, raised, "--config", small);
    expect(exit).toBe(4);
    expect(err).toContain('the limit "limits.requests" (now 2)');
  }
  const tiny = config({ source: 10 });
  for (const command of ["check", "compile", "graph"])
    expect((await say(command, raised, "--config", tiny)).exit).toBe(4);
  const state = write({ input: {}, results: {}, store: {} });
  const { exit } = await say("eval", "$.input.a.b", "--state", state, "--config", config({ segments: 1 }));
  expect(exit).toBe(4);
  const long = write(draw({ images: [{ prompt: "x".repeat(300_000) }] }));
  expect((await say("plan", long)).exit).toBe(4);
  expect((await say("plan", long, "--config", config({ string: 400_000 }))).exit).toBe(0);
});

test.each([
  [{ steps: 0 }, "config/wrong-limit"],
  [{ steps: 1.5 }, "config/wrong-limit"],
  [{ steps: "5" }, "config/wrong-limit"],
  [{ stepz: 5 }, 'did you mean "steps"?'],
])("limits %j are none", async (limits, said) => {
  const { exit, out, err } = await say("plan", plain, "--config", write({ limits }));
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(said);
});

test.each([
  ["nope.json", ["biome.json", "package.json"], null],
  ["a.json", ["b.json", "config.json"], null],
  ["flwo.json", ["biome.json", "flow.json"], "flow.json"],
  ["forty-promts.json", ["forty-prompts.json"], "forty-prompts.json"],
  ["flow.jsn", ["flow.json"], "flow.json"],
])("of a file that is not there, %s, the name decides and not its extension", async (word, names, near) => {
  const place = mkdtempSync(join(room, "near-"));
  for (const name of names) writeFileSync(join(place, name), "{}");
  const { exit, err } = await say("check", join(place, word));
  expect(exit).toBe(2);
  expect(/try: flowplan check (.*)/.exec(err)?.[1] ?? null).toBe(near === null ? null : join(place, near));
});

test("a property whose name is empty can be given in a file", async () => {
  const flow = write({
    ...draw({ images: [{ prompt: "$.input['']" }] }),
    input: { type: "object", required: [""], properties: { "": { type: "string" } } },
  });
  const input = join(room, "empty-name.json");
  writeFileSync(input, '{ "": "e" }');
  const { exit, out } = await say("plan", flow, "--format", "json", "--input-file", input);
  expect({ exit, prompt: JSON.parse(out).requests[0].image.prompt }).toEqual({ exit: 0, prompt: "e" });
  const refused = await say("plan", flow, "--input", "=e");
  expect(refused.err).toMatch(/"=e" has no name: .* must be given in a file\n {2}try: --input-file input\.json/);
});

test("names that lead nowhere are told in plain words", async () => {
  const unnamed = await say("compile", "");
  expect(unnamed).toMatchObject({ exit: 2 });
  expect(unnamed.err).toContain('"" names no file');
  const below = await say("compile", join(plain, "below.json"));
  expect(below.err).toContain("there is a file where a folder should be");
  const long = await say("compile", `${"x".repeat(5_000)}.json`);
  expect(long.exit).toBe(2);
  expect(long.err.length).toBeLessThan(400);
});

test("what is missing in the input is told with how to give it", async () => {
  const asks = write({
    ...draw({ images: [{ prompt: "$.input.topic" }] }),
    input: { type: "object", required: ["topic"], properties: { topic: { type: "string" } } },
  });
  const { exit, err } = await say("plan", asks);
  expect(exit).toBe(1);
  expect(err).toContain("try: --input topic=…");
});

test("no folder and no file have an empty name", async () => {
  expect(await say("run", plain, "--out", "")).toMatchObject({ exit: 2, out: "" });
  expect(await say("plan", plain, "--out", "")).toMatchObject({ exit: 2, out: "" });
});

test("a plan shows the calls of every step, and whose prices it reckons with", async () => {
  const { out } = await say(
    "plan",
    join(import.meta.dirname, "../fixtures/plan/five-types.flow.json"),
    "--input",
    "topic=a",
  );
  expect(out).toContain(", 1 zip file");
  expect(out).toContain("at the default price book");
});

test("help is of the command that was asked for, and names the schemas", async () => {
  expect((await say("plan", plain, "--qwxyzzz")).err).toContain("try: flowplan plan --help");
  expect((await say("nonsense")).err).toContain("try: flowplan --help");
  const { out } = await say("schema", "--help");
  const grammar = join(import.meta.dirname, "../grammar");
  const names = readdirSync(grammar).flatMap((name) => name.match(/^(.*)\.schema\.json$/)?.[1] ?? []);
  for (const name of names) expect(out).toContain(name);
});

test("invisible characters of the supplementary planes are shown", () => {
  expect(printable("a\u{e0041}\u{e007f}\u{e0100}\u{e01ef}b🦊")).toBe(
    String.raw`a\udb40\udc41\udb40\udc7f\udb40\udd00\udb40\uddefb🦊`,
  );
});

test.each([
  [["chek", plain], 'there is no command "chek"', `try: flowplan check ${plain}`],
  [["lint", plain], 'there is no command "lint"', `try: flowplan check ${plain}`],
  [["dry-run", plain], 'there is no command "dry-run"', `try: flowplan plan ${plain}`],
  [[plain], "say what to do with", `try: flowplan check ${plain}`],
  [["run", "--dry-run", plain], "the dry run is a command of its own", `try: flowplan plan ${plain}`],
  [["run", plain, "--diff", "x"], "is an option of flowplan plan, not of flowplan run", "try: flowplan plan --help"],
  [["plan", plain, "--watch"], "is an option of flowplan check, not of flowplan plan", "try: flowplan check --help"],
  [
    ["plan", plain, "-i", "a=b"],
    "unknown option '-i' of flowplan plan; did you mean --input or --input-file?",
    `try: flowplan plan ${plain} --input a=b`,
  ],
  [["plan", plain, "-z"], "unknown option '-z' of flowplan plan", "--help"],
  [
    ["plan", plain, "--sead", "1"],
    "unknown option '--sead' of flowplan plan; did you mean --seed?",
    `try: flowplan plan ${plain} --seed 1`,
  ],
  [["plan"], "flowplan plan needs a file", "try: flowplan plan flow.json"],
  [["plan", plain, plain], "flowplan plan takes one file", "try: flowplan plan flow.json"],
  [["check", plain, "--format", "sariff"], 'but this is "sariff"', `try: flowplan check ${plain} --format sarif`],
  [["check", plain, "--format=xml"], "must be pretty, json, sarif, github or junit", "try: flowplan check --help"],
  [["run", plain, "--format", "json"], "must be pretty or jsonl", `try: flowplan run ${plain} --format jsonl`],
  [["plan", plain, "--json"], "given with --format", `try: flowplan plan ${plain} --format json`],
  [["plan", plain, "-f", "json"], "did you mean --format?", `try: flowplan plan ${plain} --format json`],
  [["plan", plain, "--cost", "5"], "did you mean --max-cost?", `try: flowplan plan ${plain} --max-cost 5`],
  [["run", plain, "--output", "x"], "did you mean --out?", `try: flowplan run ${plain} --out x`],
  [["plan", plain, "--share=yes"], "--share of flowplan plan takes no value", `try: flowplan plan ${plain} --share`],
  [["plan", asking, "--topic", "foxes"], "given with --input", `try: flowplan plan ${asking} --input topic=foxes`],
  [["plan", asking, "--topc=a b"], "given with --input", `try: flowplan plan ${asking} --input 'topic=a b'`],
  [["run", asking, "--sed", "7"], "given with --input", `try: flowplan run ${asking} --input sed=7`],
  [["plan", asking, "--toString", "x"], "if it is a property", `try: flowplan plan ${asking} --input toString=x`],
  [["plan", asking, "--input", "topic:", "foxes"], 'has no "="', "try: --input topic=foxes"],
  [["plan", asking, "--input", "topic:foxes"], 'has no "="', "try: --input topic=foxes"],
  [["plan", asking, "--input", "topic", "red foxes"], 'has no "="', "try: --input 'topic=red foxes'"],
  [["fix", plain], 'there is no command "fix"', `try: flowplan check --fix ${plain}`],
  [["resume", "dir"], 'there is no command "resume"', "try: flowplan run --resume dir"],
  [["settle", "dir"], 'there is no command "settle"', "try: flowplan runs settle dir"],
  [["-V"], "there is no -V", "try: flowplan --version"],
  [[], "give a command", "try: flowplan --help"],
])("%j is answered with what was meant", async (words, said, hint) => {
  const { exit, out, err } = await say(...(words as string[]));
  expect({ exit, out }).toEqual({ exit: 2, out: "" });
  expect(err).toContain(said);
  expect(err).toContain(hint);
});

test("--quiet hides warnings, notes and progress, and never an error", async () => {
  const warned = write({ ...draw({ images: [{ prompt: "a" }] }), titel: 1 });
  expect((await say("check", warned)).out).toContain("warning[");
  expect(await say("check", warned, "-q")).toEqual({ exit: 0, out: "", err: "" });
  expect(JSON.parse((await say("check", warned, "-q", "--format", "json")).out).diagnostics).not.toEqual([]);
  expect((await say("-q", "check", write({ titel: 1 }))).out).toContain("error[flow/missing-field]");
  for (const words of [
    ["plan", asking],
    ["run", asking],
    ["graph", write({ steps: 1 })],
    ["check", join(room, "nothing.json")],
    ["plan", plain, "--max-cost", "0"],
    ["plan", plain, "--sead", "1"],
    ["eval", "$.input.", "--state", write({})],
  ])
    expect((await say(...words, "--quiet")).err).toMatch(/error|refused/);
});

test("what is typed comes back harmless, wherever it stands", async () => {
  const wild = "a\u001b[31m\u202e\u009bb";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
  for (const words of [
    [wild],
    ["check", wild],
    ["check", `--${wild}`],
    ["check", plain, "--format", wild],
    ["check", plain, "--config", wild],
    ["plan", plain, "--backend", wild],
    ["plan", plain, "--solve", `${wild}.count`],
    ["plan", plain, "--seed", wild],
    ["plan", plain, "--assume", wild],
    ["plan", plain, "--input", wild],
    ["plan", plain, "--packs", wild],
    ["plan", plain, "--diff", wild],
    ["plan", plain, "--out", `${wild}/${wild}`],
    ["run", `--dry-run`, wild],
    ["run", plain, "--backend", wild, "--capabilities", wild],
    ["eval", wild, "--state", wild],
    ["explain", wild],
    ["schema", wild],
  ]) {
    const { exit, out, err } = await say(...words);
    expect({ words, exit, out }).toEqual({ words, exit: 2, out: "" });
    expect(err).not.toMatch(harmful);
    expect(err).not.toContain("flowplan itself failed");
  }
});

test("a plan file is called one by every command that takes a flow alone", async () => {
  const file = write({ kind: "flowplan-plan", version: 1 });
  for (const command of ["check", "graph", "compile"]) {
    const { exit, err } = await say(command, file);
    expect({ command, exit }).toEqual({ command, exit: 2 });
    expect(err).toContain("is a plan file, not a flow");
  }
});

test("other files that flowplan writes are called what they are, with what to give instead", async () => {
  const printed = write((await say("plan", plain, "--format", "json")).out);
  const compiled = write((await say("compile", plain)).out);
  const folder = join(room, "of-a-run");
  await say("run", plain, "--out", folder);
  for (const command of ["run", "plan", "check", "graph", "compile"]) {
    const { exit, err } = await say(command, printed);
    expect({ command, exit }).toEqual({ command, exit: 2 });
    expect(err).toContain("is what flowplan plan --format json prints");
    expect(err).toContain("try: flowplan plan FLOW --out plan.json");
    expect((await say(command, compiled)).err).toContain("is what flowplan compile prints, not a flow");
    expect((await say(command, join(folder, "summary.json"))).err).toContain("is the summary of a run, not a flow");
  }
});

test("help derives from the table of commands: every command, option and choice is in it", async () => {
  const whole = (await say("--help")).out;
  for (const { name, options, examples, summary } of commands) {
    if (!name.includes(" ")) expect(whole).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    const { exit, out } = await say(...name.split(" "), "--help");
    const flat = out.replace(/\s+/g, " ");
    expect(exit).toBe(0);
    expect(flat).toContain(summary);
    for (const option of options) {
      expect(flat).toContain(option.flags.replace(" [", "[="));
      expect(flat).toContain(option.summary);
      for (const choice of option.choices ?? []) expect(flat).toContain(`"${choice}"`);
    }
    for (const example of examples) expect(out).toContain(`  $ ${example}\n`);
  }
});

test.each([
  [{ FORCE_COLOR: "1" }, true],
  [{ FORCE_COLOR: "" }, false],
  [{ FORCE_COLOR: "0" }, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "" }, true],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("a variable that is set to nothing is not set: %j", (environment, coloured) => {
  expect(openTerminal(environment).outColours.isColorSupported).toBe(coloured);
});
