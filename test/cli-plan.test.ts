// Plan files, differences, budgets and bad input, through the command line as a function (spec 5.10 to 5.12, 7.9).

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { flowplan } from "../src/cli/flowplan.js";
import { compile } from "../src/core/compile.js";
import { hashFlow } from "../src/core/plan/file/plan-file.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { isArray, isObject } from "../src/core/text/json.js";
import { keptTerminal, sayWords as say } from "./build/terminal.js";

const fixtures = join(import.meta.dirname, "../fixtures/plan");
const room = mkdtempSync(join(tmpdir(), "flowplan-plan-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
let rooms = 0;

/** A folder of its own with a flow in it. */
function place(flow: unknown, name = "flow.json"): { folder: string; file: string } {
  const folder = join(room, `${++rooms}`);
  mkdirSync(folder);
  const file = join(folder, name);
  writeFileSync(file, typeof flow === "string" ? flow : JSON.stringify(flow, null, 2));
  return { folder, file };
}

const image = (prompt: string, more: object = {}) => ({ prompt, ...more });
const flowOf = (images: readonly unknown[], more: object = {}) => ({
  title: "Pictures",
  description: "For tests.",
  steps: [
    { id: "pictures", type: "ImageGenerator", parameters: { images, baseModel: "acme/brush", width: 8, height: 8 } },
  ],
  ...more,
});
const counted = (count: unknown, schema: object = {}) => ({
  title: "Counted",
  description: "For tests.",
  steps: [
    {
      id: "ideas",
      type: "ObjectGenerator",
      parameters: {
        description: "Write.",
        count,
        schema: {
          type: "object",
          required: ["prompts"],
          properties: { prompts: { type: "array", items: { type: "string" }, ...schema } },
        },
      },
    },
    {
      id: "pictures",
      type: "ImageGenerator",
      parameters: { images: [["@Map($.results.ideas.prompts)", { prompt: "$$" }]], baseModel: "acme/brush" },
    },
  ],
});

const packId = "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11";
const withPack = flowOf([image("own")]);
Object.assign(withPack.steps[0]?.parameters ?? {}, { inferencePackId: packId });

function planWithEverything() {
  const { folder, file } = place(withPack);
  mkdirSync(join(folder, "packs"));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write(`packs/${packId}.json`, { images: [{ prompt: "packed" }] });
  write("packs/00000000-0000-4000-8000-000000000000.json", { images: [{ prompt: "another" }] });
  write("prices.json", JSON.parse(readFileSync(join(fixtures, "given/prices-double.json"), "utf8")));
  write("capabilities.json", JSON.parse(readFileSync(join(fixtures, "given/capabilities.json"), "utf8")));
  write("input.json", {});
  const options = ["packs", "prices", "capabilities"].flatMap((name) => [
    `--${name}`,
    join(folder, name === "packs" ? name : `${name}.json`),
  ]);
  const plan = join(folder, "plan.json");
  const words = ["plan", file, ...options, "--input-file", join(folder, "input.json")];
  return { folder, file, plan, write, words };
}

/** Wide enough for the backend that the capabilities tell of. */
Object.assign(withPack.steps[0]?.parameters ?? {}, { width: 64, height: 64 });

test("a plan file is the same bytes each time, and is not written over", async () => {
  const { plan, words, folder } = planWithEverything();
  expect((await say([...words, "--out", plan])).exit).toBe(0);
  const second = join(folder, "second.json");
  expect((await say([...words, "--out", second])).exit).toBe(0);
  expect(readFileSync(second, "utf8")).toBe(readFileSync(plan, "utf8"));
  const again = await say([...words, "--out", plan]);
  expect(again.exit).toBe(2);
  expect(again.err).toContain("already exists");
  expect(again.err).toContain("--force");
  expect((await say([...words, "--out", plan, "--force"])).exit).toBe(0);
  const nowhere = await say([...words, "--out", join(folder, "no/such/plan.json")]);
  expect([nowhere.exit, nowhere.err]).toEqual([2, expect.stringContaining("there is no such folder")]);
});

test("a refused plan is not written", async () => {
  const { file, folder } = place(flowOf([image("a fox")]));
  const out = join(folder, "plan.json");
  expect((await say(["plan", file, "--max-cost", "0.01", "--out", out])).exit).toBe(5);
  expect(() => readFileSync(out)).toThrow();
});

test("a run carries a plan file out, and the plan file shows its plan", async () => {
  const { plan, words, folder } = planWithEverything();
  const made = await say([...words, "--out", plan]);
  const shown = await say(["plan", plan, "--format", "json"]);
  expect(shown.exit).toBe(0);
  expect(shown.out).toBe((await say([...words, "--format", "json"])).out);
  const run = await say(["run", plan, "--out", join(folder, "out")]);
  expect(run.err).toContain("run succeeded");
  expect(run.exit).toBe(0);
  expect(made.out).toContain("2 images");
});

test("a plan file is not made of a plan file", async () => {
  const { plan, words, folder } = planWithEverything();
  await say([...words, "--out", plan]);
  const { exit, err } = await say(["plan", plan, "--out", join(folder, "copy.json")]);
  expect([exit, err]).toEqual([2, expect.stringContaining("is already a plan file")]);
});

test("a plan file runs alone, without all that it was made from", async () => {
  const { plan, words, folder } = planWithEverything();
  await say([...words, "--out", plan]);
  const alone = join(room, `${++rooms}`);
  mkdirSync(alone);
  cpSync(plan, join(alone, "plan.json"));
  rmSync(folder, { recursive: true });
  const run = await say(["run", join(alone, "plan.json"), "--out", join(alone, "out")]);
  expect(run.exit).toBe(0);
  expect(run.err).toContain("run succeeded");
});

const edits: readonly [string, (made: ReturnType<typeof planWithEverything>) => void][] = [
  ["flow", ({ file }) => writeFileSync(file, JSON.stringify(flowOf([image("other")])))],
  ["flow", ({ file }) => writeFileSync(file, "{ broken")],
  ["packs", ({ write }) => write(`packs/${packId}.json`, { images: [{ prompt: "other" }] })],
  ["prices", ({ write }) => write("prices.json", { other: 1 })],
  ["capabilities", ({ write }) => write("capabilities.json", {})],
  ["input", ({ write }) => write("input.json", { more: true })],
];
test.each(edits)("a run refuses a plan whose %s changed since", async (part, edit) => {
  const made = planWithEverything();
  await say([...made.words, "--out", made.plan]);
  edit(made);
  const { exit, err, out } = await say(["run", made.plan, "--out", join(made.folder, "out")]);
  expect([exit, out]).toEqual([1, ""]);
  expect(err).toContain("error[plan/stale-file]");
  expect(err).toContain(`${part} (`);
});

test("what no plan depends on may change beside it", async () => {
  const made = planWithEverything();
  await say([...made.words, "--out", made.plan]);
  made.write("packs/00000000-0000-4000-8000-000000000000.json", { images: [] });
  writeFileSync(made.file, `// a comment\n${JSON.stringify(withPack)}`);
  expect((await say(["run", made.plan, "--out", join(made.folder, "out")])).exit).toBe(0);
});

test("options beside a plan file are compared with it", async () => {
  const { plan, words, folder } = planWithEverything();
  await say([...words, "--out", plan]);
  const options = words.slice(2);
  expect((await say(["run", plan, ...options, "--out", join(folder, "out")])).exit).toBe(0);
  const other = await say(["run", plan, "--seed", "4", "--out", join(folder, "other")]);
  expect([other.exit, other.err]).toEqual([1, expect.stringContaining("--seed differs from the plan's")]);
});

test("--share asks equal requests once, and a plan file carries it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flowplan-share-"));
  const [file, shared, each] = ["flow.json", "shared.json", "each.json"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const images = [1, 1, 2].map((seed) => ({ prompt: "a", seed }));
  const parameters = { baseModel: "m", width: 8, height: 8, images };
  const steps = [{ id: "draw", type: "ImageGenerator", parameters }];
  writeFileSync(file, JSON.stringify({ title: "t", description: "d", steps }));
  const planned = await say(["plan", file, "--share", "--verbose", "--out", shared]);
  expect(planned.exit).toBe(0);
  expect(planned.out).toContain("2 images in 2 requests");
  expect(planned.out).toContain("+ 3 requests, 1 of them not requested again: equal to an earlier one");
  expect(planned.out).toContain("#2, not requested again: equal to an earlier one");
  const ran = await say(["run", shared, "--out", join(folder, "pictures")]);
  expect([ran.exit, readdirSync(join(folder, "pictures", "images", "draw"))]).toEqual([0, ["0.png", "2.png"]]);
  expect((await say(["run", shared, "--share", "--out", join(folder, "again")])).exit).toBe(0);
  await say(["plan", file, "--out", each]);
  const other = await say(["run", each, "--share", "--out", join(folder, "other")]);
  expect([other.exit, other.err]).toEqual([1, expect.stringContaining("--share differs from the plan's")]);
  rmSync(folder, { recursive: true, force: true });
});

