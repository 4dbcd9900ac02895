// Speed of the evaluator beside its peers and a loop written by hand: one process, outputs asserted equal first, call sites made
// polymorphic by two dozen other templates, garbage collected between rounds.
// node --expose-gc --import tsx bench/evaluate.ts

import { deepStrictEqual } from "node:assert";
import { compile as compileP3 } from "json-p3";
import jsonata from "jsonata";
import { JSONPath } from "jsonpath-plus";
import type { Outcome } from "../src/core/diagnostic/diagnostic.js";
import type { RunState } from "../src/core/evaluate/state.js";
import { compilePath } from "../src/core/query.js";
import { compileTemplate } from "../src/core/template.js";
import type { Json } from "../src/core/text/json.js";

const limits = { mapItems: 1e6, mapProduct: 1e7, matches: 1e6, work: 1e12, allStrings: 1e12 };
const collect = globalThis.gc;
if (collect === undefined) throw new Error("run with node --expose-gc");

type Item = { readonly text: string; readonly width: number; readonly size: { readonly height: number } };
type Contender = { readonly name: string; readonly run: () => unknown };

function makeState(count: number) {
  const prompts = Array.from(
    { length: count },
    (_, i): Item => ({
      text: `a fox, number ${i}`,
      width: 512 + 8 * (i % 3),
      size: { height: 768 },
    }),
  );
  return { input: {}, results: { gen: { model: "m/one", prompts } }, store: {} };
}

/** Other shapes through the same closures: what a process that serves many flows looks like. */
function makePolymorphic(): void {
  for (let t = 0; t < 24; t++) {
    const keys = Array.from({ length: 3 + (t % 6) }, (_, i) => `key${t}x${i}`);
    const list = Array.from({ length: 200 }, (_, i) => Object.fromEntries(keys.map((key) => [key, i])));
    const state = { input: {}, results: { [`step${t}`]: { list, [`m${t}`]: t } }, store: {} };
    const body = Object.fromEntries(keys.map((key, i) => [`out${key}`, i % 2 === 0 ? `$$.${key}` : i]));
    const template = good(compileTemplate([`@Map($.results.step${t}.list)`, body], { limits }));
    const single = good(compileTemplate(`$.results.step${t}.m${t}`, { limits }));
    const every = good(compilePath(`$.results.step${t}.list[*].${keys[0]}`, { limits }));
    for (let round = 0; round < 20; round++) {
      template.evaluate(state);
      single.evaluate(state);
      every.evaluate(state as unknown as Json);
    }
  }
}

/** Medians of rounds that take turns, in milliseconds by name. */
async function measure(contenders: readonly Contender[], rounds: number): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -2; round < rounds; round++) {
    for (const { name, run } of contenders) {
      collect?.();
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, list]) => [name, list.sort((a, b) => a - b)[list.length >> 1] as number]));
}

function good<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  return outcome.value;
}

function ours(template: Json, state: RunState): () => Json {
  const compiled = good(compileTemplate(template, { limits }));
  return () => good(compiled.evaluate(state));
}

async function same(contenders: readonly Contender[]): Promise<void> {
  const [first, ...others] = contenders;
  const expected = JSON.parse(JSON.stringify(await first?.run()));
  for (const other of others) deepStrictEqual(JSON.parse(JSON.stringify(await other.run())), expected, other.name);
}

function say(what: string, ratio: number, target: string, met: boolean): void {
  console.log(`${met ? "met   " : "MISSED"}  ${ratio.toFixed(2).padStart(8)} ×   (${target})   ${what}`);
}

// A template in the manner of flows that are resolved by walking them, a path library doing each string.
const walked = {
  prompt: "$.text",
  baseModel: "m/one",
  width: "$.width",
  height: "$.size.height",
  steps: 25,
  precision: "fp16",
};

function resolveByWalking(template: unknown, json: object): unknown {
  if (typeof template === "string") {
    return template.startsWith("$") ? JSONPath({ path: template, json, wrap: false, eval: false }) : template;
  }
  if (Array.isArray(template)) return template.map((element) => resolveByWalking(element, json));
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, resolveByWalking(value, json)]));
}

