// What an editor offers while a flow is written: a `|` is the cursor, the labels come out (spec 7.13).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyse } from "../src/core/compile.js";
import { completion } from "../src/core/editor/completion.js";
import { referencesIn } from "../src/core/editor/references-in.js";
import { operators } from "../src/core/language/operators/operators.js";
import { applied, cursor } from "./build/cursor.js";

/** Every operator that is a row of the table. */
const operatorNamed = operators.map(({ name }) => `@${name}`);

const labels = (marked: string) => {
  const { analysis, offset } = cursor(marked);
  return completion(analysis, offset).map(({ label }) => label);
};
const chosen = (marked: string, label: string) => {
  const { text, analysis, offset } = cursor(marked);
  const item = completion(analysis, offset).find((one) => one.label === label);
  return item === undefined ? null : applied(text, [item.edit]);
};

const head = `{ "title": "t", "description": "d",
  "input": { "type": "object", "required": ["topic"], "properties": { "topic": { "type": "string" }, "two words": { "type": "string" }, "tags": { "type": "array", "items": { "type": "object", "properties": { "text": { "type": "string" } } } } } },
  "store": { "looks": [{ "name": "ink", "lines": 3 }], "by-name": { "a": 1 } },
  "steps": [
    { "id": "idea", "type": "ObjectGenerator", "parameters": { "description": "d", "schema": { "type": "object", "required": ["prompts"], "properties": { "prompts": { "type": "array", "items": { "type": "string" } } } } } },
    { "id": "draw-it", "type": "ImageGenerator", "parameters": { "baseModel": "m/m", "images": [{ "prompt": "a fox" }] } },
`;
const image = `    { "id": "last", "type": "ImageGenerator", "parameters": { "images": [`;
const end = ` ] } } ] }`;

test.each<[string, string, readonly string[]]>([
  ["a root", `{ "prompt": "|" }`, ["$.input", "$.results", "$.store", ...operatorNamed]],
  ["after $", `{ "prompt": "$|" }`, ["$.input", "$.results", "$.store"]],
  ["after $.", `{ "prompt": "$.|" }`, ["input", "results", "store"]],
  ["after $.i", `{ "prompt": "$.i|" }`, ["input"]],
  ["input properties", `{ "prompt": "$.input.|" }`, ["topic", "two words", "tags"]],
  ["input properties by their beginning", `{ "prompt": "$.input.t|" }`, ["topic", "two words", "tags"]],
  ["store keys", `{ "prompt": "$.store.|" }`, ["looks", "by-name"]],
  ["earlier steps", `{ "prompt": "$.results.|" }`, ["idea", "draw-it"]],
  ["a generator's result", `{ "prompt": "$.results.idea.|" }`, ["prompts"]],
  ["an image step's result", `{ "prompt": "$.results['draw-it'].images[0].|" }`, ["url", "width", "height", "seed"]],
  ["elements of an array", `{ "prompt": "$.results.idea.prompts.|" }`, ["[*]", "[0]"]],
  ["in brackets", `{ "prompt": "$.results['|" }`, ["idea", "draw-it"]],
  ["in brackets, begun", `{ "prompt": "$.results['dr|" }`, ["draw-it"]],
  ["inside a call", `{ "prompt": "@Format('{} {}', $.input.topic, $.store.looks[0].|" }`, ["name", "lines"]],
  ["an argument", `{ "prompt": "@Format('{}', |" }`, ["$.input", "$.results", "$.store", ...operatorNamed]],
  ["operators", `{ "prompt": "@|" }`, [...operatorNamed]],
  ["a map first in an array", `"@|" `, ["@Map", ...operatorNamed]],
  ["an item", `["@Map($.store.looks, look)", { "prompt": "$$.|" }]`, ["name", "lines"]],
  ["a named item", `["@Map($.store.looks, look)", { "prompt": "@Item(look).|" }]`, ["name", "lines"]],
  ["operators in a map", `["@Map($.store.looks, look)", { "prompt": "@|" }]`, ["@Index", "@Item", ...operatorNamed]],
  [
    "names of maps",
    `["@Map($.store.looks, look)", ["@Map($.input.tags, tag)", { "prompt": "@Item(|" }]]`,
    ["tag", "look"],
  ],
  ["names of maps in @Index", `["@Map($.store.looks, look)", { "prompt": "@Format('{}', @Index(l|" }]`, ["look"]],
  ["precision", `{ "precision": "|" }`, ["fp16", "bf16", "$.input", "$.results", "$.store", ...operatorNamed]],
  ["nothing in plain text", `{ "prompt": "a fox|" }`, []],
  ["nothing after a price", `{ "prompt": "5, |" }`, []],
])("%s", (_, written, expected) => {
  expect(labels(`${head}${image}${written}${end}`)).toEqual(expected);
});

test.each<[string, string, readonly string[]]>([
  ["a path at the end of the text", `{ "prompt": "$.results.`, ["idea", "draw-it"]],
  ["an item at the end of the text", `["@Map($.store.looks)", { "prompt": "$$.`, ["name", "lines"]],
  ["a key at the end of the text", `{ "pro`, ["prompt"]],
  ["a key without quotes", `{ neg`, ["negativePrompt"]],
  ["a key after others", `{ "prompt": "a", "prec`, ["precision"]],
])("half-typed: %s", (_, written, expected) => {
  expect(labels(`${head}${image}${written}|`)).toEqual(expected);
  expect(labels(`${head}${image}${written}|\n${end}`)).toEqual(expected);
});

