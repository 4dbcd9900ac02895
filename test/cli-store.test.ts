// Paid once, used often, through the command line (spec 6.14): one prompt of forty edited costs one image; what was tampered with is not used.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { flowplan } from "../src/cli/flowplan.js";
import { hostileNames } from "./build/hostile.js";
import { keptTerminal, say } from "./build/terminal.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-store-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
let count = 0;

const size = { baseModel: "flux", width: 64, height: 64 };

function flowWith(images: readonly object[], more: readonly object[] = []): string {
  const file = join(room, `flow-${++count}.json`);
  const steps = [...more, { id: "draw", type: "ImageGenerator", parameters: { images } }];
  const flow = { title: "Foxes", description: "Foxes.", input: { type: "object", properties: {} }, steps };
  writeFileSync(file, JSON.stringify(flow));
  return file;
}

const seeded = (prompts: readonly string[]) => prompts.map((prompt, i) => ({ prompt, seed: i, ...size }));

type Summary = { costs: { kind: string; actual: string }[]; total: { actual: string } };

async function runWith(store: string, file: string, ...words: readonly string[]) {
  const folder = join(room, `run-${++count}`);
  const said = await say("run", file, "--out", folder, "--store", store, ...words);
  expect(said.exit).toBe(0);
  const summary = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Summary;
  const pictures = readdirSync(join(folder, "images", "draw"))
    .sort()
    .map((name) => readFileSync(join(folder, "images", "draw", name)));
  const costOf = (kind: string) => summary.costs.find((line) => line.kind === kind)?.actual;
  return { ...said, folder, pictures, costOf };
}

const newStore = () => join(mkdtempSync(join(room, "store-")), "kept");

test("one prompt of forty edited costs one image", async () => {
  const store = newStore();
  const prompts = Array.from({ length: 40 }, (_, i) => `fox ${i}`);
  const first = await runWith(store, flowWith(seeded(prompts)));
  expect(first.costOf("inference")).toBe("0.80");
  const edited = prompts.with(7, "a hare");
  const second = await runWith(store, flowWith(seeded(edited)));
  expect(second.costOf("inference")).toBe("0.02");
  expect(second.err).toContain("39 images kept from earlier runs");
  const alone = await runWith(newStore(), flowWith(seeded(edited)));
  expect(second.pictures).toEqual(alone.pictures);
  expect(readFileSync(join(second.folder, "results", "draw.json"))).toEqual(
    readFileSync(join(alone.folder, "results", "draw.json")),
  );
  const again = await runWith(store, flowWith(seeded(edited)), "--no-reuse");
  expect(again.costOf("inference")).toBe("0.80");
  expect(again.pictures).toEqual(alone.pictures);
});

test("whatever a prompt is called, its picture is found again", async () => {
  const store = newStore();
  const file = flowWith(seeded(["a fox", ...hostileNames.filter((name) => !/^[\\$@]/.test(name) && name !== "")]));
  await runWith(store, file);
  expect((await runWith(store, file)).costOf("inference")).toBe("0.00");
});

const ideas = {
  id: "ideas",
  type: "ObjectGenerator",
  parameters: {
    description: "Ideas.",
    schema: { type: "object", required: ["mood"], properties: { mood: { type: "string" } } },
  },
};

test("objects, and pictures without a seed, are used again only on demand", async () => {
  const store = newStore();
  const file = flowWith(
    [
      { prompt: "a fox", ...size },
      { prompt: "$.results.ideas.mood", ...size },
    ],
    [ideas],
  );
  const first = await runWith(store, file);
  const second = await runWith(store, file);
  expect(second.costOf("inference")).toBe("0.04");
  expect(second.pictures).not.toEqual(first.pictures);
  const third = await runWith(store, file, "--reuse", "objects");
  expect(third.costOf("inference")).toBe("0.00");
  expect(third.costOf("generation") ?? "0.00").toBe("0.00");
  expect(third.pictures).toEqual(second.pictures);
});

