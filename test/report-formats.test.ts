// Diagnostics without a place, in each format of a check (spec 7.7): no line, no region, and yet the file, code and message.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import pc from "picocolors";
import { expect, test } from "vitest";
import type { Report } from "../src/cli/format/report.js";
import { type ReportFormat, reportFormats } from "../src/cli/format/report-formats.js";
import { diagnose } from "../src/core/diagnostic/diagnose.js";
import { Source } from "../src/core/index.js";

const placeless = diagnose("plan/unknown-backend", null, { name: "a<b\u202e", near: undefined, names: ["reference"] });
const placed = diagnose("path/unexpected", { start: 4, end: 6 }, { expected: "a name", found: "12", hint: "" });
const report: Report = {
  checked: [
    { source: new Source("a.json", "{\n  12\n}"), diagnostics: [placeless, placed] },
    { source: new Source("empty.json", ""), diagnostics: [{ ...placeless, severity: "warning" }] },
  ],
  unread: [],
};

async function printed(format: ReportFormat): Promise<string> {
  const print = await reportFormats[format]();
  return print(report, { colours: pc.createColors(false), columns: Number.POSITIVE_INFINITY });
}

test("json has null for start and end, as its schema allows", async () => {
  const out = JSON.parse(await printed("json"));
  const schema = JSON.parse(readFileSync(new URL("../grammar/diagnostics.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(out), JSON.stringify(validate.errors)).toBe(true);
  expect(out.diagnostics.map(({ file, start, end }: Record<string, unknown>) => ({ file, start, end }))).toEqual([
    { file: "a.json", start: null, end: null },
    { file: "a.json", start: { offset: 4, line: 2, column: 3 }, end: { offset: 6, line: 2, column: 5 } },
    { file: "empty.json", start: null, end: null },
  ]);
});

test("sarif has no region, and the file is the place", async () => {
  const log = JSON.parse(await printed("sarif"));
  const require = createRequire(import.meta.url);
  const schemaFile = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(schemaFile, "utf8"));
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const places = log.runs[0].results.map(({ locations }: { locations: readonly unknown[] }) => locations);
  expect(places).toEqual([
    [{ physicalLocation: { artifactLocation: { uri: "a.json", index: 0 } } }],
    [
      {
        physicalLocation: {
          artifactLocation: { uri: "a.json", index: 0 },
          region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 5, charOffset: 4, charLength: 2 },
        },
      },
    ],
    [{ physicalLocation: { artifactLocation: { uri: "empty.json", index: 1 } } }],
  ]);
});

test("github names the file and no line", async () => {
  const said = 'there is no backend "a<b\\u202e"; the backends are reference';
  expect((await printed("github")).split("\n")).toEqual([
    `::error file=a.json,title=plan/unknown-backend::${said}`,
    expect.stringMatching(/^::error file=a\.json,line=2,col=3,endLine=2,endColumn=5,title=path\/unexpected::/),
    `::warning file=empty.json,title=plan/unknown-backend::${said}`,
    "",
  ]);
});

test("junit names the file and no line, and a case without a place fails like any other", async () => {
  const out = await printed("junit");
  expect(out).toContain('<testsuites name="flowplan check" tests="3" failures="2" errors="0">');
  expect(out).toContain('<testcase name="plan/unknown-backend" classname="a.json">');
  expect(out).toContain('<testcase name="path/unexpected at 2:3" classname="a.json">');
  expect(out).toContain(">a.json: there is no backend &quot;a&lt;b\\u202e&quot;; the backends are reference</failure>");
  expect(out).toContain("<system-out>warning: empty.json: there is no backend");
  expect(out).not.toMatch(/null|NaN|undefined|:0:0/);
});

test("pretty names the file and shows no line", async () => {
  const out = await printed("pretty");
  expect(out).toContain(
    'error[plan/unknown-backend]: there is no backend "a<b\\u202e"; the backends are reference\n  --> a.json\n\n',
  );
  expect(out).toContain("  --> a.json:2:3\n");
  expect(out).toMatch(/warning\[plan\/unknown-backend\]: .*\n {2}--> empty\.json\n/);
});
