// The corpus of valid flows is met with silence (spec 7.3): at least 60 of them, written by hand in fixtures/flows/ok and grown here by a
// generator. A flow is grown from steps that read what is there before them, every step is shown, and every name is used.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const seed = 4711;
const grown = 250;

/** What a path finds: a text, a list of texts, or a list of objects with these texts; `list` is bounded. */
type Known = { readonly path: string; readonly holds: "text" | "texts" | "objects"; readonly names: readonly string[] };
type Grown = {
  readonly step: JsonObject;
  readonly shown: "Images" | "Objects" | "Download";
  readonly found: readonly Known[];
};
type Choice = (below: number) => number;

const words = ["title", "mood", "place", "caption", "scène", "two words", "light"];
const dotted = (name: string) => (/^[\p{L}_]+$/u.test(name) ? `.${name}` : `['${name}']`);
const text: JsonObject = { type: "string" };
const one = <T>(all: readonly T[], choose: Choice) => all[choose(all.length)] as T;
const closed = (properties: JsonObject): JsonObject => {
  return { type: "object", required: Object.keys(properties), additionalProperties: false, properties };
};

function textFrom(known: readonly Known[], choose: Choice): string {
  const texts = known.filter(({ holds }) => holds === "text");
  if (texts.length === 0) return `a hare, picture ${choose(1000)}`;
  const [a, b] = [one(texts, choose).path, one(texts, choose).path];
  const spaced = choose(2) === 0 ? " " : "";
  return one(
    [
      a,
      `@Format('{} and {}',${spaced}${a}, ${b})`,
      `@Format("{1}: {0}", ${a}, ${b})`,
      `@Replace(${a}, 'e',${spaced}'i')`,
      `@Format('{{{}}}', @Replace(${b}, ' ', '_'))`,
    ],
    choose,
  );
}

function fieldsOf(choose: Choice): JsonObject {
  const all: readonly JsonObject[] = [
    { steps: 20 + choose(30) },
    { width: 512, height: 768 },
    { negativePrompt: "blurry" },
    { batchSize: 2 },
    { precision: "bf16" },
    { guidanceScale: choose(20) / 2 },
  ];
  return Object.assign({}, ...all.filter(() => choose(3) === 0));
}

/** An image for every element of a list, by the item or by its name; or one alone. */
function imageFrom(known: readonly Known[], position: number, choose: Choice): Json {
  const lists = known.filter(({ holds }) => holds !== "text");
  if (lists.length === 0 || choose(3) === 0)
    return { prompt: `@Format('${position}: {}', ${pathOr(known, choose)})`, ...fieldsOf(choose) };
  const { path, holds, names } = one(lists, choose);
  const name = one(["", "it", "a-1"], choose);
  const item = name === "" || choose(2) === 0 ? "$$" : `@Item(${name})`;
  const value = holds === "texts" ? item : `${item}${dotted(one(names, choose))}`;
  const index = name === "" ? `'${position}'` : `@Index(${name})`;
  const image = { prompt: `@Format('{} ${position} {}', ${index}, ${value})`, ...fieldsOf(choose) };
  return [`@Map(${path}${name === "" ? "" : `, ${name}`})`, image];
}

function pathOr(known: readonly Known[], choose: Choice): string {
  const texts = known.filter(({ holds }) => holds === "text");
  return texts.length === 0 ? `'a hare ${choose(1000)}'` : one(texts, choose).path;
}

function generator(id: string, known: readonly Known[], earlier: readonly string[], choose: Choice): Grown {
  const names = [...new Set([one(words, choose), one(words, choose)])];
  const item = closed(Object.fromEntries(names.map((name) => [name, text])));
  const maxItems = 1 + choose(9);
  const schema = closed({
    head: text,
    list: { type: "array", maxItems, minItems: choose(2), items: item },
    tags: { type: "array", maxItems, items: text },
  });
  const amount = choose(4) === 0 ? 2 : 1;
  const at = `$.results${dotted(id)}${amount > 1 ? `.list[${choose(2)}]` : ""}`;
  const context = earlier.length > 0 && choose(3) === 0 ? { contextId: one(earlier, choose) } : {};
  const parameters = {
    description: `Write ${id}.`,
    schema,
    ...(choose(2) === 0 ? { input: textFrom(known, choose) } : {}),
    ...(amount > 1 ? { amount } : {}),
    ...(choose(3) === 0 ? { creativity: choose(16) } : {}),
    ...context,
  };
  const found: Known[] = [
    { path: `${at}.head`, holds: "text", names: [] },
    { path: `${at}.list`, holds: "objects", names },
    { path: `${at}.list[*]${dotted(names[0] as string)}`, holds: "texts", names: [] },
    { path: `${at}.list[?@${dotted(names[0] as string)} != 'x']`, holds: "objects", names },
    { path: `${at}.tags`, holds: "texts", names: [] },
    { path: `${at}['tags'][0:3]`, holds: "texts", names: [] },
  ];
  return { step: { id, type: "ObjectGenerator", parameters }, shown: "Objects", found };
}

function painter(id: string, known: readonly Known[], choose: Choice): Grown {
  const images = Array.from({ length: 1 + choose(3) }, (_, i) => imageFrom(known, i, choose));
  const parameters = { baseModel: one(["studio/ink-2", "studio/watercolour-1"], choose), images };
  const found: Known = { path: `$.results${dotted(id)}.images`, holds: "objects", names: ["url"] };
  return { step: { id, type: "ImageGenerator", parameters }, shown: "Images", found: [found] };
}