async function benchMap(): Promise<void> {
  const state = makeState(100_000);
  const image = {
    prompt: "$$.text",
    baseModel: "m/one",
    width: "$$.width",
    height: "$$.size.height",
    steps: 25,
    precision: "fp16",
  };
  const hand: Contender = {
    name: "by hand",
    run: () => {
      const images: object[] = [];
      for (const item of state.results.gen.prompts) {
        images.push({
          prompt: item.text,
          baseModel: "m/one",
          width: item.width,
          height: item.size.height,
          steps: 25,
          precision: "fp16",
        });
      }
      return images;
    },
  };
  const flowplan: Contender = {
    name: "flowplan",
    run: ours(["@Map($.results.gen.prompts)", image], state),
  };
  const expression = jsonata(
    'results.gen.prompts.{"prompt": text, "baseModel": "m/one", "width": width, "height": size.height, "steps": 25, "precision": "fp16"}',
  );
  const peers: Contender[] = [
    { name: "JSONata", run: () => expression.evaluate(state) },
    { name: "jsonpath-plus", run: () => state.results.gen.prompts.map((item) => resolveByWalking(walked, item)) },
  ];
  await same([hand, flowplan, ...peers]);
  const fast = await measure([hand, flowplan], 41);
  const slow = await measure([flowplan, ...peers], 5);
  const own = fast.get("flowplan") as number;
  const ratio = own / (fast.get("by hand") as number);
  console.log(`map 100,000 items to an image object of six fields, three of them paths: ${own.toFixed(1)} ms`);
  say("the time of the loop written by hand", ratio, "at most 3", ratio <= 3);
  const jsonataRatio = (slow.get("JSONata") as number) / (slow.get("flowplan") as number);
  say("faster than JSONata", jsonataRatio, "at least 25", jsonataRatio >= 25);
  const plusRatio = (slow.get("jsonpath-plus") as number) / (slow.get("flowplan") as number);
  say("faster than a recursive resolver over jsonpath-plus", plusRatio, "at least 8", plusRatio >= 8);
}

async function benchPaths(): Promise<void> {
  const state = makeState(40);
  const json = state as unknown as Json;
  const cases = [
    { text: "$.results.gen.model", singular: true, times: 20_000, plus: 8, p3: 3 },
    { text: "$.results.gen.prompts[*].text", singular: false, times: 2_000, plus: 6, p3: 3 },
  ];
  for (const { text, singular, times, plus, p3 } of cases) {
    const evaluate = ours(text, state);
    const path = JSONPath.toPathArray(text);
    const compiled = compileP3(text);
    const select = good(compilePath(text, { limits }));
    const single = singular ? (values: unknown[]) => values[0] : (values: unknown[]) => values;
    const contenders: Contender[] = [
      { name: "flowplan", run: evaluate },
      {
        name: "flowplan query",
        run: () => single(good(select.evaluate(json))),
      },
      { name: "jsonpath-plus text", run: () => JSONPath({ path: text, json: state, wrap: !singular, eval: false }) },
      {
        name: "jsonpath-plus array",
        run: () => JSONPath({ path: [...path], json: state, wrap: !singular, eval: false }),
      },
      { name: "json-p3", run: () => single(compiled.query(json as never).values()) },
    ];
    await same(contenders);
    const repeated = contenders.map(({ name, run }) => ({
      name,
      run: () => {
        let last: unknown;
        for (let i = 0; i < times; i++) last = run();
        return last;
      },
    }));
    const result = await measure(repeated, 9);
    const own = result.get("flowplan") as number;
    console.log(`${text}, compiled: ${((own / times) * 1e6).toFixed(0)} ns`);
    const fastest = Math.min(result.get("jsonpath-plus text") as number, result.get("jsonpath-plus array") as number);
    say("faster than jsonpath-plus in its fastest option", fastest / own, `at least ${plus}`, fastest / own >= plus);
    const peer = (result.get("json-p3") as number) / own;
    say("faster than json-p3", peer, `at least ${p3}`, peer >= p3);
    const queryTime = ((result.get("flowplan query") as number) / times) * 1e6;
    console.log(`        (as a query, which gives a node list: ${queryTime.toFixed(0)} ns)`);
  }
}

makePolymorphic();
await benchMap();
await benchPaths();
