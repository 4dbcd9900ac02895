// A flow with every type of step on servers over HTTP (spec 6.20, 6.21), whose process is killed whenever a request arrives there, and continued by
// another: nothing that was paid for is asked for again, and what nobody can know is left to a person.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeChat } from "./servers/fake-chat.js";
import { fakeComfyui } from "./servers/fake-comfyui.js";
import { fakeReplicate } from "./servers/fake-replicate.js";
import { fakeSdcpp } from "./servers/fake-sdcpp.js";

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the project, so that packages and grammar/ are found from it.
const bundled = mkdtempSync(join(root, "dist", ".cli-killed-"));
const program = join(bundled, "main.mjs");
const room = mkdtempSync(join(tmpdir(), "flowplan-killed-"));
const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill("SIGKILL");
  for (const each of [bundled, room]) rmSync(each, { recursive: true, force: true });
});
beforeAll(() =>
  build({
    entryPoints: [join(root, "src/cli/main.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  }),
);

const paintings = 4;
const flow = {
  title: "A small exhibition",
  description: "Plans an exhibition, paints the works and packs everything up.",
  steps: [
    {
      id: "works",
      type: "ObjectGenerator",
      parameters: {
        description: "Name a work.",
        count: paintings,
        schema: {
          type: "object",
          required: ["works"],
          properties: { works: { type: "array", items: { type: "string" } } },
        },
      },
    },
    { id: "hand", type: "ModelGenerator", parameters: { datasetId: "sketches" } },
    {
      id: "paintings",
      type: "ImageGenerator",
      parameters: {
        baseModel: "dreams",
        width: 64,
        height: 64,
        images: ["@Map($.results.works.works, work)", { prompt: "$$" }],
      },
    },
    {
      id: "catalogue",
      type: "ObjectTransformer",
      result: { works: "$.results.works.works", pictures: "$.results.paintings.images[*].url" },
    },
    { id: "bundle", type: "Zipper", parameters: { sources: ["paintings", "catalogue"], filename: "exhibition.zip" } },
  ],
};

type Ended = { readonly code: number | null; readonly said: string };

function start(
  words: readonly string[],
  folder: string,
): { readonly child: ChildProcess; readonly over: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...words], { cwd: folder });
  living.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (piece: Buffer) => {
      said += piece.toString();
    });
  const over = new Promise<Ended>((resolve) =>
    child.on("close", (code) => {
      living.delete(child);
      resolve({ code, said });
    }),
  );
  return { child, over };
}

type Pair = "llamacpp and sdcpp" | "openai and comfyui" | "vllm and replicate";

/** It trains too, and draws with what was trained. */
const account = {
  model: "studio/trainer",
  destination: "me/style",
  datasets: { sketches: "https://example.com/a.zip" },
};
const drawnByTheTrained = '"width":256,"height":256,"trainingId":"$.results.hand.id"';

async function painterOf(pair: Pair) {
  if (pair === "llamacpp and sdcpp") return fakeSdcpp();
  if (pair === "vllm and replicate") return fakeReplicate();
  const fake = await fakeComfyui();
  return { ...fake, works: () => fake.drawn.length };
}

async function exhibition(pair: Pair) {
  const chat = await fakeChat({ usual: '{"works":["a lathe","a plough","a loom","a kiln"]}' });
  const painter = await painterOf(pair);
  const trains = pair === "vllm and replicate";
  const [objects = "", images = ""] = pair.split(" and ");
  const folder = mkdtempSync(join(room, "project-"));
  const servers = {
    llm: { kind: objects, url: chat.url, model: "small" },
    gpu: { kind: images, url: painter.url, ...(trains ? account : {}) },
  };
  const routes = { objects: "llm", training: trains ? "gpu" : "reference", images: "gpu" };
  const drawn = JSON.stringify(flow);
  writeFileSync(join(folder, "flow.json"), trains ? drawn.replace('"width":64,"height":64', drawnByTheTrained) : drawn);
  writeFileSync(join(folder, "flowplan.json"), JSON.stringify({ servers, routes }));
  return {
    folder,
    requests: () => chat.requests.length + painter.requests.length,
    works: () => [chat.works(), painter.works()],
    result: () => JSON.parse(readFileSync(join(folder, "out/results/catalogue.json"), "utf8")) as unknown,
    begin: () => start(["run", "flow.json", "--out", "out"], folder),
    goOn: () => start(["run", "--resume", "out"], folder).over,
    settle: (outcome: string) => start(["runs", "settle", "out", "--as", outcome], folder).over,
    close: () => Promise.all([chat.close(), painter.close()]),
  };
}
type Exhibition = Awaited<ReturnType<typeof exhibition>>;

async function whenAsked({ requests }: Exhibition, times: number, child: ChildProcess): Promise<void> {
  while (requests() < times && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe.each<Pair>(["llamacpp and sdcpp", "openai and comfyui", "vllm and replicate"])("%s", (pair) => {
  let whole: { readonly works: readonly number[]; readonly requests: number; readonly result: unknown };
  test("a run that nobody disturbs", async () => {
    const world = await exhibition(pair);
    const { code, said } = await world.begin().over;
    expect(code, said).toBe(0);
    whole = { works: world.works(), requests: world.requests(), result: world.result() };
    expect(whole.works).toEqual([1, paintings + (pair === "vllm and replicate" ? 1 : 0)]);
    await world.close();
  });

  const outcomes: string[] = [];
  const every = pair === "vllm and replicate" ? 2 : 1;
  const points = Array.from({ length: 20 / every }, (_, i) => (i + 1) * every);
  test.each(points)("killed when request %i arrives", async (times) => {
    const world = await exhibition(pair);
    const { child, over } = world.begin();
    await whenAsked(world, times, child);
    child.kill("SIGKILL");
    await over;
    // Killed before it wrote anything down, it has sent nothing that costs.
    if (!existsSync(join(world.folder, "out/journal.jsonl"))) {
      expect(world.works()).toEqual([0, 0]);
      await world.close();
      return;
    }
    let { code, said } = await world.goOn();
    if (code === 6) {
      outcomes.push("a person must look");
      expect(
        world.works().every((count, i) => count <= (whole.works[i] ?? 0)),
        said,
      ).toBe(true);
      // Only when a person says so, it is asked for once more.
      expect((await world.settle("not-sent")).code).toBe(0);
      ({ code, said } = await world.goOn());
      expect(code, said).toBe(0);
    } else {
      outcomes.push("went on");
      expect(code, said).toBe(0);
      expect(world.works()).toEqual(whole.works);
    }
    expect(world.result()).toEqual(whole.result);
    await world.close();
  });

  test("both ends were seen", () => {
    expect(new Set(outcomes)).toEqual(new Set(["a person must look", "went on"]));
  });
});
