// The graph of a flow: who needs whom however it is written, waves, and the three texts it is printed as (spec 4).

import { describe, expect, test } from "vitest";
import { buildGraph, compile, printGraph } from "../src/core/index.js";
import { presume } from "../src/core/unreachable.js";

const transformer = (id: string, result: unknown) => ({ id, type: "ObjectTransformer", result });
const flow = (...steps: unknown[]) => JSON.stringify({ title: "t", description: "d", store: { list: [1, 2] }, steps });

function graphOf(text: string) {
  const { program, diagnostics } = compile(text);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return buildGraph(presume(program, "a program").ir);
}

const two = [transformer("a", { v: 1, list: [{ n: 1 }] }), transformer("b", { v: 2 })];

describe("a step needs what its paths reach, however they are written", () => {
  test.each([
    ["a name", { x: "$.results.a.v" }, ["a"]],
    ["quoted names", { x: "$['results']['a']['v']" }, ["a"]],
    ["$$ outside a map", { x: "$$.results.b.v" }, ["b"]],
    ["a map's source", { x: ["@Map($.results.a.list)", "$$.n"] }, ["a"]],
    ["inside a map", { x: ["@Map($.store.list)", "$.results.b.v"] }, ["b"]],
    ["inside a filter", { x: "$.store.list[?@ > $.results.b.v]" }, ["b"]],
    ["a union", { x: "$.results['a','b']" }, ["a", "b"]],
    ["a wildcard", { x: "$.results[*].v" }, ["a", "b"]],
    ["a descendant", { x: "$..v" }, ["a", "b"]],
    ["the whole state", { x: "$" }, ["a", "b"]],
    ["all results", { x: "$.results" }, ["a", "b"]],
    ["an argument", { x: "@Format('{}', $.results.a.v)" }, ["a"]],
    ["a merge", { "@Extend": "$.results.a" }, ["a"]],
    ["nothing", { x: "$.store.list[0]" }, []],
  ])("%s", (_, result, needs) => {
    expect(graphOf(flow(...two, transformer("c", result))).steps[2]?.dependsOn).toEqual(needs);
  });

  test("contextId and sources", () => {
    const schema = { type: "object", properties: { v: { type: "string" } } };
    const generator = (id: string, more: object) => ({
      id,
      type: "ObjectGenerator",
      parameters: { description: "d", schema, ...more },
    });
    const text = flow(generator("g", {}), generator("h", { contextId: "g" }), {
      id: "z",
      type: "Zipper",
      parameters: { sources: ["h"] },
    });
    expect(graphOf(text).steps.map(({ dependsOn, wave }) => [dependsOn, wave])).toEqual([
      [[], 0],
      [["g"], 1],
      [["h"], 2],
    ]);
  });
});

test("what a path that names no step sees are exactly the steps before it", () => {
  const graph = graphOf(flow(two[0], transformer("c", { x: "$.results[*].v" }), two[1]));
  expect(graph.steps.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["a", []],
    ["c", ["a"]],
    ["b", []],
  ]);
});

test("waves: the longest way from a step that needs none", () => {
  const graph = graphOf(
    flow(
      ...two,
      transformer("c", { x: "$.results.a.v" }),
      transformer("d", { x: "$.results.c.x", y: "$.results.b.v" }),
    ),
  );
  expect(graph.waves).toEqual([["a", "b"], ["c"], ["d"]]);
});

describe("printed", () => {
  const graph = graphOf(flow(...two, transformer("c-d", { x: "$.results.a.v" })));
  test("as Mermaid", () => {
    expect(printGraph(graph, "mermaid")).toBe(`flowchart TD
  s0["a<br/>ObjectTransformer"]
  s1["b<br/>ObjectTransformer"]
  s2["c-d<br/>ObjectTransformer"]
  s0 --> s2
`);
  });
  test("as dot", () => {
    expect(printGraph(graph, "dot")).toContain(`"a" -> "c-d";`);
  });
  test("as JSON", () => {
    expect(JSON.parse(printGraph(graph, "json"))).toEqual({
      steps: [
        { id: "a", type: "ObjectTransformer", dependsOn: [], wave: 0 },
        { id: "b", type: "ObjectTransformer", dependsOn: [], wave: 0 },
        { id: "c-d", type: "ObjectTransformer", dependsOn: ["a"], wave: 1 },
      ],
      waves: [["a", "b"], ["c-d"]],
    });
  });
});
