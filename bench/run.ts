// What a run costs beside its calls: 10,000 images of a server that answers at once, journal and pictures on this disk. Beside it, in the same process,
// the same passes in a plain loop of as many workers, without a journal. Growth from a tenth of the images; a listener that is slow.
// Run: npx tsx bench/run.ts [FOLDER ON THE DISK TO MEASURE]

import { fork } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../src/core/index.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { plan } from "../src/core/plan/make-plan.js";
import { openRun } from "../src/core/run/open-run.js";
import type { DrawnImage, ImageServer, PassRequest } from "../src/core/run/server.js";
import { createJournal, nodePorts } from "../src/node/index.js";
import { scriptedBackend } from "../src/testing/index.js";

const root = await mkdtemp(join(process.argv[2] ?? tmpdir(), "flowplan-bench-"));
const capabilities = { ...profiles.reference, concurrency: 4 };
const limits = { events: 1_000_000, requests: 20_000, product: 20_000, map: 20_000, allStrings: 1 << 30 };

const flow = {
  title: "Many",
  description: "Many pictures.",
  input: {
    type: "object",
    required: ["a", "b"],
    properties: { a: { type: "array", items: { type: "string" } }, b: { type: "array", items: { type: "string" } } },
  },
  steps: [
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        baseModel: "m",
        images: [
          "@Map($.input.a, x)",
          ["@Map($.input.b)", { prompt: "@Format('{} {}', @Item(x), $$)", width: 64, height: 64, seed: 1 }],
        ],
      },
    },
  ],
};
const compiled = compile(JSON.stringify(flow));
const { program } = compiled;
if (program === undefined || program === null) throw new Error(JSON.stringify(compiled.diagnostics));
const ir = program;

const names = (count: number, letter: string) => Array.from({ length: count }, (_, i) => `${letter}${i}`);

/** Pictures of a size, all alike but for what was asked for: nothing is drawn. */
function drawn(bytes: number): (pass: PassRequest) => readonly (readonly DrawnImage[])[] {
  return ({ prompts, width, height }) =>
    prompts.map(({ prompt, seed, batchSize }) =>
      Array.from({ length: batchSize }, (_, i) => {
        const content = new Uint8Array(bytes);
        content.set(new TextEncoder().encode(`RIFF....WEBP${prompt} ${seed + i}`));
        return { bytes: content, mime: "image/webp", width, height, seed: seed + i };
      }),
    );
}

type Measured = { readonly ms: number; readonly cpu: number; readonly images: number };

async function measure(work: () => Promise<number>): Promise<Measured> {
  const [started, used] = [performance.now(), process.cpuUsage()];
  const images = await work();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - started, cpu: (user + system) / 1000, images };
}

let folders = 0;

/** `bytes` null: pictures are kept nowhere, so that journal and scheduling are measured alone. */
async function runOf(images: number, bytes: number | null, listenMs = 0): Promise<Measured> {
  const input = { a: names(images / 100, "a"), b: names(100, "b") };
  const made = plan(ir, { input, capabilities, limits });
  if (!made.ok) throw new Error(JSON.stringify(made.diagnostics.slice(0, 3)));
  const folder = join(root, `run-${++folders}`);
  await mkdir(folder);
  const opened = await createJournal(folder);
  if (!opened.ok) throw new Error(opened.reason);
  const backend = scriptedBackend({ capabilities, draw: drawn(bytes ?? 100) });
  const host = nodePorts({ backend, out: folder, journal: opened.journal });
  const { files, gallery: _, ...rest } = host;
  const ports = bytes === null ? { ...rest, files: { ...files, put: async (name: string) => name } } : host;
  const measured = await measure(async () => {
    const run = openRun(ir, made.value, ports, { limits });
    if (listenMs > 0)
      void (async () => {
        for await (const _ of run.events()) await new Promise((resolve) => setTimeout(resolve, listenMs));
      })();
    const { status, kept } = await run.done;
    if (status !== "succeeded") throw new Error(status);
    return kept.files.length;
  });
  await opened.journal.close();
  const there = bytes === null ? images : (await readdir(join(folder, "images", "draw"))).length;
  if (measured.images !== images || there !== images)
    throw new Error(`${measured.images} of ${images} images, ${there} files`);
  await rm(folder, { recursive: true });
  return measured;
}

