// The memory of a Zipper: a run whose step packs many pictures of 1.5 MB into one zip, on this disk. Beside it, in a process of its own,
// everything held in memory at once, as the library that only compresses does it, with a tenth of the pictures.
// Run: npx tsx bench/zip.ts [FOLDER ON THE DISK TO MEASURE] [PICTURES]

import { fork } from "node:child_process";
import { link, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { directoryStore, zipArchive } from "../src/node/index.js";

const bytes = 1_500_000;
const [folder = tmpdir(), count = "10000", role = "parent"] = process.argv.slice(2);

/** One file under many names: each is read as if it were another. */
async function makePictures(root: string, pictures: number): Promise<readonly string[]> {
  await mkdir(join(root, "images"));
  const urls = Array.from({ length: pictures }, (_, i) => `images/${i}.png`);
  const content = Uint8Array.from({ length: bytes }, (_, i) => (i * 2654435761) >>> 24);
  await writeFile(join(root, "images/0.png"), content);
  for (const url of urls.slice(1)) await link(join(root, "images/0.png"), join(root, url));
  return urls;
}

async function measure(): Promise<void> {
  const root = await mkdtemp(join(folder, "flowplan-bench-"));
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  try {
    const urls = await makePictures(root, Number(count));
    const files = directoryStore(root);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    let url = "all.zip";
    if (role === "streamed") {
      async function* entries() {
        for (const [i, name] of urls.entries()) yield { name: `img_0_${i}.png`, bytes: await files.read(name) };
      }
      url = await files.write(url, zipArchive.pack(entries()));
    } else {
      const all: Record<string, Uint8Array> = {};
      for (const [i, name] of urls.entries()) all[`img_0_${i}.png`] = await files.read(name);
      await files.put(url, zipSync(all, { level: 0 }));
    }
    peak = Math.max(peak, process.memoryUsage().rss);
    const seconds = (performance.now() - started) / 1000;
    const { size } = await stat(join(root, url));
    process.send?.({ peak: peak / 1e6, before: before / 1e6, seconds, megabytes: size / 1e6 });
  } finally {
    clearInterval(watch);
    await rm(root, { recursive: true, force: true });
  }
}

type Measured = { peak: number; before: number; seconds: number; megabytes: number };

function inOwnProcess(kind: string, pictures: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [folder, String(pictures), kind]);
    child.once("message", (message) => resolve(message as Measured));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${kind} ended with exit code ${code} and without a figure`)));
  });
}

function print(name: string, pictures: number, { peak, before, seconds, megabytes }: Measured): void {
  const [zip, rate] = [Math.round(megabytes), Math.round(megabytes / seconds)];
  console.log(`${name}: ${pictures} pictures, a zip of ${zip} MB, ${rate} MB/s`);
  console.log(`  resident at most ${Math.round(peak)} MB, ${Math.round(before)} MB before it began`);
}

if (role === "parent") {
  const pictures = Number(count);
  const tenth = Math.ceil(pictures / 10);
  const small = await inOwnProcess("streamed", tenth);
  const large = await inOwnProcess("streamed", pictures);
  const whole = await inOwnProcess("whole", Math.min(tenth, 800));
  print("streamed", tenth, small);
  print("streamed", pictures, large);
  print("all at once", Math.min(tenth, 800), whole);
  console.log(
    `ten times the pictures: ${(large.peak / small.peak).toFixed(2)} × the memory (at most 300 MB: ${large.peak <= 300})`,
  );
} else {
  await measure();
}
