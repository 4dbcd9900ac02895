// Types stay small however flows refer to themselves (spec 3.1): what they hold grows with the text, not with what it names.
// What is read on the way is counted; how long it takes is measured in bench/check.ts ("paths over every step").

import { expect, test } from "vitest";
import { compile } from "../src/core/index.js";
import { typeOfPath } from "../src/core/path/path-type.js";
import { boundType, mostNodes, typeSize } from "../src/core/types/bound-type.js";
import type { Type } from "../src/core/types/type.js";
import { valueType } from "../src/core/types/value-type.js";

function chain(length: number, result: unknown): string {
  const step = (i: number) => ({ id: `s${i}`, type: "ObjectTransformer", result });
  return JSON.stringify({ title: "t", description: "d", steps: Array.from({ length }, (_, i) => step(i)) });
}

test.each([
  { a: "$.results[*]" },
  { a: "$.results", b: "$.results" },
  { a: "$.results[*].a[*]" },
  { a: "$.results[*,*]", b: { "@Extend": "$.results" } },
  { l: ["$.results", "$.results"] },
])("500 steps that hold all earlier ones have small types: %j", (result) => {
  const { program, diagnostics } = compile(chain(500, result));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  for (const step of program?.ir.steps ?? []) expect(typeSize(step.resultType)).toBeLessThanOrEqual(mostNodes);
});

test("a long list of objects keeps its length and the names in it where types are cut", () => {
  const row = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`k${i}`, i]));
  const bounded = boundType(valueType({ rows: Array.from({ length: 60 }, () => row) } as never));
  expect(typeSize(bounded)).toBeLessThanOrEqual(mostNodes);
  const rows = (bounded as Extract<Type, { kind: "object" }>).properties.rows?.type as Extract<Type, { kind: "array" }>;
  expect([rows.minItems, rows.maxItems, rows.items.kind]).toEqual([60, 60, "object"]);
});

/** The results of so many generators with names of their own, and how often anything of their properties is read. */
function counted(generators: number) {
  const read = { count: 0 };
  const watched = <T extends object>(held: T): T =>
    new Proxy(held, {
      get: (target, key) => {
        read.count += 1;
        return Reflect.get(target, key);
      },
      getOwnPropertyDescriptor: (target, key) => {
        read.count += 1;
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
    });
  const number: Type = { kind: "number", integer: false, minimum: null, maximum: null };
  const object = (names: readonly string[], held: (name: string) => Type, rest: Type | null): Type => ({
    kind: "object",
    properties: watched(
      Object.fromEntries(names.map((name) => [name, { type: held(name), required: name.length % 2 === 0 }])),
    ),
    rest,
  });
  const row = (i: number) => object([`q${i}`, "r"], () => number, i % 2 === 0 ? null : number);
  const list = (i: number): Type => ({ kind: "array", prefix: [], items: row(i), minItems: 0, maxItems: null });
  const result = (i: number) => object([`a${i}`, `b${i}`, "same"], () => list(i), null);
  const ids = Array.from({ length: generators }, (_, i) => `g${i}`);
  const results = object(ids, (id) => result(Number(id.slice(1))), null);
  return { state: object(["results"], () => results, null), read };
}

test("paths over every step read each property of their results a few times, however many steps and paths there are", () => {
  const wildcard = { kind: "wildcard" } as const;
  const name = (text: string) => ({ kind: "name", name: text }) as const;
  const child = (selector: typeof wildcard | ReturnType<typeof name>) =>
    ({ kind: "child", selectors: [selector] }) as const;
  const anywhere = (text: string) => ({ kind: "descendant", selectors: [name(text)] }) as const;
  const paths = [
    [anywhere("url")],
    [child(name("results")), anywhere("url")],
    [child(name("results")), child(wildcard), child(name("same")), child(wildcard), child(name("r"))],
    [child(name("results")), child(wildcard), child(wildcard), child(wildcard), child(wildcard)],
  ];
  const work = (generators: number, times: number) => {
    const { state, read } = counted(generators);
    for (let i = 0; i < times; i++) for (const path of paths) typeOfPath(state, path);
    return read.count;
  };
  expect(work(400, 1) / work(40, 1)).toBeLessThan(12);
  expect(work(400, 20) / work(400, 1)).toBeLessThan(1.5);
});
