// How fast documents are parsed, beside JSON.parse; the claims of issue 2: at least 15 MB/s on a flow of 1 MiB, and at most
// 12 times the time of 100 KiB for 1 MiB, also on hostile text. Run: npx tsx bench/document.ts

import { deepStrictEqual } from "node:assert";
import { parseDocument } from "../src/core/document/parse-document.js";
import { toJson } from "../src/core/document/to-json.js";
import { withLimits } from "../src/core/limits.js";

const KIB = 1024;
const limits = withLimits({ source: 16 * KIB * KIB, nesting: 64, keys: 1_000_000, string: 16 * KIB * KIB });

/** A flow with as many image steps as fit. */
function flow(size: number): string {
  const steps: unknown[] = [];
  let length = 0;
  while (length < size) {
    const step = {
      id: `pictures-${steps.length}`,
      type: "ImageGenerator",
      parameters: {
        baseModel: "stable-diffusion-v1-5/stable-diffusion-v1-5",
        steps: 30,
        images: [
          [
            "@Map($.results.ideas.prompts)",
            { prompt: "$$", negativePrompt: "ugly, blurry", seed: steps.length * 7919 },
          ],
          {
            prompt: `a lighthouse on a cliff, \u201coil\u201d, version ${steps.length}\nno people`,
            width: 768,
            height: 512.5,
          },
        ],
      },
    };
    steps.push(step);
    length += JSON.stringify(step, null, 2).length + 40;
  }
  return JSON.stringify({ title: "Pictures", description: "Many of them", input: { type: "object" }, steps }, null, 2);
}

const filled = (unit: string) => (size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
const hostile: { readonly [name: string]: (size: number) => string } = {
  "unclosed comments": filled("/*/"),
  "comments in an object": (size) => `{${filled("/*")(size)}`,
  "unclosed strings": filled('"\n'),
  "one unclosed string": (size) => `["${filled("a\\")(size)}`,
  "quotes only": filled('"'),
  "brackets only": filled("["),
  "closing brackets only": filled("]}"),
  "empty objects": (size) => `[${filled("{}")(size)}`,
  "commas only": (size) => `[${filled(",")(size)}`,
  "colons only": (size) => `{${filled(":")(size)}`,
  "many mistakes": (size) => `[${filled('{"a" 1 "b":,"c":[1,2}')(size)}`,
  "keys without values": (size) => `{${filled('"a",')(size)}`,
  "one object, many keys": (size) => `{${Array.from({ length: size / 12 }, (_, i) => `"k${i}":1`).join(",")}`,
  words: filled("a b "),
  stars: filled("*-+"),
  digits: filled("1"),
  "white space": filled(" \n"),
};

function best(work: () => unknown, rounds: number): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

const start = performance.now();
parseDocument("{}", limits);
console.log(`first document (lexer and parser are made): ${(performance.now() - start).toFixed(1)} ms`);

let broken = 0;
function claim(name: string, holds: boolean, said: string): void {
  if (!holds) broken++;
  console.log(`${holds ? "ok  " : "FAIL"} ${name.padEnd(26)} ${said}`);
}

const small = flow(100 * KIB);
const large = flow(KIB * KIB);
for (const [name, text] of [
  ["indented", large],
  ["compact", JSON.stringify(JSON.parse(large))],
] as const) {
  const { document, diagnostics } = parseDocument(text, limits);
  deepStrictEqual(diagnostics, []);
  deepStrictEqual(document.root && toJson(document.root), JSON.parse(text));
  const ours = best(() => parseDocument(text, limits), 15);
  const theirs = best(() => JSON.parse(text), 15);
  const speed = text.length / 1e6 / (ours / 1e3);
  claim(
    `flow, ${name}`,
    speed >= 15,
    `${speed.toFixed(1)} MB/s, JSON.parse ${(text.length / 1e6 / (theirs / 1e3)).toFixed(0)} MB/s`,
  );
}
const ratio = best(() => parseDocument(large, limits), 10) / best(() => parseDocument(small, limits), 10);
claim("flow, 1 MiB : 100 KiB", ratio <= 12, `× ${ratio.toFixed(1)}`);

for (const [name, make] of Object.entries(hostile)) {
  const short = make(100 * KIB);
  const long = make(KIB * KIB);
  const shortTime = best(() => parseDocument(short, limits), 7);
  const longTime = best(() => parseDocument(long, limits), 4);
  // Below two milliseconds a ratio says nothing.
  const fine = longTime / shortTime <= 12 || longTime < 2;
  claim(name, fine, `${shortTime.toFixed(2)} ms → ${longTime.toFixed(2)} ms, × ${(longTime / shortTime).toFixed(1)}`);
}
process.exitCode = broken === 0 ? 0 : 1;
