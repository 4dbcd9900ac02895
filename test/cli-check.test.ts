// flowplan check in one process: files, patterns, formats, settings, fixes, and what a bad file is answered with (spec 7.5 to 7.9, 7.12).

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, describe, expect, test } from "vitest";
import { prettyDiagnostics } from "../src/cli/format/pretty.js";
import { widthOf } from "../src/cli/format/table.js";
import { readConfig } from "../src/cli/source/config.js";
import { keepChecking } from "../src/cli/source/watch.js";
import { catalogue } from "../src/core/diagnostic/catalogue.js";
import { compile, type Diagnostic, Source } from "../src/core/index.js";
import { keptTerminal, say, sayWords } from "./build/terminal.js";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "flowplan-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const fine = `{ "title": "t", "description": "d", "steps": [{ "id": "idea", "type": "ObjectTransformer", "result": { "text": "a fox" } }] }`;
/** Warnings and errors depend on the rules of the day; the mistakes of the document do not. */
const broken = `{ "title": "t" "description": "d",, "steps": [{ "id": "idea", "type": "ObjectTransformer", "result": {} }] }`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|apos);)/;
const movesTerminals =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
const quiet = put("quiet.json", `{ "rules": {} }`);
const check = (...words: string[]) => say("check", "--config", quiet, ...words);
const codesOf = (out: string) =>
  (JSON.parse(out) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);
const errorsIn = (out: string) =>
  (JSON.parse(out) as { diagnostics: { code: string; severity: string }[] }).diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);

describe("bad input: a code, a place, what to do, the exit code, and no stack trace", () => {
  const step = (id: string, result: string) => `{ "id": "${id}", "type": "ObjectTransformer", "result": ${result} }`;
  const flow = (...steps: string[]) => `{ "title": "t", "description": "d", "steps": [${steps.join(", ")}] }`;
  const nested = (depth: number) => flow(step("a", `{ "v": ${"[".repeat(depth - 4)}${"]".repeat(depth - 4)} }`));
  const cases: readonly (readonly [string, string, string, number])[] = [
    ["an empty file", "", "document/empty", 1],
    ["an array", "[]", "flow/not-a-flow", 1],
    ["a megabyte and one", `"${"a".repeat(1_048_575)}"`, "limit/source", 4],
    ["65 levels", nested(65), "limit/nesting", 4],
    ["100,000 brackets", "[".repeat(100_000), "limit/nesting", 4],
    ["a step id used twice", flow(step("a", "{}"), step("a", "{}")), "flow/duplicate-step-id", 1],
    [
      "a path to a later step",
      flow(step("a", `{ "v": "$.results.b" }`), step("b", "{}")),
      "graph/forward-reference",
      1,
    ],
  ];
  test.each(cases)("%s", async (name, text, code, exit) => {
    const file = put(`bad/${name.replaceAll(/\W/g, "-")}.json`, text);
    const json = await check("--format", "json", file);
    expect(json.exit).toBe(exit);
    expect(errorsIn(json.out)).toContain(code);
    const pretty = await check(file);
    expect(pretty.exit).toBe(exit);
    expect(pretty.out).toContain(`error[${code}]`);
    expect(pretty.out).toContain(`${file}:1:`);
    expect(pretty.out + pretty.err).not.toMatch(/^\s+at .*\(|node:internal/m);
  });

  test("64 levels are fine", async () => {
    const { out } = await check("--format", "json", put("deep.json", nested(64)));
    expect(errorsIn(out)).toEqual([]);
  });

  test("binary that is UTF-8 is no document, binary that is not is an unreadable file", async () => {
    const controls = await check("--format", "json", put("controls.bin", new Uint8Array([0, 1, 2, 3, 27, 127])));
    expect(controls.exit).toBe(1);
    expect(errorsIn(controls.out).length).toBeGreaterThan(0);
    const bytes = await check("--format", "json", put("bytes.bin", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff])));
    expect(bytes).toMatchObject({ exit: 2, err: expect.stringContaining("it is not UTF-8 text") });
    expect(codesOf(bytes.out)).toEqual([]);
  });

  test("a flow cut at every byte has an error, and what it says lies in the text", () => {
    const whole = readFileSync(join(root, "fixtures/flows/ok/escapes.json"));
    const short = whole.byteLength > 3_000 ? whole.subarray(0, 3_000) : whole;
    const end = short.toString("utf8").trimEnd().length;
    for (let cut = 0; cut < short.byteLength; cut++) {
      const text = new TextDecoder().decode(short.subarray(0, cut));
      if (text.length >= end && short === whole) continue;
      const { program, diagnostics } = compile(text);
      expect(program, `cut at ${cut}`).toBeUndefined();
      expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
      for (const { span } of diagnostics)
        expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
    }
  });
});