test("fields of objects, without those that are there", () => {
  expect(labels(`{ "title": "t", | }`)).not.toContain("title");
  expect(labels(`{ "title": "t", | }`)).toContain("steps");
  expect(labels(`{ |, "steps": [] }`)).not.toContain("steps");
  expect(labels(`{ "steps": [{ | }] }`)).toEqual(["id", "type", "parameters", "result"]);
  expect(labels(`{ "steps": [{ "type": "ObjectTransformer", | }] }`)).toEqual(["id", "result"]);
  expect(labels(`{ "steps": [{ "type": "Zipper", "parameters": { | } }] }`)).toEqual(["sources", "filename"]);
  expect(labels(`{ "ui": { "t| } }`)).toEqual(["textColor"]);
  expect(labels(`{ "ui": { "results": { "widgets": [{ | }] } } }`)).toEqual(["type", "sources"]);
});

test("words of the language", () => {
  expect(labels(`{ "steps": [{ "type": "|" }] }`)).toHaveLength(5);
  expect(labels(`{ "steps": [{ "type": "Ob|`)).toEqual(["ObjectGenerator", "ObjectTransformer"]);
  expect(labels(`{ "steps": [{ "type": | }] }`)).toHaveLength(5);
  expect(labels(`{ "payoutMethod": "|" }`)).toEqual(["Wallet", "Connect"]);
  expect(labels(`{ "public": | }`)).toEqual(["true", "false"]);
  expect(labels(`{ "ui": { "results": { "widgets": [{ "type": "|" }] } } }`)).toEqual([
    "Images",
    "Objects",
    "Download",
  ]);
  expect(labels(`{ "input": { "type": "object", "properties": { "a": { "type": "s|" } } } }`)).toEqual(["string"]);
});

test("steps where steps are named", () => {
  const zip = `{ "id": "zip", "type": "Zipper", "parameters": { "sources": [`;
  expect(labels(`${head}${zip}"|"] } }] }`)).toEqual(["idea", "draw-it"]);
  expect(labels(`${head}${zip}"idea", "|"] } }] }`)).toEqual(["draw-it"]);
  expect(labels(`${head}{ "id": "more", "type": "ObjectGenerator", "parameters": { "contextId": "|" } }] }`)).toEqual([
    "idea",
  ]);
  const widget = (type: string) =>
    labels(`${head}], "ui": { "results": { "widgets": [{ "type": "${type}", "sources": ["|"] }] } } }`);
  expect(widget("Images")).toEqual(["draw-it"]);
  expect(widget("Objects")).toEqual(["idea", "draw-it"]);
  expect(widget("Download")).toEqual([]);
});

test("what is chosen is written as it must be", () => {
  const within = (written: string, label: string) => {
    const after = chosen(`${head}${image}{ "prompt": ${written}, "width": 8 }${end}`, label);
    return after?.slice((head + image).length, -end.length) ?? null;
  };
  const prompt = (text: string) => `{ "prompt": ${text}, "width": 8 }`;
  expect(within(`"$.input.to|"`, "topic")).toBe(prompt(`"$.input.topic"`));
  expect(within(`"$.input.|opic"`, "topic")).toBe(prompt(`"$.input.topic"`));
  expect(within(`"$.input.|"`, "two words")).toBe(prompt(`"$.input['two words']"`));
  expect(within(`'$.results.|'`, "draw-it")).toBe(prompt(`'$.results["draw-it"]'`));
  expect(within(`"$.results['d|']"`, "draw-it")).toBe(prompt(`"$.results['draw-it']"`));
  expect(within(`"$.results[|"`, "draw-it")).toBe(prompt(`"$.results['draw-it'"`));
  expect(within(`"$.results.idea.prompts.|"`, "[*]")).toBe(prompt(`"$.results.idea.prompts[*]"`));
  expect(within(`"@Fo|"`, "@Format")).toBe(prompt(`"@Format("`));
  expect(chosen(`{ "ti|" }`, "title")).toBe(`{ "title":  }`);
  expect(chosen(`{ ti|: "t" }`, "title")).toBe(`{ title: "t" }`);
  expect(chosen(`{ "steps": [{ "type": "Zip|" }] }`, "Zipper")).toBe(`{ "steps": [{ "type": "Zipper" }] }`);
  expect(chosen(`{ "steps": [{ type: | }] }`, "Zipper")).toBe(`{ "steps": [{ type: "Zipper" }] }`);
});

test("nothing in comments and outside of the flow", () => {
  expect(labels(`{ // "ti|\n }`)).toEqual([]);
  expect(labels(`| { }`)).toEqual([]);
  expect(labels(`{ } |`)).toEqual([]);
  expect(labels(`{ "title": "x" | }`)).toEqual([]);
});

const folder = join(import.meta.dirname, "../fixtures/flows/ok");

describe("every name of every flow that is fine is offered where it stands, also when the text breaks off there", () => {
  test.each(readdirSync(folder).filter((name) => /\.json5?$/.test(name)))("%s", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const whole = analyse(text);
    const missed: string[] = [];
    for (const { name, span, written } of referencesIn(whole).references) {
      if (written.kind !== "selector") continue;
      const inQuotes = /['"\\]/.test(text[span.start] ?? "");
      const offset = inQuotes ? span.start + (text[span.start] === "\\" ? 2 : 1) : span.start;
      const half = text.slice(0, offset);
      for (const analysis of [whole, analyse(half)]) {
        const labels = completion(analysis, offset).map(({ label }) => label);
        if (!labels.includes(name)) missed.push(`${half.slice(-50)}▮ ${name} of ${labels.join(" ")}`);
      }
    }
    expect(missed).toEqual([]);
  });
});
