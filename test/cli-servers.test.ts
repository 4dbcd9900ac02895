// Servers of a project: routes, modules that a stranger wrote, and what is wrong with them (spec 6.17), as people call them.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { say } from "./build/terminal.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-servers-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const flow = {
  title: "t",
  description: "d",
  steps: [
    {
      id: "gen",
      type: "ObjectGenerator",
      parameters: {
        description: "Ideas",
        count: 3,
        schema: {
          type: "object",
          required: ["prompts"],
          properties: { prompts: { type: "array", items: { type: "string" } } },
        },
      },
    },
    {
      id: "paint",
      type: "ImageGenerator",
      parameters: { baseModel: "m", width: 64, height: 64, images: ["@Map($.results.gen.prompts)", { prompt: "$$" }] },
    },
  ],
};

/** A stranger's server of images, which draws the same picture again and again. */
const mine = `
  import { readFileSync } from "node:fs";
  const bytes = readFileSync(new URL("./picture.png", import.meta.url));
  const start = async (pass) => ({ ok: true, cost: 10000, value: pass.prompts.map(({ batchSize }) =>
    Array.from({ length: batchSize }, () => ({ bytes, mime: "image/png", width: pass.width, height: pass.height, seed: null }))) });
  export default { id: "mine", capabilities: ${JSON.stringify({ ...profiles.diffusers, maxBatch: 2 })}, images: { recovery: "none", start } };
`;

let count = 0;
function project(files: { readonly [name: string]: unknown }): string {
  const folder = join(room, `${++count}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries({ "flow.json": flow, "mine.mjs": mine, ...files }))
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  cpSync(join(import.meta.dirname, "build/picture.png"), join(folder, "picture.png"));
  return folder;
}
const routes = { servers: { gpu: { kind: "./mine.mjs" } }, routes: { objects: "reference", images: "gpu" } };

/** In the folder, with its flowplan.json. */
function told(folder: string, command: string, ...more: readonly string[]) {
  return say(command, join(folder, "flow.json"), "--config", join(folder, "flowplan.json"), ...more);
}

test("objects come from one server and pictures from another, as planned", async () => {
  const folder = project({ "flowplan.json": routes });
  const planned = await told(folder, "plan", "--format", "json");
  expect(planned.exit).toBe(0);
  expect(JSON.parse(planned.out)).toMatchObject({ backend: "reference+gpu", totals: { passes: { min: 2 } } });
  const out = join(folder, "out");
  const ran = await told(folder, "run", "--out", out);
  expect(ran.exit, ran.err).toBe(0);
  expect(ran.out).toContain("Synthetic in part: the objects were made up");
  const records = readdirSync(join(out, "pictures")).filter((name) => name.endsWith(".json"));
  expect(records).toHaveLength(3);
  // The server says no seed, and a result has the one that was sent: its type has no null (spec 6.4.6).
  for (const name of records)
    expect(JSON.parse(readFileSync(join(out, "pictures", name), "utf8"))).toMatchObject({
      seed: null,
      server: "gpu",
      synthetic: false,
    });
});

test("a result has the seed that was sent where the server does not say it", async () => {
  const folder = project({ "flowplan.json": routes });
  const out = join(folder, "out");
  await told(folder, "run", "--out", out);
  const { images } = JSON.parse(readFileSync(join(out, "results", "paint.json"), "utf8")) as {
    images: { seed: unknown }[];
  };
  expect(images.map(({ seed }) => Number.isSafeInteger(seed))).toEqual([true, true, true]);
});

test("a plan file is run, and a run resumed, on the same servers", async () => {
  const folder = project({ "flowplan.json": routes });
  const file = join(folder, "plan.json");
  expect((await told(folder, "plan", "--out", file)).exit).toBe(0);
  const config = join(folder, "flowplan.json");
  const out = join(folder, "out");
  expect((await say("run", file, "--config", config, "--out", out)).exit).toBe(0);
  expect((await say("run", "--resume", out, "--config", config)).exit).toBe(0);
  writeFileSync(config, "{}");
  const changed = await say("run", file, "--config", config);
  expect([changed.exit, changed.err]).toEqual([2, expect.stringContaining('"reference+gpu"')]);
});

test("a module can be named, and the routes say who does the rest", async () => {
  const folder = project({ "flowplan.json": { routes: { objects: "reference" } } });
  const { exit, out } = await told(folder, "plan", "--format", "json", "--backend", join(folder, "mine.mjs"));
  expect(exit).toBe(0);
  expect(JSON.parse(out).backend).toBe("reference+mine");
});

test("a run that a server is missing for is refused before anything is sent", async () => {
  const folder = project({ "flowplan.json": { routes: { images: "reference" } } });
  const planned = await told(folder, "plan");
  expect(planned.out).toContain("plan/backend-cannot-generate");
  const ran = await told(folder, "run", "--out", join(folder, "out"));
  expect(ran.exit).toBe(3);
  expect(ran.out).toContain('step "gen" needs a backend that can generate an object');
  expect(ran.err).not.toContain("started");
});

test.each([
  ["export default 7;", "it must be an object with id, capabilities and images, but is 7"],
  ["export default { id: 'x', capabilities: {}, images: { recovery: 'none', start() {} } };", "promptsPerPass"],
  ["export default { id: 'x', images: 5 };", '"images" must be an object with recovery and start, but is 5'],
  [
    "export default { id: '', images: { recovery: 'resend' } };",
    '"images.start" must be a function that sends a call, but is missing',
  ],
  ["export default { id: 'x', objects: { recovery: 'find', start() {} } };", '"objects.find" must be a function'],
  ["export default () => { throw new Error('no \\u001b[31mway'); };", "cannot be loaded as a backend"],
  ["export default (", "cannot be loaded as a backend"],
  ["export default { get id() { throw null; } };", "cannot be loaded as a backend"],
  ["", "it must be an object"],
])("a module that makes no backend is wrong usage: %s", async (text, said) => {
  const folder = project({ "mine.mjs": text, "flowplan.json": {} });
  const { exit, err } = await told(folder, "plan", "--backend", join(folder, "mine.mjs"));
  expect(err).toContain(said);
  expect(exit).toBe(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(err).not.toMatch(/\u001b|\n\s+at /);
});

test("a module that is not there, and a server that nobody named", async () => {
  const folder = project({ "flowplan.json": routes });
  const gone = await told(folder, "plan", "--backend", join(folder, "none.mjs"));
  expect([gone.exit, gone.err]).toEqual([2, expect.stringContaining("there is no file")]);
  const near = await told(folder, "plan", "--backend", "gpuu");
  expect([near.exit, near.err]).toEqual([2, expect.stringContaining("--backend gpu")]);
});
