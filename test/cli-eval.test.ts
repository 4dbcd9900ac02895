// flowplan eval: text in, text out. The value as JSON on standard output; the diagnostic under the expression on standard error.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EvalOptions, evalCommand } from "../src/cli/commands/eval.js";
import { UsageError } from "../src/cli/terminal/exit.js";
import { keptTerminal, say } from "./build/terminal.js";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "flowplan-eval-"));
const file = (name: string) => join(folder, name);
const state = { input: { name: "fox", n: 3 }, results: {}, store: { list: [1, 2] } };

beforeAll(() => {
  writeFileSync(file("state.json"), JSON.stringify(state));
  writeFileSync(file("array.json"), "[1]");
  writeFileSync(file("broken.json"), '{\n  "input": {,}\n}');
  writeFileSync(
    file("template.json5"),
    '// greets\n{ text: "@Format(\'a {}\', $.input.name)", list: ["@Map($.store.list)", "$$"] }\n',
  );
  writeFileSync(file("wrong.json5"), "{\n  good: 1,\n  text: \"@Frmat('a')\",\n}\n");
  writeFileSync(file("late.json5"), '{\n  text: [\n    "$.input.absent"\n  ],\n}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The whole process, as a person starts it. */
function flowplan(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "src/cli/main.ts", "eval", ...args],
    {
      cwd: root,
      input,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return { status, stdout, stderr };
}

/** The command alone, which is quicker. */
async function run(expression: string, options: Partial<EvalOptions> = {}) {
  const terminal = keptTerminal();
  const status = await evalCommand(expression, { state: file("state.json"), dialect: "rfc9535", ...options }, terminal);
  return { status, ...terminal.said };
}

test("the value as JSON, from a state on standard input", () => {
  expect(flowplan(["$.store", "--state", "-"], JSON.stringify(state))).toEqual({
    status: 0,
    stdout: '{\n  "list": [\n    1,\n    2\n  ]\n}\n',
    stderr: "",
  });
});

test("the diagnostic under the expression, nothing on standard output", () => {
  const { status, stdout, stderr } = flowplan(["$.store.list[01]", "--state", file("state.json")]);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("error[path/bad-index]");
  expect(stderr).toContain(" 1 | $.store.list[01]\n   |              ~~\n");
});

test("wrong usage: a state that is none", () => {
  const broken = flowplan(["$.a", "--state", "-"], '{ "input": ');
  expect([broken.status, broken.stdout]).toEqual([2, ""]);
  expect(broken.stderr).toContain("<stdin>:1:");
});

test.each([
  ["$.input.name", '"fox"'],
  ["@Format('{} × {}', $.input.n, $.input.name)", '"3 × fox"'],
  ["$.input.absent[*]", "[]"],
  ["\\$5 bill", '"$5 bill"'],
  ["a fox", '"a fox"'],
  ["$.input.n", "3"],
])("%s", async (expression, value) => {
  expect(await run(expression)).toEqual({ status: 0, out: `${value}\n`, err: "" });
});

test("a template file, in JSON5 with comments", async () => {
  const { status, out, err } = await run(file("template.json5"));
  expect([status, err]).toEqual([0, ""]);
  expect(JSON.parse(out)).toEqual({ text: "a fox", list: [1, 2] });
});

test.each([
  ["wrong.json5", "expression/unknown-operator", ":3:11", "           ~~~~~"],
  ["late.json5", "evaluate/nothing", ":3:6", "      ~~~~~~~~~~~~~~"],
])("a mistake in a template file, %s", async (name, code, place, mark) => {
  const { status, out, err } = await run(file(name));
  expect([status, out]).toEqual([1, ""]);
  expect(err).toContain(`error[${code}]`);
  expect(err).toContain(`${name}${place}`);
  expect(err.split("\n").some((line) => line.replace(/^ *\|/, "").trimEnd().endsWith(mark.trimStart()))).toBe(true);
});

test("a path that finds nothing, a limit that is exceeded", async () => {
  const nothing = await run("$.input.absent");
  expect([nothing.status, nothing.out]).toEqual([1, ""]);
  expect(nothing.err).toContain("error[evaluate/nothing]");
  const deep = await run("$..*..*..*..*");
  expect([deep.status, deep.out]).toEqual([4, ""]);
  expect(deep.err).toContain("error[limit/descendants]");
  expect(deep.err).toContain("   |        ~~~\n");
});

test("a warning stands on standard error, and the value is printed all the same", async () => {
  const { status, out, err } = await run("see $.input.name");
  expect([status, out]).toEqual([0, '"see $.input.name"\n']);
  expect(err).toContain("warning[expression/embedded]");
});

test("a control character of the expression is shown, never sent to the terminal", async () => {
  const { status, err } = await run("$.a\u001b[31m");
  expect(status).toBe(1);
  expect(err).not.toContain("\u001b");
});

test("dialect: jsonpath-plus reads its own syntax and runs no code", async () => {
  const dialect = "jsonpath-plus" as const;
  expect(await run("$.store.list[(@.length-1)]", { dialect })).toMatchObject({ status: 0, out: "[\n  2\n]\n" });
  expect(await run("$.input.n^", { dialect })).toMatchObject({ status: 0 });
  const script = await run("$.store.list[?(@ > 1)]", { dialect });
  expect([script.status, script.out]).toEqual([1, ""]);
  expect(script.err).toContain("error[evaluate/dialect-path]");
  await expect(run(file("template.json5"), { dialect })).rejects.toThrow(UsageError);
});

test.each([
  ["$.a", { state: file("array.json") }, "must be a JSON object"],
  ["$.a", { state: file("broken.json") }, "broken.json:2:13"],
  ["$.a", { state: file("absent.json") }, "no such file"],
  [file("absent.json5"), {}, "no such file"],
  ["-", { state: "-" }, "standard input can be read only once"],
])("wrong usage: %s %o", async (expression, options, said) => {
  const refused = run(expression, options);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(said);
});

test("without a state a constant is itself, and a path is told that there is none", async () => {
  expect(await say("eval", "@Format('{} {}', 'a', 1)")).toEqual({ exit: 0, out: '"a 1"\n', err: "" });
  const { exit, out, err } = await say("eval", "$.input.name");
  expect({ exit, out }).toEqual({ exit: 1, out: "" });
  expect(err).toContain("evaluate/nothing");
  expect(err).toContain(`try: --state '{ "input": { … } }', or --state FILE: without it the state is empty`);
});

test("a state can be given as JSON itself, and as much of it as is read", async () => {
  expect((await say("eval", "$.input.a", "--state", '{ "input": { "a": "x" } }')).out).toBe('"x"\n');
  expect((await say("eval", "$.a", "--state", "{ a: ")).err).toMatch(/^error: --state:1:/);
  expect((await say("eval", "$.a", "--state", '["a"]')).err).toContain(
    "must be a JSON object: { input, results, store }",
  );
});

test("JSON where a file is asked for is told how to be given", async () => {
  const { exit, err } = await say("check", '{ "title": 1 }');
  expect(exit).toBe(2);
  expect(err).toContain("JSON is read from a file or, with -, from standard input");
});

test("what a word was taken for is said", async () => {
  const json = await run('{ "text": "$.input.name" }');
  expect([json.status, json.out]).toEqual([0, `${JSON.stringify('{ "text": "$.input.name" }')}\n`]);
  expect(json.err).toMatch(/^note: .* was taken as text: a template is read from a file or from standard input/);
  expect((await run('{ "a": 1 }.json')).err).toContain("was taken as text");
  const misspelt = await run(file("tmplate.jsn5"));
  expect(misspelt.status).toBe(0);
  expect(misspelt.err).toMatch(
    /was taken as text: there is no such file.*\n {2}try: flowplan eval .*template\.json5\n$/s,
  );
  await expect(run(file("tmplate.json5"))).rejects.toThrow(
    /there is no such file \(it looks like the name of a template file/,
  );
  await expect(run(file("tmplate.json5"))).rejects.toMatchObject({ hint: expect.stringContaining("template.json5") });
});

test("a value that could act on a terminal is printed as JSON's escapes", async () => {
  writeFileSync(file("wild.json"), JSON.stringify({ input: { a: "x\u202e\u009b\u007fy" }, results: {}, store: {} }));
  const { out } = await run("$.input.a", { state: file("wild.json") });
  expect(out).toBe('"x\\u202e\\u009b\\u007fy"\n');
  expect(JSON.parse(out)).toBe("x\u202e\u009b\u007fy");
});
