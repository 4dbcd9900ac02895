// Pictures from servers that are paid, planned and run as people do it (spec 6.24, 6.25, 6.26): what the plan says of each, and what comes.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { say } from "./build/terminal.js";
import { fakeFal } from "./servers/fake-fal.js";
import type { FakeHttp } from "./servers/fake-http.js";
import { fakeHuggingface } from "./servers/fake-huggingface.js";
import { fakeOpenaiImages } from "./servers/fake-openai-images.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-pictures-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const secret = "canary-0123456789";

const flow = {
  title: "t",
  description: "d",
  steps: [
    {
      id: "paint",
      type: "ImageGenerator",
      parameters: {
        baseModel: "m",
        width: 256,
        height: 256,
        images: [
          { prompt: "a fox", seed: 7, batchSize: 2 },
          { prompt: "a hen", seed: 9 },
        ],
      },
    },
  ],
};

type Kind = { readonly kind: string; readonly model: string; open(): Promise<FakeHttp>; readonly path?: string };

const kinds: readonly (Kind & { readonly passes: number; readonly seeds: readonly unknown[] })[] = [
  {
    kind: "fal",
    model: "fal-ai/flux/dev",
    open: () => fakeFal({ key: secret }),
    passes: 2,
    // The later picture of a batch has none of its own.
    seeds: [7, 9, null],
  },
  {
    kind: "huggingface",
    model: "studio/dreams",
    open: () => fakeHuggingface({ key: secret }),
    path: "/hf-inference",
    passes: 3,
    seeds: [null, null, null],
  },
  {
    kind: "openai-images",
    model: "dall-e-2",
    open: () => fakeOpenaiImages({ key: secret }),
    passes: 2,
    seeds: [null, null, null],
  },
];

for (const { kind, model, open, path = "", passes, seeds } of kinds)
  test(`${kind}: what a plan says of it, and a run`, async () => {
    const fake = await open();
    const folder = mkdtempSync(join(room, "p-"));
    const [file, config, out] = ["flow.json", "flowplan.json", "out"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const server = { kind, url: `${fake.url}${path}`, key: "FLOWPLAN_TEST_KEY", models: { m: model } };
    writeFileSync(file, JSON.stringify(flow));
    writeFileSync(config, JSON.stringify({ servers: { cloud: server }, routes: { images: "cloud" } }));
    process.env.FLOWPLAN_TEST_KEY = secret;
    const planned = await say("plan", file, "--config", config, "--format", "json");
    expect(planned.exit, planned.err).toBe(0);
    expect(JSON.parse(planned.out).totals.passes).toMatchObject({ min: passes, max: passes });
    expect(planned.err.match(/(?<=on this backend )[^\n(]*/g)).toMatchSnapshot();
    expect(fake.requests).toEqual([]);
    const ran = await say("run", file, "--config", config, "--out", out);
    delete process.env.FLOWPLAN_TEST_KEY;
    expect(ran.exit, ran.err).toBe(0);
    expect(ran.out).not.toContain("Synthetic");
    const records = readdirSync(join(out, "pictures")).filter((name) => name.endsWith(".json"));
    const drawn = records.map((name) => JSON.parse(readFileSync(join(out, "pictures", name), "utf8")));
    expect(drawn.map(({ seed }) => seed).sort()).toEqual([...seeds].sort());
    expect(drawn.every((record) => record.server === "cloud" && record.synthetic === false)).toBe(true);
    expect(`${planned.out}${planned.err}${ran.out}${ran.err}`).not.toContain(secret);
    for (const name of readdirSync(out, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect(readFileSync(join(name.parentPath, name.name), "latin1")).not.toContain(secret);
    await fake.close();
  });

test("a plan knows that a model draws one image at once, and in which sizes", async () => {
  const folder = mkdtempSync(join(room, "p-"));
  const [file, config] = [join(folder, "flow.json"), join(folder, "flowplan.json")];
  writeFileSync(file, JSON.stringify(flow).replaceAll("256", "1024"));
  const server = { kind: "openai-images", models: { m: "dall-e-3" } };
  writeFileSync(config, JSON.stringify({ servers: { cloud: server }, routes: { images: "cloud" } }));
  const { exit, out, err } = await say("plan", file, "--config", config, "--format", "json");
  expect(exit, err).toBe(0);
  expect(JSON.parse(out).totals.passes).toMatchObject({ min: 3, max: 3 });
  for (const [size, words] of [
    ["520", "write a value from 1024 to 1792"],
    ["1032", "not a multiple of 256"],
  ] as const) {
    writeFileSync(file, JSON.stringify(flow).replaceAll("256", size));
    const refused = await say("plan", file, "--config", config);
    expect(refused.exit).toBe(1);
    expect(refused.err).toContain(words);
  }
});