test("an edited plan file is refused with what was edited", async () => {
  const { plan, words, folder } = planWithEverything();
  await say([...words, "--out", plan]);
  const text = readFileSync(plan, "utf8");
  const edited = async (change: (text: string) => string) => {
    writeFileSync(plan, change(text));
    return say(["run", plan, "--out", join(folder, "out")]);
  };
  const price = await edited((whole) => whole.replace('"inference":"0.04"', '"inference":"0.01"'));
  expect([price.exit, price.err]).toEqual([1, expect.stringContaining("error[plan/edited-file]")]);
  expect(price.err).toContain("prices");
  const prompt = await edited((whole) => whole.replaceAll('"packed"', '"hacked"'));
  expect(prompt.err).toMatch(/edited after it was made: packs, plan do not match/);
  expect((await edited((whole) => whole.slice(0, -40))).err).toContain("error[plan/broken-file]");
  expect((await edited((whole) => whole.replace('"version":1', '"version":2'))).err).toContain(
    "error[plan/file-version]",
  );
  // How the text is laid out is no edit.
  expect((await edited((whole) => JSON.stringify(JSON.parse(whole), null, 2))).exit).toBe(0);
});

test("nothing that is done to a plan file throws", async () => {
  const { plan, words } = planWithEverything();
  await say([...words, "--out", plan]);
  const whole = JSON.parse(readFileSync(plan, "utf8")) as JsonObject;
  const places = pathsOf(whole).filter((path) => path.length > 0 && path[0] !== "kind");
  await fc.assert(
    fc.asyncProperty(fc.nat(places.length - 1), fc.jsonValue({ maxDepth: 1 }), async (at, value) => {
      writeFileSync(plan, JSON.stringify(replaced(whole, places[at] as readonly string[], value as Json)));
      const { exit, err } = await say(["plan", plan, "--format", "json"]);
      expect([0, 1]).toContain(exit);
      if (exit === 1) expect(err).toMatch(/error\[plan\/(edited-file|broken-file|file-version|stale-file)\]/);
    }),
    // Some value in the way that a text is expected, and cannot be made one.
    {
      numRuns: 120,
      examples: places.slice(0, 20).map((_, at): [number, Record<string, boolean>] => [at, { toString: false }]),
    },
  );
});

