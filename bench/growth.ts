// Random flows within the limits: ten times the text takes at most twelve times as long to check and to plan, however the steps refer to
// each other. (A path over all results needs all earlier steps: such flows grow with the square of their steps, and stand in attacks.ts.)
// Processor time, since machines have other things to do. Run: npx tsx bench/growth.ts [first seed]

import { compile, plan } from "../src/core/index.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

type Chance = (below: number) => number;

function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const schema = {
  type: "object",
  required: ["list", "text"],
  properties: {
    list: {
      type: "array",
      maxItems: 3,
      items: { type: "object", properties: { p: { type: "string" } }, required: ["p"] },
    },
    text: { type: "string" },
  },
};

/** One sort of step each; `one` and `other` are the ids of two earlier steps, which are ObjectTransformers or generators. */
const sorts: readonly ((id: string, one: string, other: string) => JsonObject)[] = [
  (id, one, other) => ({ id, type: "ObjectTransformer", result: { a: `$.results.${one}`, b: `$.results.${other}` } }),
  (id, one) => ({
    id,
    type: "ObjectTransformer",
    result: { "@Extend": `$.results.${one}`, text: `$.results.${one}.text` },
  }),
  (id, one, other) => ({
    id,
    type: "ObjectTransformer",
    result: { "@Extend": [`$.results.${one}`, `$.results.${other}`], list: [`$.results.${one}.text`, "x"] },
  }),
  (id, one) => ({
    id,
    type: "ObjectTransformer",
    result: { text: `@Format('{} {}', $.results.${one}.text, $.results.${one}.text)` },
  }),
  (id, one) => ({
    id,
    type: "ObjectTransformer",
    result: { text: `@Replace($.results.${one}.text, 'a', 'aa')`, all: `$.results.${one}[*]` },
  }),
  (id, one) => ({
    id,
    type: "ObjectGenerator",
    parameters: { description: "d", input: `$.results.${one}.text`, schema },
  }),
  (id, one) => ({
    id,
    type: "ImageGenerator",
    parameters: {
      baseModel: "m",
      images: [["@Map($.results.gen.list)", { prompt: "$$.p", negativePrompt: `$.results.${one}.text` }]],
    },
  }),
];

function flowOf(seed: number, length: number): string {
  const chance = chanceOf(seed);
  // A few sorts a flow, so that what grows is not hidden among what does not.
  const chosen = Array.from({ length: 1 + chance(3) }, () => chance(sorts.length));
  const near = chance(2) === 0;
  const ids = ["gen"];
  const steps: Json[] = [{ id: "gen", type: "ObjectGenerator", parameters: { description: "d", schema } }];
  while (steps.length < length) {
    const id = `s${steps.length}`;
    const earlier = () => ids[ids.length - 1 - chance(near ? Math.min(2, ids.length) : ids.length)] as string;
    const step = sorts[chosen[steps.length % chosen.length] as number]?.(id, earlier(), earlier()) as JsonObject;
    steps.push(step);
    if (step.type !== "ImageGenerator") ids.push(id);
  }
  return JSON.stringify({ title: "t", description: "d", steps });
}

function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds to check and to plan it once, of as many in a row: a short one pays its share of the garbage that a long one cannot escape. */
function time(text: string, calls: number): { readonly check: number; readonly plan: number; readonly end: string } {
  let [check, planned] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let end = "planned";
  for (let round = 0; round < 3; round++) {
    const start = now();
    const compiled = Array.from({ length: calls }, () => compile(text));
    check = Math.min(check, (now() - start) / calls);
    const begun = now();
    for (const { program, diagnostics } of compiled) {
      const outcome = program === undefined ? { ok: false, diagnostics } : plan(program, { input: {} });
      if (!outcome.ok) end = outcome.diagnostics.find(({ severity }) => severity === "error")?.code ?? "?";
    }
    planned = Math.min(planned, (now() - begun) / calls);
  }
  return { check, plan: planned, end };
}

let broken = 0;
const first = Number(process.argv[2] ?? 1);
for (let seed = first; seed < first + 20; seed++) {
  const [short, long] = [flowOf(seed, 45), flowOf(seed, 450)];
  time(short, 3);
  const [before, after] = [time(short, 10), time(long, 1)];
  // Below two milliseconds a clock says little.
  const ratio = (a: number, b: number) => b / Math.max(a, 2);
  const worst = Math.max(ratio(before.check, after.check), ratio(before.plan, after.plan));
  const text = long.length / short.length;
  const holds = worst <= 1.2 * text;
  if (!holds) broken++;
  const said = `check ${before.check.toFixed(1)} → ${after.check.toFixed(1)} ms, plan ${before.plan.toFixed(1)} → ${after.plan.toFixed(1)} ms`;
  console.log(
    `${holds ? "ok  " : "FAIL"} seed ${seed}, text × ${text.toFixed(1)}: × ${worst.toFixed(1)}  ${said}  ${after.end}`,
  );
}
process.exitCode = broken === 0 ? 0 : 1;
