// What has been tried to make a check, an evaluation or an answer slow: ten times the text may take at most twelve times as long, and
// what a limit refuses must be refused as soon as a flow of that length is read. All in one process. Run: npx tsx bench/attacks.ts

import { referenceBackend } from "../src/backends/reference/index.js";
import { ajvValidator, analyse, compile, completion, evaluate, hover, query } from "../src/core/index.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { handSignal } from "../src/testing/index.js";

type Work = () => unknown;
/** `at` makes the work for a size; `sizes` are a short one and one ten times as long. */
type Attack = { readonly name: string; readonly sizes: readonly [number, number]; readonly at: (size: number) => Work };

const head = { title: "t", description: "d" };
const flow = (steps: Json, more: JsonObject = {}): string => JSON.stringify({ ...head, ...more, steps });
const transformers = (count: number, result: JsonObject): Json =>
  Array.from({ length: count }, (_, i) => ({ id: `s${i}`, type: "ObjectTransformer", result }));
const compiling =
  (text: string): Work =>
  () =>
    compile(text);
const text = (size: number) => "a".repeat(size);
const times = (count: number, of: (i: number) => Json): Json[] => Array.from({ length: count }, (_, i) => of(i));

function answering(schema: JsonObject): Work {
  const call = { schema, description: "d", input: null, context: null, temperature: 1, maxTokens: 8192 };
  return () => referenceBackend().objects?.start(call, { key: "k", signal: handSignal(), progress: () => {} });
}

function nested(levels: number): Json {
  let value: JsonObject = {};
  for (let i = 0; i < levels; i++) value = { a: value, b: 1 };
  return value;
}

const matching = (pattern: string): Attack => ({
  name: `match(@, '${pattern}')`,
  sizes: [6_000, 60_000],
  at: (size) => {
    const list = [text(size)];
    return () => query(`$[?match(@, '${pattern}')]`, list);
  },
});

const schemaPattern = (pattern: string): Attack => ({
  name: `schema pattern ${pattern}`,
  sizes: [6_000, 60_000],
  at: (size) => {
    const compiled = ajvValidator.compile({ pattern });
    const value = `${text(size)}!`;
    return () => compiled.ok && compiled.check(value);
  },
});

/** References that double at each of `depth` levels. */
function diamond(depth: number, word: string): string {
  const to = (i: number) => ({ $ref: `#/$defs/d${i}` });
  const $defs = Object.fromEntries(
    times(depth, (i) => i).map((i) => [`d${i}`, { [word]: [to(Number(i) + 1), to(Number(i) + 1)] }]),
  );
  return flow([], {
    input: { type: "object", properties: { x: to(0) }, $defs: { ...$defs, [`d${depth}`]: { type: "string" } } },
  });
}

const attacks: readonly Attack[] = [
  ...["(a+)+b", "(a|aa)+$", "(a*)*b", "(.*)*x", "((a{0,9}){0,9}){0,9}b", "(.{1,50}){1,9}x"].map(matching),
  ...["^(a+)+$", "^(a|a)*$", "^(.*)*x$"].map(schemaPattern),
  {
    name: "$..*..* on a deep object (limit/matches)",
    sizes: [300, 3_000],
    at: (size) => {
      const value = nested(size);
      return () => query("$..*..*", value);
    },
  },
  {
    name: "@Extend of 100,000 keys for each item (limit/work)",
    sizes: [100, 1_000],
    at: (size) => {
      const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
      const state = { input: {}, results: {}, store: { list: times(size, () => 1), large } };
      return () => evaluate(["@Map($.store.list)", { "@Extend": "$.store.large" }], state);
    },
  },
  ...(
    [
      { a: "$.results[*]" },
      { a: "$.results", b: "$.results" },
      { a: "$.results[*].a[*]" },
      { l: ["$.results", "$.results"] },
    ] as const
  ).map(
    (result): Attack => ({
      name: `every step holds ${JSON.stringify(result)}`,
      sizes: [50, 500],
      at: (size) => compiling(flow(transformers(size, result))),
    }),
  ),
  ...["anyOf", "oneOf", "allOf"].map(
    (word): Attack => ({
      name: `${word} of references that double`,
      sizes: [9, 90],
      at: (size) => compiling(diamond(size, word)),
    }),
  ),
  {
    name: "uniqueItems of objects",
    sizes: [10_000, 100_000],
    at: (size) => {
      const compiled = ajvValidator.compile({ uniqueItems: true });
      const value = times(size, (i) => ({ i }));
      return () => compiled.ok && compiled.check(value);
    },
  },
  {
    name: "as many mistakes as images",
    sizes: [5_000, 50_000],
    at: (size) => compiling(flow([{ id: "a", type: "ImageGenerator", parameters: { images: times(size, () => 1) } }])),
  },
  {
    name: "brackets in a path",
    sizes: [60, 600],
    at: (size) => compiling(flow(transformers(20, { q: `${"$[?@[".repeat(size)}|` }))),
  },
  {
    name: "the editor in nested paths over a schema in itself",
    sizes: [60, 600],
    at: (size) => {
      const input = { type: "object", properties: { a: { $ref: "#" }, b: { $ref: "#" } } };
      const result = { p: `$.input${"[*]".repeat(28)}.a`, q: `${"$[?@[".repeat(size)}` };
      const source = flow([{ id: "x", type: "ObjectTransformer", result }], { input });
      const [end, name] = [source.indexOf(`"}}]`), source.indexOf("].a") + 2];
      return () => {
        const analysis = analyse(source);
        return [end, name].map((offset) => [completion(analysis, offset), hover(analysis, offset)]);
      };
    },
  },
  {
    name: "a backend's answer of many numbers",
    sizes: [2_000, 20_000],
    at: (size) => {
      const x = { type: "array", minItems: size, items: { type: "integer" } };
      return answering({ type: "object", properties: { x }, required: ["x"] });
    },
  },
  {
    name: "a backend's answer that is too long",
    sizes: [100_000, 1_000_000],
    at: (size) => {
      const x = { type: "string", minLength: size };
      return answering({ type: "object", properties: { x }, required: ["x"] });
    },
  },
  {
    name: "unclosed comments",
    sizes: [60_000, 600_000],
    at: (size) => compiling(`{"title": ${"/*".repeat(size / 2)}`),
  },
  {
    name: "brackets only",
    sizes: [60_000, 600_000],
    at: (size) => compiling("[".repeat(size)),
  },
];

/** Milliseconds: the middle of five rounds of as many calls as take a while, so that a short work is measured at all. */
async function median(work: Work): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    let calls = 0;
    do {
      await work();
      calls++;
    } while (performance.now() - start < 20);
    if (round > 0) rounds.push((performance.now() - start) / calls);
  }
  return rounds.sort((a, b) => a - b)[2] as number;
}

let broken = 0;
for (const { name, sizes, at } of attacks) {
  const [short, long] = [await median(at(sizes[0])), await median(at(sizes[1]))];
  const holds = long / short <= 12;
  if (!holds) broken++;
  const said = `${short.toFixed(2)} ms → ${long.toFixed(2)} ms, × ${(long / short).toFixed(1)}`;
  console.log(`${holds ? "ok  " : "FAIL"} ${name.padEnd(56)} ${said}`);
}
process.exitCode = broken === 0 ? 0 : 1;
