// Renaming: what it writes, what it refuses, and its law over all flows that are fine (spec 7.13): the same program up to the name,
// and the same text when it is renamed back.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../src/core/compile.js";
import type { Analysis } from "../src/core/editor/analysis.js";
import { documentSymbols } from "../src/core/editor/document-symbols.js";
import { rename } from "../src/core/editor/rename.js";
import { templateStrings } from "../src/core/editor/template-strings.js";
import { applied, cursor } from "./build/cursor.js";

function renamed(marked: string, name: string): string {
  const { text, analysis, offset } = cursor(marked);
  const outcome = rename(analysis, offset, name);
  return outcome.ok ? applied(text, outcome.value) : outcome.diagnostics.map(({ code }) => code).join();
}

const flow = (members: string) => `{ "title": "t", "description": "d", ${members} }`;

test("a step, wherever it is named", () => {
  const steps = (id: string, path: string) =>
    flow(`"ui": { "results": { "widgets": [{ "type": "Objects", "sources": ["${id}", "other"] }] } }, "steps": [
  { "id": "${id}", "type": "ObjectGenerator", "parameters": { "description": "d", "schema": { "type": "object", "properties": { "a": { "type": "array", "items": { "type": "string" } } } } } },
  { "id": "other", "type": "ObjectGenerator", "parameters": { "description": "@Format('{}', ${path}.a[0])", "contextId": "${id}", "schema": { "type": "object" } } },
  { "id": "x", "type": "ObjectTransformer", "result": { "b": ["@Map(${path}.a)", "$$"], "c": "${path}.a[?@ == ${path}.a[0]]", "idea": "idea" } },
  { "id": "zip", "type": "Zipper", "parameters": { "sources": ["other", "${id}"] } }]`);
  const marked = steps("idea", "$.results.idea").replace(`"id": "idea"`, `"id": "id|ea"`);
  expect(renamed(marked, "thought")).toBe(steps("thought", "$.results.thought"));
  expect(renamed(marked, "a-b")).toBe(steps("a-b", "$.results['a-b']"));
  const atPath = steps("a-b", "$.results['a-b']").replace("@Map($.results['a-b']", "@Map($.results['a|-b']");
  expect(renamed(atPath, "idea")).toBe(steps("idea", "$.results.idea"));
});

test("an input property, with its schema", () => {
  const input = (name: string, path: string) =>
    flow(`"input": { "type": "object", "required": ["${name}", "b"], "properties": { "${name}": { "type": "string" }, "b": { "$ref": "#/properties/${name}" } } },
  "steps": [{ "id": "x", "type": "ObjectTransformer", "result": { "topic": "${path}", "c": "$.input.b" } }]`);
  const marked = input("topic", "$.input.topic").replace("$.input.topic", "$.input.|topic");
  expect(renamed(marked, "subject")).toBe(input("subject", "$.input.subject"));
  expect(renamed(marked, "b")).toBe("editor/name-taken");
});

test("a key of the store, in every element of an array", () => {
  const store = (name: string, path: string, item: string) =>
    flow(`"store": { "looks": [{ "${name}": "ink" }, { "${name}": "oil" }] },
  "steps": [{ "id": "x", "type": "ObjectTransformer", "result": { "a": "$.store.looks[0]${path}", "b": ["@Map($.store.looks, look)", "@Format('{} {}', $$${path}, @Item(look)${item})"] } }]`);
  const marked = store("name", ".name", ".name").replace("$.store.looks[0].name", "$.store.looks[0].nam|e");
  expect(renamed(marked, "title")).toBe(store("title", ".title", ".title"));
});

test("a map, in its own template alone", () => {
  const maps = (name: string) =>
    flow(`"store": { "a": ["x"] }, "steps": [{ "id": "x", "type": "ObjectTransformer", "result": {
    "b": ["@Map($.store.a, ${name})", ["@Map($.store.a, other)", "@Format('{} {}', @Item(${name}), @Index(${name}))"]],
    "c": ["@Map($.store.a, one)", "@Item(one)"] } }]`);
  const marked = maps("one").replace("@Item(one)", "@Item(o|ne)");
  expect(renamed(marked, "t-w-o")).toBe(maps("t-w-o"));
  expect(renamed(marked, "other")).toBe("editor/name-taken");
  expect(renamed(marked, "2")).toBe("editor/invalid-name");
});