describe("files", () => {
  test("a file that cannot be read is wrong usage, and the others are still checked", async () => {
    const { exit, out, err } = await check(
      "--format",
      "json",
      join(folder, "nowhere.json"),
      put("broken.json", broken),
    );
    expect(exit).toBe(2);
    expect(errorsIn(out)).toContain("document/missing-comma");
    expect(err).toContain("there is no such file");
  });

  test("a name that is nearly right is named", async () => {
    put("near/flow.json", fine);
    expect((await check(join(folder, "near/flwo.json"))).err).toContain(
      `try: flowplan check ${join(folder, "near/flow.json")}`,
    );
  });

  test("a folder stands for the flows in it: no runs, plan files, packages, hidden files or other JSON", async () => {
    put("tree/b.json", fine);
    put("tree/deep/a.json5", broken);
    put("tree/package.json", `{ "name": "x", "scripts": { "steps": "y" } }`);
    put("tree/plan.json", `{ "kind": "flowplan-plan", "version": 1 }`);
    put("tree/ir.json", `{ "version": 2, "title": "t", "steps": [] }`);
    for (const skipped of ["node_modules/x", ".hidden", ".git", "flowplan-runs/a-1/results"])
      put(`tree/${skipped}/flow.json`, broken);
    put("tree/pictures/journal.jsonl", "{}\n");
    put("tree/pictures/results/flow.json", broken);
    const filesIn = (out: string) => [
      ...new Set((JSON.parse(out) as { diagnostics: { file: string }[] }).diagnostics.map(({ file }) => file)),
    ];
    const tree = join(folder, "tree");
    const { exit, out, err } = await check("--format", "json", tree);
    expect({ exit, err, files: filesIn(out) }).toEqual({ exit: 1, err: "", files: [join(tree, "deep/a.json5")] });
    // A pattern says itself which files are meant; what flowplan made, packages and hidden files it does not match.
    const found = await check("--format", "json", join(tree, "**/*.json"));
    expect(filesIn(found.out).map((file) => file.slice(tree.length + 1))).toEqual(["ir.json", "package.json"]);
  });

  test("a folder without flows says so", async () => {
    put("empty/package.json", "{}");
    const { exit, out, err } = await check(join(folder, "empty"));
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain(`there are no flows in ${join(folder, "empty")}`);
  });

  test("a plan file is called one", async () => {
    const { exit, out, err } = await check(put("plans/plan.json", `{ "kind": "flowplan-plan", "version": 1 }`));
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("plan.json is a plan file, not a flow");
    expect((await check(join(folder, "plans/*.json"))).err).toContain("matches only plan files");
  });

  test("a pattern matches files in order, each once, and one that matches nothing is wrong usage", async () => {
    for (const name of ["b", "a", "c"]) put(`many/${name}.json`, "[]");
    const { out, err } = await check("--format", "json", join(folder, "many/b.json"), join(folder, "many/*.json"));
    const files = (JSON.parse(out) as { diagnostics: { file: string }[] }).diagnostics.map(({ file }) => file);
    expect([...new Set(files)].map((file) => file.slice(-6))).toEqual(["b.json", "a.json", "c.json"]);
    expect(err).toBe("");
    expect(await check(join(folder, "many/*.yaml"))).toMatchObject({
      exit: 2,
      err: expect.stringContaining("no file matches"),
    });
  });

  test("a file whose name looks like a pattern is that file", async () => {
    put("odd/a.json", "[]");
    const { out } = await check("--format", "json", put("odd/[a].json", fine));
    expect(errorsIn(out)).toEqual([]);
  });

  test("the worst of several files is the exit code", async () => {
    const limit = put("worst/limit.json", "[".repeat(70));
    expect((await check(put("worst/fine.json", fine))).exit).toBe(0);
    expect((await check(put("worst/broken.json", broken), limit)).exit).toBe(4);
  });
});

