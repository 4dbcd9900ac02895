// What an editor is told of a flow: a `|` is the cursor (spec 7.13). And of any text at any offset: no answer throws, and every span
// lies inside the text.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyse } from "../src/core/compile.js";
import { codeActions } from "../src/core/editor/code-actions.js";
import { completion } from "../src/core/editor/completion.js";
import { definition } from "../src/core/editor/definition.js";
import { type DocumentSymbol, documentSymbols } from "../src/core/editor/document-symbols.js";
import { hover } from "../src/core/editor/hover.js";
import { references } from "../src/core/editor/references.js";
import { rename } from "../src/core/editor/rename.js";
import type { Span } from "../src/core/text/span.js";
import { cursor } from "./build/cursor.js";

const flow = (result: string, more = "") => `{ "title": "A title", "description": "d",
  "input": { "type": "object", "required": ["topic"], "properties": { "topic": { "type": "string", "maxLength": 9 }, "style": { "type": "object", "properties": { "name": { "type": "string" } } } } },
  "store": { "looks": [{ "name": "ink" }], "size": 512 },
  "steps": [
    { "id": "idea", "type": "ObjectGenerator", "parameters": { "description": "d", "schema": { "type": "object", "required": ["prompts"], "properties": { "prompts": { "type": "array", "items": { "type": "string" } } } } } },
    { "id": "last", "type": "ObjectTransformer", "result": ${result} }${more} ] }`;

function told(marked: string): readonly [word: string, text: string, value: unknown, origin: string | null] | null {
  const { text, analysis, offset } = cursor(marked);
  const found = hover(analysis, offset);
  if (found === null) return null;
  const cut = ({ start, end }: Span) => text.slice(start, end);
  return [cut(found.span), found.text, found.value, found.origin === undefined ? null : cut(found.origin)];
}

test.each<[string, string, string, unknown, string | null]>([
  [`{ "a": "$.input.to|pic" }`, "topic", "a string of at most 9 characters", undefined, `"topic"`],
  [`{ "a": "$.store.size|" }`, "size", "Always `512`", 512, `"size"`],
  [`{ "a": "$.results.id|ea.prompts" }`, "idea", `an object with "prompts"`, undefined, `"idea"`],
  [`{ "a": "$.results.idea.pro|mpts" }`, "prompts", "an array of strings", undefined, `"prompts"`],
  [`{ "a": "|$.input" }`, "$", "The state of the run", undefined, null],
  [`{ "a": ["@Map($.store.looks, look)", "$$.na|me"] }`, "name", `the text "ink"`, "ink", `"name"`],
  [`{ "a": ["@Map($.store.looks, look)", "$|$"] }`, "$$", "The item of the innermost map", undefined, null],
  [`{ "a": ["@Map($.store.looks, look)", "@Item(lo|ok).name"] }`, "look", "an object with", undefined, "look"],
  [`{ "a": ["@M|ap($.store.looks, look)", "$$"] }`, "@Map", "for each item", undefined, null],
  [`{ "a": "@For|mat('{}', $.input.topic)" }`, "@Format", "braces", undefined, null],
])("hover: %s", (result, word, text, value, origin) => {
  const found = told(flow(result));
  expect([found?.[0], found?.[2], found?.[3]]).toEqual([word, value, origin]);
  expect(found?.[1]).toContain(text);
});

test("hover over fields, types and ids", () => {
  expect(told(`{ "pub|lic": true }`)?.[1]).toBe("**public**: true or false\n\nWhether anyone may run the flow.");
  const image = `{ "steps": [{ "id": "i", "type": "ImageGenerator", "parameters": { "images": [{ "wid|th": 8 }] } }] }`;
  expect(told(image)?.[1]).toBe(
    "**width**: an integer from 8 to 2048, a multiple of 8\n\nWidth in pixels. Default: `1024`.",
  );
  expect(told(`{ "steps": [{ "id": "i", "type": "Zip|per" }] }`)?.[1]).toContain("Packs");
  const zip = `, { "id": "zip", "type": "Zipper", "parameters": { "sources": ["ide|a"] } }`;
  expect(told(flow("{}", zip))?.[1]).toContain("ObjectGenerator: A language model");
  expect(told(`{ "title": "no|thing" }`)).toBeNull();
});

test("definition and references", () => {
  const where = (marked: string) => {
    const { text, analysis, offset } = cursor(marked);
    const targets = definition(analysis, offset)?.targets ?? [];
    const uses = references(analysis, offset);
    const cut = ({ start, end }: Span) => text.slice(start, end);
    return {
      targets: targets.map(cut),
      uses: uses.map(({ span, isDeclaration }) => `${isDeclaration ? "=" : ""}${cut(span)}`),
    };
  };
  expect(where(flow(`{ "a": "$.input.style.na|me", "b": "$.input.style['name']" }`))).toEqual({
    targets: [`"name"`],
    uses: [`="name"`, "name", "'name'"],
  });
  expect(where(flow(`{ "a": "$.input.to|pic" }`))).toEqual({
    targets: [`"topic"`],
    uses: [`"topic"`, `="topic"`, "topic"],
  });
  expect(where(flow(`{ "a": "$.input.nothing|" }`))).toEqual({ targets: [], uses: [] });
  expect(where(flow(`{ "a": "$.results.idea.prompts[?@ == $.input.topic|]" }`)).uses).toHaveLength(3);
  expect(
    where(flow(`{ "a": ["@Map($.store.looks, look)", ["@Map($.store.looks, look)", "@Item(lo|ok).name"]] }`)).uses,
  ).toEqual(["=look", "look"]);
  expect(where(flow(`{ "a": "$.results.la|st" }`)).targets).toEqual([`"last"`]);
});

