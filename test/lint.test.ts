// Every lint rule on its fixtures: the bad flow is told nothing but this code, in the words of bad.out; the good one nothing at all.
// `npx vitest run test/lint.test.ts -u` writes the .out files anew; read the difference before you commit it.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { prettyDiagnostics } from "../src/cli/format/pretty.js";
import { edited } from "../src/core/diagnostic/apply-fixes.js";
import { catalogue } from "../src/core/diagnostic/catalogue.js";
import type { Diagnostic } from "../src/core/diagnostic/diagnostic.js";
import { Source } from "../src/core/diagnostic/located.js";
import { compile } from "../src/core/index.js";
import type { RuleSettings } from "../src/core/lint/lint.js";
import { rules } from "../src/core/lint/rules.js";

const root = join(import.meta.dirname, "..");
const fixtures = join(root, "fixtures/lint");
const codes = Object.keys(catalogue).filter((code) => code.startsWith("lint/"));
const nameOf = (code: string) => code.replace("lint/", "");
const read = (name: string, which: "good" | "bad") => readFileSync(join(fixtures, name, `${which}.json`), "utf8");

function report(name: string, which: "good" | "bad"): string {
  const source = new Source(`${which}.json`, read(name, which));
  return prettyDiagnostics(compile(source.text).diagnostics, source, [], pc.createColors(false));
}

test("every lint code has its fixtures, and every rule its code", () => {
  expect(readdirSync(fixtures).sort()).toEqual(codes.map(nameOf).sort());
  const silencing = codes.filter((code) => /silence/.test(code));
  expect([...rules.map(({ code }) => code), ...silencing].sort()).toEqual([...codes].sort());
});

test("one rule a file, named by its code", () => {
  expect(rules.filter(({ code }) => !existsSync(join(root, "src/core/lint/rules", `${nameOf(code)}.ts`)))).toEqual([]);
});

describe.each(codes)("%s", (code) => {
  const name = nameOf(code);

  test("says what is wrong with the bad flow, and nothing else", async () => {
    const { diagnostics } = compile(read(name, "bad"));
    const others = new Set(diagnostics.map((diagnostic) => diagnostic.code).filter((other) => other !== code));
    expect([...others]).toEqual(code === "lint/silenced-error" ? ["path/unknown-property"] : []);
    await expect(report(name, "bad")).toMatchFileSnapshot(join(fixtures, name, "bad.out"));
  });

  test("is silent about the good flow", () => {
    expect(report(name, "good")).toBe("");
  });

  test("is switched off, and made an error, by settings", () => {
    const text = read(name, "bad");
    const silent = compile(text, { rules: { [code]: "off" } });
    expect(silent.diagnostics.map((diagnostic) => diagnostic.code)).not.toContain(code);
    const strict = compile(text, { rules: { [code]: "error" } });
    expect(strict.program).toBeUndefined();
    expect(strict.diagnostics.find((diagnostic) => diagnostic.code === code)?.severity).toBe("error");
  });

  test("each fix mends what it is offered for, and brings no error", () => {
    const text = read(name, "bad");
    const { diagnostics } = compile(text);
    const count = (found: readonly Diagnostic[]) => found.filter((diagnostic) => diagnostic.code === code).length;
    for (const fix of diagnostics.filter((diagnostic) => diagnostic.code === code).flatMap(({ fixes }) => fixes)) {
      const after = compile(edited(text, fix.edits)).diagnostics;
      expect(after.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(count(after), fix.title).toBeLessThan(count(diagnostics));
      if (fix.safe) expect(after.length).toBeLessThan(diagnostics.length);
    }
  });

  test("no rule reports an error by itself", () => {
    const { diagnostics } = compile(read(name, "bad"));
    expect(diagnostics.filter((diagnostic) => diagnostic.code === code && diagnostic.severity === "error")).toEqual([]);
  });
});

test("settings do not soften errors", () => {
  const text = `{ title: "t", description: "d", steps: [{ id: "a", type: "ObjectTransformer", result: { x: "$.nowhere" } }] }`;
  const { diagnostics, program } = compile(text, { rules: { "path/unknown-property": "off" } });
  expect(program).toBeUndefined();
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["error path/unknown-property"]);
});

test("settings hold for every code that is no error, and only for their own", () => {
  const text = `{ title: "t", description: "d", steps: [{ id: "a", type: "ObjectTransformer", result: { x: "a $$ b" } }] }`;
  const settings: RuleSettings = {
    "expression/embedded": "note",
    ["constructor" as string]: "off",
    ["toString" as string]: "off",
  };
  const softer = compile(text, { rules: settings });
  expect(softer.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["note expression/embedded"]);
});

describe("silencing", () => {
  const flow = (lines: readonly string[], end: string) =>
    ['{ "title": "t", "description": "d", "steps": [', ...lines, "] }"].join(end);
  const bad = `{ "id": "a", "type": "ObjectTransformer", "result": { "x": "a $$ b" } }`;
  const codesOf = (text: string) => compile(text).diagnostics.map(({ code }) => code);

  test.each(["\n", "\r\n", "\r"])("before the line and at its end, lines ended by %j", (end) => {
    expect(codesOf(flow([bad], end))).toEqual(["expression/embedded"]);
    expect(codesOf(flow([`/* flowplan-ignore expression/embedded why */ ${bad}`], end))).toEqual([]);
    expect(codesOf(flow(["/* flowplan-ignore expression/embedded why */", "", bad], end))).toEqual([]);
    expect(codesOf(flow([`${bad} /* flowplan-ignore expression/embedded */`], end))).toEqual([]);
    expect(codesOf(flow([bad, "/* flowplan-ignore expression/embedded */"], end))).toEqual([
      "expression/embedded",
      "lint/unused-silence",
    ]);
  });

  test("several comments may be about one line", () => {
    const lines = [
      "// flowplan-ignore expression/embedded one",
      "// flowplan-ignore expression/unneeded-escape two",
      String.raw`{ "id": "a", "type": "ObjectTransformer", "result": { "x": "a $$ b", "y": "\\c" } }`,
    ];
    expect(codesOf(flow(lines, "\n"))).toEqual([]);
  });

  test("a rule that is off is not missed by its silencing", () => {
    const text = flow(["// flowplan-ignore lint/unused-store", bad.replace(" $$", "")], "\n");
    expect(compile(text, { rules: { "lint/unused-store": "off" } }).diagnostics).toEqual([]);
  });

  test("whatever comments say, nothing throws and errors stay", () => {
    const word = fc.constantFrom(
      "flowplan-ignore",
      "lint/secret",
      "path/unknown-property",
      "//",
      "*",
      ":",
      "\n",
      " ",
      "x",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const comment = words
          .join("")
          .split("\n")
          .map((line) => `// ${line}`);
        const text = flow([...comment, bad.replace("a $$ b", "$.nowhere")], "\n");
        expect(codesOf(text)).toContain("path/unknown-property");
      }),
      { numRuns: 200 },
    );
  });
});
