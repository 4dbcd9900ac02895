// Every flow of fixtures/plan plans to exactly what stands beside it: NAME.flow.json and the words of NAME.words.txt to NAME.out, as
// people read it, and to NAME.plan.json. `npx vitest run test/golden-plan.test.ts -u` writes them anew; read the difference.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import { plan } from "../src/core/plan/make-plan.js";
import { printable } from "../src/core/text/printable.js";
import { sayWords as say } from "./build/terminal.js";

const fixtures = join(import.meta.dirname, "../fixtures");
const here = join(fixtures, "plan");
const ajv = new Ajv2020({ strict: false, allErrors: false });
addFormats.default(ajv);
const isPlan = ajv.compile(JSON.parse(readFileSync("grammar/plan.schema.json", "utf8")) as object);

const names = readdirSync(here)
  .filter((name) => name.endsWith(".flow.json"))
  .map((name) => name.slice(0, -".flow.json".length));

/** `--columns N` is ours: how wide the terminal is. */
function wordsOf(name: string): { words: readonly string[]; columns: number } {
  const words = readFileSync(join(here, `${name}.words.txt`), "utf8")
    .split("\n")
    .filter((word) => word !== "");
  const at = words.indexOf("--columns");
  const columns = at < 0 ? 100 : Number(words[at + 1]);
  const rest = at < 0 ? words : words.filter((_, i) => i !== at && i !== at + 1);
  return { words: rest.map((word) => word.replaceAll("{here}", here)), columns };
}

describe("plans of fixtures", () => {
  test.each(names)("%s", async (name) => {
    const { words, columns } = wordsOf(name);
    const pretty = await say(["plan", join(here, `${name}.flow.json`), ...words], columns);
    const told = `${pretty.out}${pretty.err === "" ? "" : `--- standard error\n${pretty.err}`}--- exit ${pretty.exit}\n`;
    expect(told).not.toMatch(/\n\s+at .*:\d+:\d+\)?\n/);
    await expect(told.replaceAll(here, "{here}")).toMatchFileSnapshot(join(here, `${name}.out`));
    if (name.startsWith("bad-")) expect(pretty.exit).not.toBe(0);
    expect(told.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);

    // Only a word that is wider than the terminal, as a long name of a model, goes beyond it.
    for (const line of pretty.out.split("\n")) {
      const room = line.trimStart().includes(" ") ? columns : Number.POSITIVE_INFINITY;
      expect({ line, fits: [...line].length <= Math.max(room, 60) }).toEqual({ line, fits: true });
    }

    const json = await say(["plan", join(here, `${name}.flow.json`), ...words, "--format", "json"], columns);
    expect(json.exit).toBe(pretty.exit);
    if (json.out === "") return;
    const printed = JSON.parse(json.out) as object;
    expect(json.out).toBe(`${JSON.stringify(printed, null, 2).split("\n").map(printable).join("\n")}\n`);
    if (!isPlan(printed)) throw new Error(ajv.errorsText(isPlan.errors));
    if (!name.startsWith("bad-")) await expect(json.out).toMatchFileSnapshot(join(here, `${name}.plan.json`));
  });
});

test("plans of all flows that compile follow the schema", () => {
  const folder = join(fixtures, "flows/ok");
  let made = 0;
  for (const name of readdirSync(folder).filter((file) => /\.json5?$/.test(file))) {
    const { program } = compile(readFileSync(join(folder, name), "utf8"));
    if (program === undefined) throw new Error(name);
    const outcome = plan(program, { input: { topic: "foxes" } });
    if (!outcome.ok) continue;
    made++;
    if (!isPlan(JSON.parse(JSON.stringify(outcome.value))))
      throw new Error(`${name}: ${ajv.errorsText(isPlan.errors)}`);
  }
  expect(made).toBeGreaterThan(25);
});
