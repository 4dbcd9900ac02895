// How the time of a check and a plan grows with the text of a flow (spec 5.1.7): random flows whose steps take from random steps before
// them, so that values, types and texts could double with every step. Ten times the text takes at most twelve times as long, whether it is
// planned or refused by a limit.
// Run: node --expose-gc --import tsx bench/plan-growth.ts [SEED]

import { ok } from "node:assert";
import { compile } from "../src/core/compile.js";
import { plan } from "../src/core/plan/make-plan.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const flows = 12;
const few = 40;
const seed = Number(process.argv[2] ?? 1);

function chanceOf(start: number): (n: number) => number {
  let state = start >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const item = { type: "object", required: ["a"], properties: { a: { type: "string" }, b: { type: "string" } } };
const schema = {
  type: "object",
  required: ["a", "o", "l"],
  properties: {
    a: { type: "string" },
    o: item,
    l: { type: "array", minItems: 1, maxItems: 4, items: item },
  },
};

/** Every result has a text `a`, an object `o` and a list `l`; each step makes its own from those of up to three steps before it. */
function flowOf(steps: number, chance: (n: number) => number, near: number): string {
  const made: JsonObject[] = [];
  const sources: string[] = [];
  const from = (): string => sources[Math.max(0, sources.length - 1 - chance(near))] as string;
  for (let i = 0; i < steps; i++) {
    const id = `s${i}`;
    const kind = sources.length === 0 ? 0 : chance(8);
    if (kind === 0) made.push({ id, type: "ObjectGenerator", parameters: { description: "write", schema } });
    else if (kind === 1) made.push({ id, type: "ImageGenerator", parameters: imagesOf(from, chance) });
    else made.push({ id, type: "ObjectTransformer", result: resultOf(from, chance) });
    if (kind !== 1) sources.push(`$.results.${id}`);
  }
  return JSON.stringify({ title: "t", description: "d", steps: made });
}

function imagesOf(from: () => string, chance: (n: number) => number): JsonObject {
  const mapped: Json = [
    `@Map(${from()}.l)`,
    { prompt: `@Format('{} {}', $$.a, ${from()}.a)`, negativePrompt: `${from()}.o.a` },
  ];
  const images: Json = chance(2) === 0 ? [{ prompt: `${from()}.a` }, mapped] : [mapped];
  return { baseModel: chance(3) === 0 ? `${from()}.a` : "acme/brush", images };
}

function resultOf(from: () => string, chance: (n: number) => number): JsonObject {
  const texts: readonly Json[] = [
    `@Format('{} and {}', ${from()}.a, ${from()}.a)`,
    `@Replace(${from()}.a, 'a', ${from()}.a)`,
    `${from()}.o.a`,
  ];
  const objects: readonly Json[] = [
    { "@Extend": [`${from()}.o`, `${from()}.o`] },
    { "@Extend": `${from()}.o`, a: `${from()}.a`, held: `${from()}.o` },
    `${from()}.o`,
  ];
  const lists: readonly Json[] = [
    [[`@Map(${from()}.l, x)`, { "@Extend": "$$", b: "@Format('{}{}', @Index(x), $$.a)" }], { a: `${from()}.a` }],
    [`@Map(${from()}.l)`, "$$"],
    `${from()}.l[?@.a != 'x']`,
  ];
  const pick = (all: readonly Json[]): Json => all[chance(all.length)] as Json;
  return {
    a: pick(texts),
    o: pick(objects),
    l: pick(lists),
    ...(chance(3) === 0 ? { "@Extend": [from(), from()] } : {}),
  };
}

/** Milliseconds of computing, its garbage collected. */
function timed(texts: readonly string[], said: Map<string, number>): number {
  globalThis.gc?.();
  const start = process.cpuUsage();
  for (const text of texts) {
    const { program, diagnostics } = compile(text);
    if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
    const outcome = plan(program, { input: {} });
    if (outcome.ok) JSON.stringify(outcome.value);
    const code = outcome.ok ? "planned" : (outcome.diagnostics[0]?.code ?? "refused");
    said.set(code, (said.get(code) ?? 0) + 1);
  }
  globalThis.gc?.();
  return process.cpuUsage(start).user / 1000;
}

const chance = chanceOf(seed);
const several = (steps: number, count: number, near: number): readonly string[] =>
  Array.from({ length: count }, () => flowOf(steps, chance, near));
const length = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);
timed(several(few, 20, 8), new Map());

const rows = [2, 8, 1000].map((near) => {
  const said = new Map<string, number>();
  let [short, long, characters, ten] = [0, 0, 0, 0];
  for (let i = 0; i < flows; i++) {
    // As much text in ten flows as in one.
    const [tenFlows, oneFlow] = [several(few, 10, near), several(10 * few, 1, near)];
    ten += length(tenFlows);
    characters += length(oneFlow);
    short += timed(tenFlows, said);
    long += timed(oneFlow, said);
  }
  return {
    "takes from": `the ${near} steps before`,
    "kB of text": `${(ten / flows / 10_000).toFixed(0)} and ${(characters / flows / 1000).toFixed(0)}`,
    "ms each": `${(short / flows / 10).toFixed(1)} and ${(long / flows).toFixed(1)}`,
    ratio: ((10 * (long / short) * ten) / characters).toFixed(1),
    said: [...said].map(([code, n]) => `${n} ${code}`).join(", "),
  };
});
console.table(rows);
console.log(`resident at the end: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
for (const { ratio } of rows) ok(Number(ratio) <= 12, `ten times the text takes ${ratio} times as long`);