test("quotes stay those of the author", () => {
  const steps = (id: string, path: string) =>
    `{ title: 't', description: 'd', steps: [{ id: '${id}', type: 'ObjectTransformer', result: { a: 1 } }, { id: 'y', type: 'ObjectTransformer', result: { b: '${path}.a' } }] }`;
  const marked = steps("x", "$.results.x").replace("id: 'x'", "id: 'x|'");
  expect(renamed(marked, "x-1")).toBe(steps("x-1", `$.results["x-1"]`));
  const escaped = flow(
    `"steps": [{ "id": "x", "type": "ObjectTransformer", "result": {} }, { "id": "y", "type": "ObjectTransformer", "result": { "b": "$[\\"results\\"][\\"x|\\"]" } }]`,
  );
  expect(renamed(escaped, "z")).toBe(escaped.replace(`"id": "x"`, `"id": "z"`).replace("x|", "z"));
});

test("what is refused", () => {
  const two = `"steps": [{ "id": "a|", "type": "ObjectTransformer", "result": {} }, { "id": "B", "type": "ObjectTransformer", "result": { "k": 1 } }]`;
  expect(renamed(flow(two), "b")).toBe("editor/name-taken");
  expect(renamed(flow(two), "a b")).toBe("editor/invalid-name");
  expect(renamed(flow(two), "")).toBe("editor/invalid-name");
  expect(renamed(flow(two), "A")).toContain(`"id": "A"`);
  expect(renamed(flow(two.replace("|", "").replace(`"k"`, `"k|"`)), "j")).toBe("editor/not-renamed");
  expect(renamed(`|{ "title": "x" }`, "j")).toBe("editor/not-renamed");
  const whole = `"store": { "base|": { "width": 8 } }, "steps": [{ "id": "x", "type": "ObjectTransformer", "result": { "@Extend": "$.store.base" } }]`;
  expect(renamed(flow(whole), "b")).toContain('$.store.b"');
  expect(renamed(flow(whole.replace("|", "").replace("width", "wid|th")), "w")).toBe("editor/read-whole");
});

const folder = join(import.meta.dirname, "../fixtures/flows/ok");
const names = readdirSync(folder).filter((name) => /\.json5?$/.test(name));

describe("the same program up to the name, and back to the same text", () => {
  test.each(names)("%s", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const before = analyse(text);
    const cursors = renameable(before);
    if (cursors.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...cursors), fc.constantFrom("qxnew", "qx-new"), ({ offset, name }, fresh) => {
        const outcome = rename(before, offset, fresh);
        if (!outcome.ok) {
          expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["editor/read-whole"]);
          return;
        }
        expect(outcome.value.length).toBeGreaterThan(0);
        const changed = applied(text, outcome.value);
        const after = analyse(changed);
        expect(after.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        const asWritten = JSON.stringify(name).slice(1, -1);
        expect(program(after).replaceAll(fresh, asWritten)).toBe(program(before).replaceAll(fresh, asWritten));
        const shift = outcome.value
          .filter(({ span }) => span.end <= offset)
          .reduce((sum, { span, text: written }) => sum + written.length - (span.end - span.start), 0);
        const back = rename(after, offset + shift, name);
        expect(back.ok).toBe(true);
        // Brackets and quotes that were not needed come back without need: such texts are the same only up to them.
        const isPlain = !text.includes(`['${name}']`) && (file.endsWith(".json") || fresh === "qxnew");
        if (back.ok && isPlain) expect(applied(changed, back.value)).toBe(text);
      }),
      { numRuns: 12 },
    );
  });
});

function renameable(analysis: Analysis): readonly { readonly offset: number; readonly name: string }[] {
  const symbols = documentSymbols(analysis).flatMap(({ children }) => children);
  const maps = templateStrings(analysis).flatMap(({ expression }) =>
    expression?.kind === "map" && expression.name !== null && expression.nameSpan !== null
      ? [{ offset: expression.nameSpan.start + 1, name: expression.name }]
      : [],
  );
  return [...symbols.map(({ nameSpan, name }) => ({ offset: nameSpan.start + 1, name })), ...maps];
}

/** The IR without places. */
function program({ ir }: Analysis): string {
  return JSON.stringify(ir, (key, value) =>
    /span$/i.test(key) || key === "sourceSpans" || key === "places" ? undefined : value,
  );
}