describe("formats", () => {
  const errors = "fixtures/flows/err/*.json";

  test("json is what grammar/diagnostics.schema.json says", async () => {
    const { out } = await check("--format", "json", join(root, errors));
    const validate = new Ajv2020({ strict: false }).compile(readSchema("diagnostics"));
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(codesOf(out).length).toBeGreaterThan(100);
  });

  test("sarif is what the official schema says, and its regions and rules are those of the diagnostics", async () => {
    const { out } = await check("--format", "sarif", join(root, errors), join(folder, "nowhere.json"));
    const log = JSON.parse(out);
    const require = createRequire(import.meta.url);
    const schemaFile = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    // The schema is of draft 4 and uses nothing that draft 7 reads in another way.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(schemaFile, "utf8"));
    const ajv = new Ajv({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ version: "2.1.0" })).toBe(false);

    const [run] = log.runs;
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.results.length).toBeGreaterThan(100);
    for (const { ruleId, ruleIndex, locations, fixes } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(run.artifacts[artifactLocation.index].location.uri).toBe(artifactLocation.uri);
      const text = readFileSync(new URL(artifactLocation.uri), "utf8");
      const { lines } = new Source("x", text);
      expect(lines.position(region.charOffset)).toMatchObject({ line: region.startLine, column: region.startColumn });
      expect(lines.position(region.charOffset + region.charLength)).toMatchObject({
        line: region.endLine,
        column: region.endColumn,
      });
      for (const fix of fixes) expect(fix.artifactChanges[0].replacements.length).toBeGreaterThan(0);
    }
    for (const { id, defaultConfiguration, shortDescription } of run.tool.driver.rules) {
      expect(catalogue).toHaveProperty([id]);
      expect(["error", "warning", "note"]).toContain(defaultConfiguration.level);
      expect(shortDescription.text).not.toBe("");
    }
  });

  test("a relative name with signs of its own is a relative URI", async () => {
    const { out } = await check("--format", "sarif", put("odd/100% {a} é:1.json", "[]"));
    expect(out).toContain("/odd/100%25%20%7Ba%7D%20%C3%A9:1.json");
  });

  test.each([
    ["./odd/a b.json", "odd/a%20b.json", "odd/a b.json"],
    ["odd/../odd//a b.json", "odd/a%20b.json", "odd/a b.json"],
    ["../outside.json", "../outside.json", "../outside.json"],
  ])("%s is named without . and .. from the current folder, and absolute outside of it", async (name, uri, path) => {
    put("odd/a b.json", "[]");
    put("outside.json", "[]");
    const inside = name.includes("odd");
    const before = process.cwd();
    process.chdir(inside ? folder : join(folder, "odd"));
    try {
      const { out } = await check("--format", "sarif", name);
      const [artifact] = JSON.parse(out).runs[0].artifacts;
      expect(artifact.location.uri).toBe(inside ? uri : pathToFileURL(realpathSync(join(folder, "outside.json"))).href);
      const github = await check("--format", "github", name);
      expect(github.out).toContain(`file=${inside ? path : realpathSync(join(folder, "outside.json"))},`);
    } finally {
      process.chdir(before);
    }
  });

  test("messages are folded at the width of the terminal, and long lines are cut around the range", async () => {
    const file = put(
      "wide/flow.json",
      `{ "title": "t", "description": "${"漢字 ".repeat(60)}", "steps": [{ "id": "a", "type": "ImageGenerator", "parameters": { "baseModel": "a/b", "width": 1001, "images": [{ "prompt": "p", "${"wide".repeat(30)}": 1 }] } }] }`,
    );
    for (const columns of [40, 80]) {
      const { out } = await sayWords(["check", file], columns);
      for (const line of out.split("\n"))
        if (!line.startsWith("  --> ")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(out).toContain('"width": 1001');
      expect(out.replace(/\s+/g, " ")).toContain("must be a multiple of 8");
    }
  });

  test("github escapes what its commands read", async () => {
    const { out } = await check("--format", "github", put("odd/50%,a:b.json", broken), join(folder, "nowhere.json"));
    const [first] = out.split("\n");
    expect(first).toBe(
      `::error file=${folder}/odd/50%25%2Ca%3Ab.json,line=1,col=15,endLine=1,endColumn=15,title=document/missing-comma::${first?.split("::")[2]}`,
    );
    expect(first).toContain("%0Afix: write the comma");
    expect(out).toContain("::error title=flowplan::cannot read");
    expect(
      out
        .trimEnd()
        .split("\n")
        .every((line) => /^::(error|warning|notice) /.test(line)),
    ).toBe(true);
  });

  test("junit is a suite for each file, and escaped", async () => {
    const hostile = `{ "title": "t", "description": "d", "steps": [], "<&\\u0001\\">'": 1 }`;
    const { out, exit } = await check(
      "--format",
      "junit",
      put("a.json", fine),
      put("h&.json", hostile),
      join(folder, "no<where.json"),
    );
    expect(exit).toBe(2);
    expect(out.match(/<testsuite /g)).toHaveLength(3);
    expect(out).toContain('errors="1"');
    expect(out).toContain("h&amp;.json");
    expect(out).toContain("&lt;&amp;");
    expect(out).not.toMatch(notXml);
    expect(out.match(/<failure /g)?.length ?? 0).toBe(Number(/<testsuites [^>]*failures="(\d+)"/.exec(out)?.[1]));
  });

  test("whatever a flow holds, no format prints a character that moves a terminal", async () => {
    const hostile = `{ "title": "t", "description": "d", "steps": [], "\u202e\u001b[31mx\u0085\u2028": 1, "p\\u001b]0;x\\u0007": 2 }`;
    const file = put("hostile.json", hostile);
    for (const format of ["pretty", "json", "sarif", "github", "junit"]) {
      const { out, err } = await check("--format", format, file);
      expect(out + err, format).not.toMatch(movesTerminals);
    }
  });
});

