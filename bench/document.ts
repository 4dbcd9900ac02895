// How fast documents are parsed, beside JSON.parse; the claims of issue 2: at least 15 MB/s on a flow of 1 MiB, and at most
// 12 times the time of 100 KiB for 1 MiB, also on hostile text. Run: npx tsx bench/document.ts

import { deepStrictEqual } from "node:assert";
import { parseDocument } from "../src/core/document/parse-document.js";
import { toJson } from "../src/core/document/to-json.js";
import { withLimits } from "../src/core/language/limits.js";

const KIB = 1024;
const limits = withLimits({ source: 2 * KIB * KIB, string: 2 * KIB * KIB });

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

/** The median, so that a short work pays its share of the garbage collection that a long one cannot escape. */
function median(work: () => unknown, rounds: number): number {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] as number;
}

/** Milliseconds for one of `short`, measured over as many as make up a `long` one, and for one of `long`. */
function pair(short: () => unknown, long: () => unknown, rounds: number): { short: number; long: number } {
  const ten = () => {
    for (let i = 0; i < 10; i++) short();
  };
  ten();
  return { short: median(ten, rounds) / 10, long: median(long, rounds) };
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
  const ours = median(() => parseDocument(text, limits), 25);
  const theirs = median(() => JSON.parse(text), 25);
  const speed = text.length / 1e6 / (ours / 1e3);
  claim(
    `flow, ${name}`,
    speed >= 15,
    `${speed.toFixed(1)} MB/s, JSON.parse ${(text.length / 1e6 / (theirs / 1e3)).toFixed(0)} MB/s`,
  );
}
const flows = pair(
  () => parseDocument(small, limits),
  () => parseDocument(large, limits),
  15,
);
claim("flow, 1 MiB : 100 KiB", flows.long / flows.short <= 12, `× ${(flows.long / flows.short).toFixed(1)}`);

for (const [name, make] of Object.entries(hostile)) {
  const short = make(100 * KIB);
  const long = make(KIB * KIB);
  const times = pair(
    () => parseDocument(short, limits),
    () => parseDocument(long, limits),
    7,
  );
  const said = `${times.short.toFixed(2)} ms → ${times.long.toFixed(2)} ms, × ${(times.long / times.short).toFixed(1)}`;
  claim(name, times.long / times.short <= 12, said);
}
process.exitCode = broken === 0 ? 0 : 1;