function pathsOf(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  const inner = isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  return [at, ...[...inner].flatMap(([key, item]) => pathsOf(item, [...at, String(key)]))];
}

function replaced(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  if (isArray(value)) return value.map((item, i) => (String(i) === key ? replaced(item, rest, by) : item));
  return isObject(value) ? { ...value, [key]: replaced(value[key] as Json, rest, by) } : by;
}

test("no change says so, and nothing else", async () => {
  const { file, folder } = place(counted(3));
  const plan = join(folder, "plan.json");
  await say(["plan", file, "--out", plan]);
  const printed = join(folder, "printed.json");
  writeFileSync(printed, (await say(["plan", file, "--format", "json"])).out);
  for (const old of [plan, printed]) {
    expect(await say(["plan", file, "--diff", old])).toEqual({ exit: 0, out: "no changes\n", err: "" });
    const { same } = JSON.parse((await say(["plan", file, "--diff", old, "--format", "json"])).out) as {
      same: boolean;
    };
    expect(same).toBe(true);
  }
});

test("a difference names requests, jobs, totals and costs", async () => {
  const before = flowOf([image("a fox"), image("a hare"), image("an owl"), image("a toad")]);
  const after = flowOf([
    image("a wren"),
    image("a fox", { steps: 30 }),
    image("an owl"),
    image("a toad", { baseModel: "acme/pen" }),
  ]);
  const { file, folder } = place(before);
  const plan = join(folder, "plan.json");
  await say(["plan", file, "--out", plan]);
  writeFileSync(file, JSON.stringify(after));
  const { out, exit } = await say(["plan", file, "--diff", plan]);
  expect(exit).toBe(0);
  await expect(out).toMatchFileSnapshot(join(fixtures, "difference.out"));
  const diff = JSON.parse((await say(["plan", file, "--diff", plan, "--format", "json"])).out) as {
    requests: { kind: string; fields?: { field: string }[] }[];
    totals: { total: string }[];
  };
  expect(diff.requests.map(({ kind, fields }) => [kind, ...(fields ?? []).map(({ field }) => field)])).toEqual([
    ["added"],
    ["changed", "steps"],
    ["removed"],
    ["changed", "baseModel"],
  ]);
  expect(diff.totals.map(({ total }) => total)).toContain("modelLoads");
});