describe("pretty", () => {
  const framed = (text: string, start: number, end: number, coloured = false) => {
    const diagnostic: Diagnostic = {
      code: "x/y",
      severity: "error",
      message: "m",
      data: {},
      span: { start, end },
      related: [],
      fixes: [],
    };
    return prettyDiagnostics([diagnostic], new Source("f", text), [], keptTerminal(coloured).outColours)
      .split("\n")
      .slice(1, -2);
  };

  test("the range is marked under the line", () => {
    expect(framed("ab\r\ncdef", 5, 7)).toEqual(["  --> f:2:2", " 2 | cdef", "   |  ~~"]);
  });

  test("tabs, wide characters and combining marks keep the mark in its column", () => {
    expect(framed("\t日本x", 3, 4)).toEqual(["  --> f:1:4", " 1 |   日本x", "   |       ~"]);
    expect(framed("「」e\u0301x", 4, 5)).toEqual(["  --> f:1:5", " 1 | 「」e\u0301x", "   |      ~"]);
  });

  test("a long line is cut around the range, never inside a character", () => {
    const [, line, mark] = framed(`${"😀".repeat(500)}here${"😀".repeat(500)}`, 1000, 1004) as string[];
    expect(line).toContain("here");
    expect(line).not.toContain("\\u");
    expect(mark?.trimEnd()).toMatch(/ \| {2,}~~~~$/);
    expect((line as string).length).toBeLessThan(140);
  });

  test("a range over several lines shows its first and last line", () => {
    expect(framed("{\n  a: [\n    1,\n    2\n  ]\n}", 4, 24)).toEqual([
      "  --> f:2:3",
      " 2 |   a: [",
      "   |   ~~~~",
      "   …",
      " 5 |   ]",
      "   |   ~",
    ]);
    expect(framed("ab\ncd", 1, 3)).toEqual(["  --> f:1:2", " 1 | ab", "   |  ~"]);
  });

  test("no place is outside the text", () => {
    expect(framed("", 0, 0)).toEqual(["  --> f:1:1"]);
    expect(framed("ab", 2, 2)).toEqual(["  --> f:1:3", " 1 | ab", "   |   ~"]);
  });

  test("colour only where it is asked for", () => {
    expect(framed("ab", 0, 1, true).join("")).toContain("\u001b[");
    expect(framed("ab", 0, 1).join("")).not.toContain("\u001b[");
  });
});