test("the outline of a flow", () => {
  const outline = (symbols: readonly DocumentSymbol[]): readonly unknown[] =>
    symbols.map(({ name, kind, detail, children }) => [`${kind} ${name} ${detail ?? ""}`.trim(), ...outline(children)]);
  expect(outline(documentSymbols(analyse(flow("{}"))))).toEqual([
    ["title title A title"],
    ["input input", ["property topic string"], ["property style object", ["property name string"]]],
    ["store store", ["key looks array"], ["key size number"]],
    ["steps steps", ["step idea ObjectGenerator"], ["step last ObjectTransformer"]],
  ]);
});

test("fixes of what is reported at a place", () => {
  const { analysis, offset } = cursor(flow(`{ "a": "$.input.topi|k" }`));
  expect(codeActions(analysis, { start: offset, end: offset }).map(({ fix }) => fix.title)).toContain("write topic");
  expect(codeActions(analysis, { start: 0, end: 0 })).toEqual([]);
});

const fixtures = join(import.meta.dirname, "../fixtures/flows");
const texts = ["ok", "err"].flatMap((folder) =>
  readdirSync(join(fixtures, folder))
    .filter((name) => /\.json5?$/.test(name))
    .map((name) => readFileSync(join(fixtures, folder, name), "utf8")),
);

function spansOf(text: string, offset: number): readonly Span[] {
  const analysis = analyse(text);
  const said = hover(analysis, offset);
  const renamed = rename(analysis, offset, "fresh-name");
  const leads = definition(analysis, offset);
  const symbols = documentSymbols(analysis);
  return [
    ...(said === null ? [] : [said.span, ...(said.origin === undefined ? [] : [said.origin])]),
    ...completion(analysis, offset).map(({ edit }) => edit.span),
    ...(leads === null ? [] : [leads.span, ...leads.targets]),
    ...references(analysis, offset).map(({ span }) => span),
    ...(renamed.ok ? renamed.value.map(({ span }) => span) : renamed.diagnostics.flatMap(({ span }) => span ?? [])),
    ...codeActions(analysis, { start: offset, end: offset }).flatMap(({ fix }) => fix.edits.map(({ span }) => span)),
    ...symbols.flatMap(({ span, nameSpan, children }) => [span, nameSpan, ...children.map((child) => child.span)]),
  ];
}

function expectInside(text: string, offset: number): void {
  for (const { start, end } of spansOf(text, offset)) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

const anyText = fc.constantFrom(...texts);
const share = fc.double({ min: 0, max: 1, noNaN: true });

test("at any offset of any flow", () => {
  fc.assert(
    fc.property(anyText, share, (text, at) => expectInside(text, Math.round(at * text.length))),
    { numRuns: 120 },
  );
});

test("at the end and inside of any flow that breaks off", () => {
  fc.assert(
    fc.property(anyText, share, share, (text, length, at) => {
      const half = text.slice(0, Math.round(length * text.length));
      expectInside(half, half.length);
      expectInside(half, Math.round(at * half.length));
    }),
    { numRuns: 120 },
  );
});

test("in a flow with anything written into it, and outside of it", () => {
  const pieces = fc.constantFrom(
    `"$.`,
    `"$$`,
    `@Item(`,
    `['`,
    `"`,
    `'`,
    "{",
    "[",
    "]",
    "}",
    ",",
    ":",
    "\\",
    "//",
    "/*",
    "\u201c",
    "`",
  );
  fc.assert(
    fc.property(anyText, share, fc.array(pieces, { minLength: 1, maxLength: 3 }), (text, at, written) => {
      const offset = Math.round(at * text.length);
      const piece = written.join("");
      const broken = text.slice(0, offset) + piece + text.slice(offset);
      expectInside(broken, offset + piece.length);
      for (const outside of [-1, broken.length + 1]) expectInside(broken, outside);
    }),
    { numRuns: 120 },
  );
});

test("schemas that refer to themselves and paths that nest have an answer (how soon: bench/attacks.ts)", () => {
  const marked = `{ "title": "t", "description": "d", "input": { "type": "object", "properties": { "a": { "$ref": "#" }, "b": { "$ref": "#" } } },
  "steps": [{ "id": "x", "type": "ObjectTransformer", "result": { "p": "$.input${"[*]".repeat(28)}.a", "q": "${"$[?@[".repeat(600)}|" } }] }`;
  const { text, offset } = cursor(marked);
  expectInside(text, offset);
  expectInside(text, text.indexOf(".a") + 1);
});