test("a change that no request shows is named by its step", async () => {
  const { file, folder } = place(counted(3));
  const plan = join(folder, "plan.json");
  await say(["plan", file, "--out", plan]);
  writeFileSync(file, JSON.stringify(counted(3)).replace("Write.", "Write well."));
  expect((await say(["plan", file, "--diff", plan])).out).toBe(
    "Steps\n  ~ ideas changed, but its requests are the same\n",
  );
});

test("types and schemas that change no request say so, and are no change", async () => {
  const withInput = (topic: object) => ({
    ...counted(3),
    input: { type: "object", properties: { topic: { type: "string", ...topic } } },
  });
  const { file, folder } = place(withInput({}));
  const plan = join(folder, "plan.json");
  await say(["plan", file, "--out", plan]);
  const noted = (names: string) => `no changes\nchanged types or schemas that affect no request: ${names}\n`;
  writeFileSync(file, JSON.stringify(withInput({ maxLength: 5 })));
  expect((await say(["plan", file, "--diff", plan])).out).toBe(noted("the input"));
  // The type of what the pictures wait for is another, and every request is the same.
  writeFileSync(
    file,
    JSON.stringify(withInput({})).replace('"items":{"type":"string"}', '"items":{"type":"string","minLength":4}'),
  );
  const { out, exit } = await say(["plan", file, "--diff", plan]);
  expect({ out, exit }).toEqual({ out: noted("ideas, pictures"), exit: 0 });
  const diff = JSON.parse((await say(["plan", file, "--diff", plan, "--format", "json"])).out);
  expect(diff).toMatchObject({
    same: true,
    types: { input: false, steps: ["ideas", "pictures"] },
    steps: [],
    requests: [],
  });
  // In what an author writes, "type" is a word as any other.
  const told = (type: object) => ({
    ...flowOf([image("a")]),
    steps: [...flowOf([image("a")]).steps, { id: "told", type: "ObjectTransformer", result: { type } }],
  });
  writeFileSync(file, JSON.stringify(told({ kind: "a" })));
  await say(["plan", file, "--out", plan, "--force"]);
  writeFileSync(file, JSON.stringify(told({ kind: "b" })));
  expect((await say(["plan", file, "--diff", plan])).out).toContain("~ told changed");
});