/** The same passes, asked for by as many workers, each picture written to a file: no journal, no flush, no plan. */
async function loopOf(images: number, bytes: number): Promise<Measured> {
  const { images: server } = scriptedBackend({ capabilities, draw: drawn(bytes) }) as { images: ImageServer };
  const folder = join(root, `loop-${++folders}`);
  await mkdir(folder);
  const shared = {
    baseModel: "m",
    trainingId: null,
    precision: "fp16",
    width: 64,
    height: 64,
    steps: 20,
    guidanceScale: 7,
    scale: 1,
  } as const;
  const prompts = names(images, "p").map((prompt) => ({ prompt, negativePrompt: null, seed: 1, batchSize: 1 }));
  const signal = { aborted: false, onAbort: () => () => {} };
  let next = 0;
  let written = 0;
  const worker = async () => {
    for (let at = next; at < prompts.length; at = next) {
      next += 4;
      const reply = await server.start(
        { ...shared, prompts: prompts.slice(at, at + 4) },
        { key: String(at), signal, progress: () => {} },
      );
      if (!("ok" in reply) || !reply.ok) throw new Error("no pictures");
      for (const [picture] of reply.value)
        if (picture !== undefined) await writeFile(join(folder, `${written++}.webp`), picture.bytes);
    }
  };
  const measured = await measure(async () => {
    await Promise.all(Array.from({ length: 4 }, worker));
    return written;
  });
  const there = (await readdir(folder)).length;
  if (there !== images) throw new Error(`${there} of ${images} files`);
  await rm(folder, { recursive: true });
  return measured;
}

const each = ({ ms, cpu, images }: Measured) =>
  `${(ms / images).toFixed(3)} ms an image (${(cpu / images).toFixed(3)} ms of processor)`;

const memory = () => `most memory resident: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB\n`;

if (process.argv[3] === "memory") {
  const measured = await runOf(10_000, 100_000);
  process.stdout.write(`a process of its own, 10,000 pictures of 100 kB: ${each(measured)}; ${memory()}`);
  await rm(root, { recursive: true, force: true });
  process.exit(0);
}

try {
  await runOf(200, 100);
  const bare = await runOf(10_000, null);
  process.stdout.write(`without pictures: journal and scheduling\n  10,000 images: ${each(bare)}\n`);
  for (const [label, bytes] of [
    ["small pictures (100 bytes)", 100],
    ["pictures of 100 kB", 100_000],
  ] as const) {
    const tenth = await runOf(1_000, bytes);
    const whole = await runOf(10_000, bytes);
    const loop = await loopOf(10_000, bytes);
    process.stdout.write(
      `${label}\n  10,000 images: ${each(whole)}\n  ten times the images take ${(whole.ms / tenth.ms).toFixed(1)} times as long\n` +
        `  a plain loop without a journal: ${each(loop)}; the run takes ${(whole.ms / loop.ms).toFixed(1)} times as long\n`,
    );
  }
  // In turns, and the best of each: the disk is the same for both.
  const alone: number[] = [];
  const slow: number[] = [];
  for (let i = 0; i < 5; i++) {
    alone.push((await runOf(10_000, null)).ms);
    slow.push((await runOf(10_000, null, 50)).ms);
  }
  process.stdout.write(
    `a listener that takes 50 ms an event: ${(Math.min(...slow) / Math.min(...alone)).toFixed(2)} times as long\n`,
  );
  const [, script = ""] = process.argv;
  await new Promise((resolve) => fork(script, [tmpdir(), "memory"]).once("exit", resolve));
} finally {
  await rm(root, { recursive: true, force: true });
}
process.exit(0);