function transformer(id: string, known: readonly Known[], choose: Choice): Grown {
  const lists = known.filter(({ holds }) => holds === "objects");
  const from = lists.length === 0 ? null : one(lists, choose);
  const rows: JsonObject =
    from === null
      ? {}
      : { rows: [`@Map(${from.path}, row)`, { at: "@Index(row)", word: `$$${dotted(one(from.names, choose))}` }] };
  const result = { line: textFrom(known, choose), constants: [1, true, null, "x", { deep: [] }], ...rows };
  return {
    step: { id, type: "ObjectTransformer", result },
    shown: "Objects",
    found: [{ path: `$.results${dotted(id)}.line`, holds: "text", names: [] }],
  };
}

function zipper(id: string, ids: readonly string[], choose: Choice): Grown {
  const sources = ids.filter((_, i) => i === 0 || choose(2) === 0);
  return {
    step: { id, type: "Zipper", parameters: { sources, ...(choose(2) === 0 ? { filename: `${id}.zip` } : {}) } },
    shown: "Download",
    found: [],
  };
}

function flowFrom(choose: Choice): JsonObject {
  const steps: Grown[] = [];
  const known: Known[] = [];
  const hasInput = choose(3) > 0;
  const hasStore = choose(2) === 0;
  if (hasInput)
    known.push(
      { path: "$.input.topic", holds: "text", names: [] },
      { path: "$.input.kinds", holds: "texts", names: [] },
    );
  if (hasStore)
    known.push(
      { path: "$.store.looks", holds: "objects", names: ["name", "light"] },
      { path: "$.store['looks'][-1].name", holds: "text", names: [] },
    );
  const count = 1 + choose(6);
  for (let i = 0; i < count; i++) {
    const ids = steps.map(({ step }) => step.id as string);
    const writers = steps.filter(({ step }) => step.type === "ObjectGenerator").map(({ step }) => step.id as string);
    // A system prompt and a file's name hold nothing of the input; the user's message may.
    const kind = choose(steps.length === 0 ? 3 : 4);
    const id = `${one(["make", "do_it", "S-t"], choose)}${i}`;
    const grownStep = [
      () => generator(id, known, writers, choose),
      () => painter(id, known, choose),
      () => transformer(id, known, choose),
      () => zipper(id, ids, choose),
    ][kind] as () => Grown;
    const made = grownStep();
    steps.push(made);
    known.push(...made.found);
  }
  // What nothing has read yet is read at the end.
  const last = {
    input: hasInput ? ["$.input.topic", "$.input.kinds"] : [],
    store: hasStore ? "$.store.looks" : "none",
  };
  steps.push({ step: { id: "last", type: "ObjectTransformer", result: last }, shown: "Objects", found: [] });
  const widgets = (["Images", "Objects", "Download"] as const).flatMap((type) => {
    const sources = steps.filter(({ shown }) => shown === type).map(({ step }) => step.id as string);
    return sources.length === 0 ? [] : [{ type, sources }];
  });
  const kinds = { type: "array", items: { enum: ["cat", "owl"] }, maxItems: 4, default: ["owl"] };
  const topic = { type: "string", title: "Topic", minLength: 1, placeholder: "a fox" };
  const input = { type: "object", required: ["topic", "kinds"], properties: { topic, kinds } };
  return {
    title: "Grown",
    description: "A flow that was grown.",
    ...(hasInput ? { input } : {}),
    ...(hasStore
      ? {
          store: {
            looks: [
              { name: "ink", light: "dim" },
              { name: "oil", light: "day" },
            ],
          },
        }
      : {}),
    ui: { results: { widgets } },
    steps: steps.map(({ step }) => step),
  };
}

const flows = fc
  .infiniteStream(fc.nat(2 ** 20))
  .map((numbers) => flowFrom((below) => (numbers.next().value as number) % below));

/** The same flow as JSON on one line, as JSON on many, or with comments and commas of JSON5. */
function written(flow: JsonObject, style: number): string {
  if (style === 0) return JSON.stringify(flow);
  const lines = JSON.stringify(flow, null, 2);
  return style === 1 ? lines : `// grown\n${lines.replace(/\n\}$/, ",\n} /* end */\n")}`;
}

test("the corpus holds at least 60 flows, 50 of them written by hand", () => {
  const byHand = readdirSync(join(import.meta.dirname, "../fixtures/flows/ok")).filter((name) =>
    /\.json[5c]?$/.test(name),
  );
  expect(byHand.length).toBeGreaterThanOrEqual(50);
  expect(byHand.length + grown).toBeGreaterThanOrEqual(60);
});

test(`${grown} flows grown from seed ${seed} are met with silence`, () => {
  const notes = new Map<string, number>();
  fc.assert(
    fc.property(flows, fc.nat(2), (flow, style) => {
      const source = written(flow, style);
      const { program, diagnostics } = compile(source);
      for (const { code } of diagnostics) notes.set(code, (notes.get(code) ?? 0) + 1);
      const told = diagnostics.filter(({ severity }) => severity !== "note");
      expect(
        told.map(({ code, message, span }) => `${code}: ${message}: ${source.slice(span.start, span.end)}`),
      ).toEqual([]);
      expect(program).toBeDefined();
    }),
    { numRuns: grown, seed },
  );
  // Notes are advice and no false alarms; these flows give cause for none.
  expect([...notes.keys()]).toEqual([]);
});