test("a run that used kept pictures is resumed without the store", async () => {
  const store = newStore();
  const file = flowWith(seeded(["a fox", "a hare"]));
  await runWith(store, file);
  const second = await runWith(store, file);
  rmSync(store, { recursive: true });
  const journal = join(second.folder, "journal.jsonl");
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  const kept = lines.findIndex((line) => (JSON.parse(line) as { kind: string }).kind === "kept");
  writeFileSync(journal, `${lines.slice(0, kept + 1).join("\n")}\n`);
  const resumed = await say("run", "--resume", second.folder, "--store", store);
  expect(resumed.exit).toBe(0);
  expect(readFileSync(journal, "utf8")).not.toContain('"kind":"intent"');
  expect(await say("runs", "verify", second.folder)).toMatchObject({ exit: 0 });
});

function filesIn(store: string, kind: "answers" | "pictures"): readonly string[] {
  return readdirSync(join(store, kind)).flatMap((part) =>
    readdirSync(join(store, kind, part)).map((name) => join(store, kind, part, name)),
  );
}

test.each([
  ["a picture that was changed", "pictures", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")])],
  ["a picture that was cut", "pictures", (bytes: Buffer) => bytes.subarray(0, 40)],
  [
    "an answer that was changed",
    "answers",
    (bytes: Buffer) => Buffer.from(bytes.toString().replace('"width":64', '"width":65')),
  ],
  ["an answer that was cut", "answers", (bytes: Buffer) => bytes.subarray(0, 40)],
  ["an answer that is not JSON", "answers", () => Buffer.from("null")],
] as const)("%s is not used, found by check, and asked for again", async (_, kind, spoil) => {
  const store = newStore();
  const file = flowWith(seeded(["a fox", "a hare"]));
  const first = await runWith(store, file);
  const [spoiled = ""] = filesIn(store, kind);
  writeFileSync(spoiled, spoil(readFileSync(spoiled)));
  const checked = await say("store", "check", store);
  expect(checked.exit).toBe(7);
  expect(checked.out).toContain(spoiled);
  const second = await runWith(store, file);
  expect(second.costOf("inference")).toBe("0.02");
  expect(second.pictures).toEqual(first.pictures);
  expect(await say("store", "check", store)).toMatchObject({ exit: 0 });
});

test("an answer under the name of another is not used", async () => {
  const store = newStore();
  const file = flowWith(seeded(["a fox", "a hare"]));
  const first = await runWith(store, file);
  const [one = "", other = ""] = filesIn(store, "answers");
  const [a, b] = [readFileSync(one), readFileSync(other)];
  writeFileSync(one, b);
  writeFileSync(other, a);
  const second = await runWith(store, file);
  expect(second.costOf("inference")).toBe("0.04");
  expect(second.pictures).toEqual(first.pictures);
});

test("the store is listed and pruned", async () => {
  const store = newStore();
  await runWith(store, flowWith(seeded(["a fox", "a hare"])));
  const listed = JSON.parse((await say("store", store, "--format", "json")).out) as { answers: { text: string }[] };
  expect(listed.answers.map(({ text }) => text).sort()).toEqual(["a fox", "a hare"]);
  expect((await say("store", store)).out).toMatch(/2 answers, .*\n[\s\S]*image +reference/);
  expect((await say("store", "prune", store, "--all", "--dry")).out).toContain("would remove 2 answers");
  expect(filesIn(store, "answers")).toHaveLength(2);
  expect((await say("store", "prune", store, "--older", "1")).out).toContain("removed 0 answers");
  expect((await say("store", "prune", store, "--size", "0")).out).toContain("removed 2 answers");
  expect([...filesIn(store, "answers"), ...filesIn(store, "pictures")]).toEqual([]);
  expect(await say("store", "prune", store, "--older", "soon")).toMatchObject({ exit: 2 });
  expect(await say("store", join(room, "nowhere"))).toMatchObject({ exit: 2 });
});

test("a store that cannot be written fails no run", async () => {
  const store = newStore();
  writeFileSync(store, "a file is in the way");
  expect((await runWith(store, flowWith(seeded(["a fox"])))).costOf("inference")).toBe("0.02");
});

test("the plan tells what is kept, what is left to pay, and a budget looks at the rest", async () => {
  const store = newStore();
  const prompts = Array.from({ length: 40 }, (_, i) => `fox ${i}`);
  await runWith(store, flowWith(seeded(prompts)));
  const edited = flowWith(seeded(prompts.with(0, "a").with(1, "b").with(2, "c")));
  const words = ["plan", edited, "--store", store] as const;
  const planned = await say(...words);
  expect(planned.out).toMatch(/total +\$0\.81 /);
  expect(planned.out).toMatch(/to pay +\$0\.07 +37 of 40 images kept from earlier runs, 3 to draw/);
  const json = JSON.parse((await say(...words, "--format", "json")).out) as {
    total: { max: string };
    kept: { images: number };
    toPay: { total: { max: string }; totals: { images: { max: number } } };
  };
  expect([json.total.max, json.kept.images, json.toPay.total.max, json.toPay.totals.images.max]).toEqual([
    "0.81",
    37,
    "0.07",
    3,
  ]);
  expect((await say(...words, "--max-cost", "0.07")).exit).toBe(0);
  expect((await say(...words, "--max-cost", "0.06")).exit).toBe(5);
  expect((await say(...words, "--max-cost", "0.07", "--no-reuse")).exit).toBe(5);
  const run = await runWith(store, edited, "--max-cost", "0.07");
  expect(run.costOf("inference")).toBe("0.06");
});

test("an image that is asked for once is counted once where it is kept", async () => {
  const store = newStore();
  const image = { prompt: "a fox", seed: 1, ...size };
  const file = flowWith([image, image]);
  await runWith(store, file, "--share");
  const planned = await say("plan", file, "--store", store, "--share");
  expect(planned.out).toMatch(/to pay +\$0\.01 +1 of 1 image kept from earlier runs, 0 to draw/);
});

test("the results that are given are not to pay again", async () => {
  const file = flowWith([{ prompt: "$.results.ideas.mood", seed: 1, ...size }], [ideas]);
  const results = join(room, "results.json");
  writeFileSync(results, JSON.stringify({ ideas: { mood: "calm" } }));
  const planned = await say("plan", file, "--results", results, "--assume", "tokens=1000", "--format", "json");
  const json = JSON.parse(planned.out) as {
    total: { max: string };
    toPay: { total: { max: string } };
    kept: { steps: string[] };
  };
  expect([json.total.max, json.toPay.total.max, json.kept.steps]).toEqual(["0.055", "0.03", ["ideas"]]);
});

test("--solve looks at what is still to pay", async () => {
  const store = newStore();
  const list = { type: "array", items: { type: "string" } };
  const more = {
    ...ideas,
    parameters: {
      ...ideas.parameters,
      count: 2,
      schema: { type: "object", required: ["moods"], properties: { moods: list } },
    },
  };
  const images = [...seeded(["a", "b", "c"]), "@Map($.results.ideas.moods)"];
  const file = flowWith(
    [...images.slice(0, 3), ["@Map($.results.ideas.moods)", { prompt: "$$", ...size }]] as object[],
    [more],
  );
  await runWith(store, flowWith(seeded(["a", "b", "c"])));
  const words = [
    "plan",
    file,
    "--solve",
    "ideas.count",
    "--max-cost",
    "0.12",
    "--assume",
    "tokens=0",
    "--format",
    "json",
  ] as const;
  const solved = async (...given: readonly string[]) =>
    (JSON.parse((await say(...words, ...given)).out) as { value: number }).value;
  expect([await solved("--store", store), await solved()]).toEqual([5, 2]);
});

test("a picture is one file in the store and in every run that has it", async () => {
  const store = newStore();
  const file = flowWith(seeded(["a fox"]));
  const [first, second] = [await runWith(store, file), await runWith(store, file)];
  const inodes = [
    ...[first, second].map(({ folder }) => join(folder, "images", "draw", "0.png")),
    ...filesIn(store, "pictures"),
  ].map((path) => statSync(path).ino);
  expect(inodes).toHaveLength(3);
  expect(new Set(inodes).size).toBe(1);
});

test("flowplan.json says where answers are kept, relative to itself", async () => {
  const project = mkdtempSync(join(room, "project-"));
  const config = join(project, "flowplan.json");
  writeFileSync(config, JSON.stringify({ store: "kept/here" }));
  const file = flowWith(seeded(["a fox"]));
  const terminal = keptTerminal();
  expect(await flowplan(["run", file, "--out", join(project, "out"), "--config", config], terminal)).toBe(0);
  expect(filesIn(join(project, "kept", "here"), "answers")).toHaveLength(1);
  writeFileSync(config, JSON.stringify({ store: 5 }));
  const wrong = await say("plan", file, "--config", config);
  expect(wrong.exit).toBe(2);
  expect(wrong.err).toContain('"store" must be the name of a folder, but this is 5');
});