test("a plan that is out of date is shown with a warning, and only not run", async () => {
  const { file, folder } = place(flowOf([image("a fox")]));
  const plan = join(folder, "plan.json");
  await say(["plan", file, "--out", plan]);
  const fresh = await say(["plan", plan]);
  writeFileSync(file, JSON.stringify(flowOf([image("a hare")])));
  const stale = await say(["plan", plan]);
  expect({ exit: stale.exit, out: stale.out }).toEqual({ exit: 0, out: fresh.out });
  expect(stale.err).toMatch(
    /^warning\[plan\/stale-file\]: this plan is out of date, and can no longer be run: flow \(/,
  );
  expect((await say(["plan", plan, "--max-cost", "0.01"])).exit).toBe(5);
  expect((await say(["plan", plan, "--seed", "7"])).exit).toBe(1);
  expect((await say(["run", plan, "--out", join(folder, "out")])).exit).toBe(1);
});

test("a refusal is the last thing that is said, below the plan", async () => {
  const { file } = place(flowOf([image("a fox")]));
  const order: string[] = [];
  const terminal = {
    ...keptTerminal(),
    out: () => void order.push("out"),
    errors: (text: string) => void (text === "" || order.push(text)),
  };
  expect(await flowplan(["plan", file, "--max-cost", "0.01"], terminal)).toBe(5);
  expect(order.at(-1)).toMatch(/^refused: /);
  expect(order.indexOf("out")).toBe(0);
});

test("of several exit codes the first of 2, 5, 4, 1 that holds", async () => {
  const dear = flowOf([image("a fox")]);
  const { file, folder } = place(dear);
  const write = (name: string, value: unknown) => {
    writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
    return join(folder, name);
  };
  const wrong = write("wrong.json", flowOf([image("$.nothing")]));
  const deep = write("deep.json", "[".repeat(100));
  const none = join(folder, "none.json");
  const taken = write("taken.json", {});
  const unreadable = [
    ["--input-file", none],
    ["--results", none],
    ["--prices", none],
    ["--capabilities", none],
    ["--packs", join(folder, "none")],
    ["--config", none],
    ["--diff", none],
    ["--out", taken],
    ["--out", join(folder, "no/such/plan.json")],
  ];
  for (const options of unreadable)
    for (const words of [[wrong], [deep], [file, "--max-cost", "0.001"]])
      expect({ options, words, exit: (await say(["plan", ...words, ...options])).exit }).toMatchObject({ exit: 2 });
  for (const words of [[file, "--max-cost", "0.001"], [wrong]])
    expect((await say(["run", ...words, "--results", none])).exit).toBe(2);
  expect((await say(["run", file, "--max-cost", "0.001", "--out", folder])).exit).toBe(2);
  expect((await say(["check", wrong, deep])).exit).toBe(4);
  expect((await say(["check", wrong, deep, none])).exit).toBe(2);
});

test("what is no plan has no differences", async () => {
  const { file, folder } = place(counted(3));
  const other = await say(["plan", file, "--diff", file]);
  expect([other.exit, other.err]).toEqual([2, expect.stringContaining("is not a plan")]);
  const missing = await say(["plan", file, "--diff", join(folder, "none.json")]);
  expect([missing.exit, missing.err]).toEqual([2, expect.stringContaining("there is no such file")]);
});

/** The same JSON with its keys in another order, laid out otherwise, with comments. */
function rewritten(value: Json, order: (keys: readonly string[]) => readonly string[]): string {
  if (isArray(value)) return `[ // list\n${value.map((item) => rewritten(item, order)).join(" ,\n")},]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = order(Object.keys(value)).map(
    (key) => `${JSON.stringify(key)}:/* of it */${rewritten(value[key] as Json, order)}`,
  );
  return `{${members.join(",\n\t")}}`;
}

test("formatting, comments, the order of keys and names of maps change no plan", async () => {
  const named = ["counted", "any-number", "nested", "several-jobs", "hundred", "packs", "five-types"];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...named), fc.integer(), async (name, shuffle) => {
      const text = readFileSync(join(fixtures, `${name}.flow.json`), "utf8");
      const order = (keys: readonly string[]) =>
        [...keys].sort((a, b) => hashOf(a, shuffle) - hashOf(b, shuffle) || (a < b ? -1 : 1));
      const renamed = text.replace(/\b(scene|place|one)\)/g, "renamed)");
      const other = rewritten(JSON.parse(renamed) as Json, order);
      const words = readFileSync(join(fixtures, `${name}.words.txt`), "utf8")
        .replaceAll("{here}", fixtures)
        .split("\n");
      const options = words.filter((word) => word !== "");
      const [a, b] = [place(text), place(other)];
      const plans = [join(a.folder, "plan.json"), join(b.folder, "plan.json")] as const;
      await say(["plan", a.file, ...options, "--out", plans[0]]);
      await say(["plan", b.file, ...options, "--out", plans[1]]);
      const hashes = plans.map((plan) => /"hash":"([^"]+)"\}\s*$/.exec(readFileSync(plan, "utf8"))?.[1]);
      expect(hashes[1]).toBe(hashes[0]);
      expect((await say(["plan", b.file, ...options, "--diff", plans[0]])).out).toBe("no changes\n");
      const { program } = compile(other);
      expect(program && hashFlow(program.ir)).toBe(hashFlow((compile(text).program ?? expect.fail("no program")).ir));
    }),
    { numRuns: 25 },
  );
});

function hashOf(text: string, salt: number): number {
  let hash = salt | 0;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash;
}

test("a step that asks a model for more is solved for the largest count", async () => {
  const { file } = place(counted(3));
  const solved = (...words: string[]) => say(["plan", file, "--solve", ...words]);
  const found = await solved("ideas.count", "--max-cost", "0.50", "--assume", "tokens=2000");
  expect(found).toEqual({ exit: 0, out: "ideas.count = 22: may cost $0.50; 23 may cost $0.52\n", err: "" });
  const json = await solved("ideas.count", "--max-cost", "0.50", "--assume", "tokens=2000", "--format", "json");
  expect(JSON.parse(json.out)).toMatchObject({ step: "ideas", parameter: "count", value: 22, total: { max: "0.50" } });
  const even = await solved("ideas.count", "--max-cost", "0.05", "--assume", "tokens=2000");
  expect([even.exit, even.err]).toEqual([5, expect.stringContaining("even ideas.count = 1 may cost $0.08")]);
  const capped = await solved("ideas.count", "--max-cost", "5");
  expect([capped.exit, capped.out]).toEqual([
    0,
    expect.stringMatching(/^ideas\.count = \d+: may cost \$[34]\.\d+; \d+ may cost \$5/),
  ]);
  const wrong: readonly [string[], RegExp][] = [
    [["ideas.count"], /--max-cost is missing/],
    [["idea.count", "--max-cost", "1"], /no step "idea"[\s\S]*try: --solve ideas\.count/],
    [["pictures.count", "--max-cost", "1"], /ImageGenerator/],
    [["ideas.amount", "--max-cost", "1"], /has no amount[\s\S]*ideas\.count/],
    [["ideas", "--max-cost", "1"], /must be STEP\.count or STEP\.amount/],
    [["ideas.count", "--max-cost", "much"], /--max-cost must be an amount/],
    [["ideas.count", "--max-cost", "-1"], /negative/],
    [["ideas.count", "--max-cost", "1", "--out", "x.json"], /cannot be combined with/],
  ];
  for (const [words, said] of wrong) {
    const { exit, err } = await solved(...words);
    expect([words, exit, err]).toEqual([words, 2, expect.stringMatching(said)]);
  }
});

test("an expression is no number to solve for, and a bound of the schema is one", async () => {
  const input = { type: "object", properties: { n: { type: "integer", minimum: 1, default: 4 } } };
  const byInput = place({ ...counted("$.input.n"), input });
  const refused = await say(["plan", byInput.file, "--solve", "ideas.count", "--max-cost", "9"]);
  expect([refused.exit, refused.err]).toEqual([2, expect.stringContaining("is an expression")]);
  const bounded = place(counted(3, { maxItems: 12 }));
  const found = await say(["plan", bounded.file, "--solve", "ideas.count", "--max-cost", "9", "--assume", "tokens=10"]);
  expect(found.out).toMatch(/^ideas\.count = 12: may cost .*13 cannot be planned \(plan\/count-conflict/);
});

test("the search starts at the flow's own number where no plan can be made with so few as one", async () => {
  const { file } = place(counted(5, { minItems: 3 }));
  const solved = (most: string) =>
    say(["plan", file, "--solve", "ideas.count", "--max-cost", most, "--assume", "tokens=100"]);
  expect((await solved("0.2")).out).toMatch(/^ideas\.count = 9: may cost \$0\.1925; 10 may cost/);
  expect((await solved("0.09")).out).toMatch(/^ideas\.count = 3: may cost/);
  const none = await solved("0.05");
  expect([none.exit, none.err]).toEqual([5, expect.stringContaining("even ideas.count = 3 may cost")]);
});

test("the solution is the last that fits", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: 400 }), async (cents) => {
      const { file } = place(counted(1));
      const words = [
        "plan",
        file,
        "--assume",
        "tokens=1000",
        "--max-cost",
        (cents / 100).toFixed(2),
        "--solve",
        "ideas.count",
      ];
      const { out } = await say([...words, "--format", "json"]);
      const { value, total, next } = JSON.parse(out) as {
        value: number;
        total: { max: string };
        next: { max: string };
      };
      expect(value).toBe(Math.floor((cents * 10 - 10 - 25) / 20));
      expect(Number(total.max)).toBeLessThanOrEqual(cents / 100);
      expect(Number(next.max)).toBeGreaterThan(cents / 100);
    }),
    { numRuns: 20 },
  );
});

const topic = {
  type: "object",
  required: ["topic", "style", "size"],
  properties: { topic: { type: "string" }, style: { type: "string" }, size: { type: "integer" } },
};
const asking = flowOf([image("$.input.topic", { negativePrompt: "$.input.style", steps: "$.input.size" })], {
  input: topic,
});

test.each(["plan", "run"])("%s: input that is missing is listed field by field", async (command) => {
  const { file, folder } = place(asking);
  const { exit, out, err } = await say([command, file, ...(command === "run" ? ["--out", join(folder, "out")] : [])]);
  expect([exit, out]).toEqual([1, ""]);
  for (const name of ["topic", "style", "size"]) expect(err).toContain(`$.input.${name}`);
  expect(err.match(/error\[input\/missing\]/g)).toHaveLength(3);
});

test.each(["plan", "run"])("%s: bad words and files are told in a line, with what to do", async (command) => {
  const { file, folder } = place(asking);
  writeFileSync(join(folder, "latin.json"), Buffer.from([0x7b, 0xe9, 0x7d]));
  writeFileSync(join(folder, "broken.json"), '{\n  "topic": \n');
  writeFileSync(join(folder, "list.json"), "[]");
  const cases: readonly [string[], RegExp][] = [
    [[file, "--input", "topic"], /--input must be name=value[\s\S]*try: --input topic=/],
    [[file, "--input-file", join(folder, "none.json")], /none\.json: there is no such file/],
    [[file, "--input-file", join(folder, "latin.json")], /latin\.json: it is not UTF-8/],
    [[file, "--input-file", join(folder, "broken.json")], /broken\.json:\d:\d+: /],
    [[file, "--input-file", join(folder, "list.json")], /must be a JSON object/],
    [[file, "--input-file", folder], /it is a folder/],
    [[join(folder, "latin.json")], /it is not UTF-8/],
    [[join(folder, "none.json")], /there is no such file/],
    [[folder], /it is a folder/],
    [[file, "--packs", join(folder, "none")], /there is no such folder/],
    [[file, "--seed", "1.5"], /--seed must be a whole number/],
    [[file, "--assume", "tokens"], /has no "="/],
    [[file, "--prices", join(folder, "latin.json")], /it is not UTF-8/],
    [[file, "--capabilities", join(folder, "none.json")], /there is no such file/],
    [[file, "--sed", "1"], /unknown option '--sed'[\s\S]*--seed/],
  ];
  for (const [words, said] of cases) {
    const { exit, out, err } = await say([command, ...words]);
    expect([words, exit, out, err]).toEqual([words, 2, "", expect.stringMatching(said)]);
    expect(err).not.toMatch(/\n\s+at /);
  }
});

test("a pack that is missing stops a run before anything starts", async () => {
  const { file, folder } = place(withPack);
  const { exit, err, out } = await say(["run", file, "--out", join(folder, "out")]);
  expect([exit, out]).toEqual([1, ""]);
  expect(err).toContain("error[pack/missing]");
  expect(err).toContain("--packs DIR");
});

test("a budget forbids a run, and an unbounded one names what would bound it", async () => {
  const { file, folder } = place(counted(3));
  const run = (flow: string, ...words: string[]) => say(["run", flow, "--out", join(folder, "out"), ...words]);
  const { file: open } = place(JSON.parse(JSON.stringify(counted(3)).replace('"count":3,', "")) as object);
  const unbounded = await run(open, "--max-cost", "5");
  expect([unbounded.exit, unbounded.err]).toEqual([
    5,
    expect.stringMatching(/is unknown[\s\S]*--max-cost is \$5\.00[\s\S]*set maxItems on the array/),
  ]);
  expect((await run(file, "--max-cost", "0.05", "--assume", "tokens=2000")).exit).toBe(5);
  expect((await run(file, "--max-cost", "5", "--assume", "tokens=2000")).exit).toBe(0);
});

test("numbers that the input decides are shown, and equal neighbours in one row", async () => {
  const schema = {
    type: "object",
    required: ["t"],
    additionalProperties: false,
    properties: { t: { type: "string" } },
  };
  const { file } = place({
    ...flowOf([image("x"), image("x"), image("y"), image("x")]),
    input: { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 1, maximum: 9 } } },
  });
  const flow = JSON.parse(readFileSync(file, "utf8")) as { steps: unknown[] };
  const parameters = { description: "d", amount: "$.input.n", schema };
  flow.steps.unshift({ id: "some", type: "ObjectGenerator", parameters });
  writeFileSync(file, JSON.stringify(flow));
  const { out } = await say(["plan", file, "--input", "n=4"]);
  expect(out).toContain("some  ObjectGenerator, 4 objects, amount 4 at line 1\n");
  expect(out).toMatch(/^ +1–2 +"x"/m);
  expect(out).toMatch(/^ +3 +"y"/m);
  expect(out).toMatch(/^ +4 +"x"/m);
});