describe("--fix", () => {
  test("mends the file, keeps its mode and comments, and tells the rest", async () => {
    const file = put("fix/a.json5", broken.replace("{ ", "{ // kept\r\n  "));
    chmodSync(file, 0o640);
    const { exit, err } = await check("--fix", file);
    expect(exit).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(
      `{ // kept\r\n  "title": "t", "description": "d", "steps": [{ "id": "idea", "type": "ObjectTransformer", "result": {} }] }`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(err).toContain(`fixed ${file}:2:`);
    expect(err).toContain("(document/missing-comma)");
    const again = await check("--fix", file);
    expect(again.err).not.toContain("fixed");
  });

  test("of standard output nothing changes but the flow", async () => {
    expect((await check("--fix", "-", put("x.json", fine))).exit).toBe(2);
    expect((await check("--fix", "--format", "json", "-")).exit).toBe(2);
  });

  test("a link stays a link", async () => {
    const target = put("fix/target.json", broken);
    const link = join(folder, "fix/link.json");
    symlinkSync(target, link);
    await check("--fix", link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, "utf8")).not.toContain(",,");
  });

  test("a file without mistakes is not written", async () => {
    const file = put("fix/fine.json", fine);
    const before = statSync(file, { bigint: true });
    await check("--fix", file);
    expect(statSync(file, { bigint: true }).ino).toBe(before.ino);
  });

  test("--fix=all applies the suggestions too, and a --fix that changes nothing says why", async () => {
    const suggested = `{ "title": "t", "description": "d", "steps": [{ "id": "a", "type": "ImageGenerator", "parameters": { "baseModel": "a/b", "width": 1001, "images": [{ "prompt": "p" }] } }] }`;
    const file = put("fix/suggested.json", suggested);
    const safe = await check("--fix", file);
    expect(safe.exit).toBe(1);
    expect(safe.out).toContain("   suggestion: write 1000");
    expect(safe.err).toMatch(/^1 error; nothing was changed: no fix is safe.*--fix=all applies the suggestion\n$/);
    expect(readFileSync(file, "utf8")).toBe(suggested);
    const all = await check("--fix=all", file);
    expect(all.exit).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(suggested.replace("1001", "1000"));
    const hopeless = await check("--fix", put("fix/hopeless.json", "{}"));
    expect(hopeless.err).toContain("nothing was changed: no fix is known");
    expect((await check("--fix=some", file)).exit).toBe(2);
  });

  test.each([
    ["A picture of $.input.topic", "@Format('A picture of {}', $.input.topic)"],
    ["{$.input.topic}{$.input.topic}", "@Format('{}{}', $.input.topic, $.input.topic)"],
    ["'{$.input.topic}'", "@Format('\\'{}\\'', $.input.topic)"],
  ])("--fix=all puts the value into %j, wherever it stands", async (prompt, fixed) => {
    const flow = (text: string) =>
      JSON.stringify({
        title: "t",
        description: "d",
        input: { type: "object", properties: { topic: { type: "string" } }, required: ["topic"] },
        steps: [{ id: "a", type: "ImageGenerator", parameters: { baseModel: "a/b", images: [{ prompt: text }] } }],
      });
    const file = put("fix/embedded.json", flow(prompt));
    expect((await check("--fix=all", file)).exit).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(flow(fixed));
  });

  test("an operator in small letters as a key is not kept as a name", async () => {
    const text = `{ "title": "t", "description": "d", "steps": [], "store": {}, "ui": {} }`.replace(
      `"steps": []`,
      `"steps": [{ "id": "a", "type": "ObjectGenerator", "parameters": { "description": "d", "schema": { "type": "object" }, "input": { "@map($.store.x)": "$$" } } }]`,
    );
    const file = put("fix/small-map.json", text);
    const { out, exit } = await check("--fix=all", file);
    expect(exit).toBe(1);
    expect(out).toContain("@Map cannot be a key");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("without --fix the file stays, and the offer is made", async () => {
    const file = put("fix/offered.json", broken);
    expect((await check(file)).err).toMatch(/2 errors.*; --fix fixes 2/);
    expect(readFileSync(file, "utf8")).toBe(broken);
    expect(existsSync(file)).toBe(true);
  });
});

describe("flowplan.json", () => {
  const codes = (text: string) => readConfig(text).diagnostics.map(({ code }) => code);
  const someWarning = Object.entries(catalogue).find(([, { severity }]) => severity === "warning")?.[0] as string;
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["{}", []],
    [`{ "$schema": "x", "rules": { "${someWarning}": "off" } } // and a comment`, []],
    [`{ "rules": { "document/empty": "error" } }`, []],
    ["[]", ["config/not-an-object"]],
    [`{ "rules": [] }`, ["config/not-an-object"]],
    [`{ "rule": {} }`, ["config/unknown-field"]],
    [`{ "rules": { "x/y": "off" } }`, ["config/unknown-code"]],
    [
      `{ "rules": { "${someWarning}": "of", "document/empty": "off" } }`,
      ["config/wrong-severity", "config/error-stays"],
    ],
    [`{ "rules": { "${someWarning}": true } }`, ["config/wrong-severity"]],
    [`{ "servers": { "gpu": { "kind": "comfyui", "url": "http://127.0.0.1:8188", "concurrency": 2 } } }`, []],
    [`{ "servers": { "mine": { "kind": "./mine.js" } }, "routes": { "images": "mine", "objects": "reference" } }`, []],
    [`{ "servers": [] }`, ["config/not-an-object"]],
    [`{ "servers": { "gpu": "comfyui" } }`, ["config/not-an-object"]],
    [`{ "servers": { "gpu": {} } }`, ["config/missing-kind"]],
    [`{ "servers": { "gpu": { "kind": "confyui" } } }`, ["config/unknown-kind"]],
    [`{ "servers": { "gpu": { "kind": "comfyui", "adress": "x" } } }`, ["config/unknown-server-field"]],
    [`{ "servers": { "gpu": { "kind": 7 } } }`, ["config/wrong-server-field"]],
    [
      `{ "servers": { "gpu": { "kind": "comfyui", "url": "", "concurrency": 0 } } }`,
      ["config/wrong-server-field", "config/wrong-server-field"],
    ],
    [`{ "servers": { "gpu": { "kind": "comfyui", "key": "sk-1234" } } }`, ["config/wrong-server-field"]],
    [`{ "servers": { "gpu": { "kind": "comfyui", "models": { "a": 1 } } } }`, ["config/wrong-server-field"]],
    [`{ "servers": { "__proto__": { "kind": "comfyui", "models": { "__proto__": "x", "toString": "y" } } } }`, []],
    [`{ "routes": { "image": "reference" } }`, ["config/unknown-role"]],
    [`{ "routes": { "images": "toString" } }`, ["config/unknown-server"]],
    [`{ "routes": { "images": 1 } }`, ["config/unknown-server"]],
    [`{ "routes": [] }`, ["config/not-an-object"]],
  ];
  test.each(cases)("%s", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test("what grammar/config.schema.json refuses is refused here too", () => {
    const validate = new Ajv2020({ strict: false }).compile(readSchema("config"));
    for (const [text, expected] of cases) {
      if (text.includes("comment")) continue;
      if (!validate(JSON.parse(text))) expect(expected, text).not.toEqual([]);
    }
  });

  test("a mistake in it is wrong usage, told with its place and a near miss", async () => {
    const config = put("settings.json", `{ "rules": { "${someWarning}x": "off" } }`);
    const { exit, out, err } = await say("check", "--config", config, put("x.json", fine));
    expect(exit).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`did you mean "${someWarning}"?`);
    expect(err).toContain(`${config}:1:14`);
  });

  test("the file of the settings is no flow to a pattern", async () => {
    const config = put("set/flowplan.json", "{}");
    put("set/a.json", fine);
    const { out } = await say("check", "--format", "sarif", "--config", config, join(folder, "set/*.json"));
    expect(JSON.parse(out).runs[0].artifacts).toHaveLength(1);
  });
});

describe("--watch", () => {
  test("goes with files and with people", async () => {
    expect((await check("--watch", "-")).exit).toBe(2);
    expect((await check("--watch", "--format", "json", put("x.json", fine))).exit).toBe(2);
  });

  test("checks again when a file changes, and leaves nothing behind", async () => {
    const file = put("watch/a.json", fine);
    const controller = new AbortController();
    let checks = 0;
    const seen: string[] = [];
    const done = keepChecking(
      async (follow) => {
        follow([file]);
        seen.push(readFileSync(file, "utf8"));
        checks += 1;
        if (checks === 1) setTimeout(() => writeFileSync(file, "[]"), 20);
        else controller.abort();
      },
      keptTerminal(),
      controller.signal,
    );
    await done;
    expect(seen).toEqual([fine, "[]"]);
  });
});

describe("explain", () => {
  test("every code has a page and the clause that it offends", async () => {
    for (const code of Object.keys(catalogue)) {
      const { exit, out } = await say("explain", code);
      expect(exit, code).toBe(0);
      expect(out, code).toMatch(/\nSpecified in \d+(\.\d+)+ .*\(spec\/\d-\w+\.md\)\n$/);
    }
  });

  test("without a code, all are listed; a near miss is named", async () => {
    const { out } = await say("explain");
    for (const code of Object.keys(catalogue)) expect(out).toContain(`  ${code} `);
    expect((await say("explain", "unknown-proprety")).err).toContain("flowplan explain path/unknown-property");
    expect((await say("explain", "document/emty")).err).toContain("flowplan explain document/empty");
  });
});

function readSchema(name: string): object {
  return JSON.parse(readFileSync(join(root, `grammar/${name}.schema.json`), "utf8")) as object;
}
