// Every flow of fixtures/ compiles to exactly the diagnostics beside it: ok flows to none, err flows to NAME.out.
// `npm run golden` writes the .out files anew; read the difference before you commit it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { prettyDiagnostics } from "../src/cli/format/pretty.js";
import { Source } from "../src/core/diagnostic/located.js";
import { compile } from "../src/core/index.js";

const fixtures = join(import.meta.dirname, "../fixtures");
const flowsIn = (folder: string) =>
  readdirSync(join(fixtures, folder)).filter((name) => /\.(json|json5|jsonc|txt)$/.test(name));
const read = (folder: string, name: string) => readFileSync(join(fixtures, folder, name), "utf8");

function report(folder: string, name: string): string {
  const source = new Source(name, read(folder, name));
  return prettyDiagnostics(compile(source.text).diagnostics, source, [], pc.createColors(false));
}

describe("flows that are fine are met with silence", () => {
  test.each(flowsIn("flows/ok"))("%s", (name) => {
    expect(report("flows/ok", name)).toBe("");
    expect(compile(read("flows/ok", name)).program).toBeDefined();
  });
});

describe("flows with mistakes say which, where, and what to write", () => {
  test.each(flowsIn("flows/err"))("%s", async (name) => {
    const said = report("flows/err", name);
    expect(said).not.toBe("");
    await expect(said).toMatchFileSnapshot(join(fixtures, "flows/err", `${name.replace(/\.[^.]+$/, "")}.out`));
  });
});
