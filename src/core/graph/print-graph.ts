// A graph in, its text out (spec 4.3): Mermaid for pages that draw it, dot for Graphviz, JSON for programs.

import { unreachable } from "../unreachable.js";
import type { Graph, GraphStep } from "./build-graph.js";

export const graphFormats = ["mermaid", "dot", "json"] as const;
export type GraphFormat = (typeof graphFormats)[number];

export function printGraph(graph: Graph, format: GraphFormat): string {
  switch (format) {
    case "mermaid":
      return printMermaid(graph);
    case "dot":
      return printDot(graph);
    case "json":
      return `${JSON.stringify(graph, null, 2)}\n`;
    default:
      return unreachable(format);
  }
}

/** Nodes are numbered, since an id such as "end" or "a-b" would be syntax to Mermaid; ids and types stand in the labels. */
function printMermaid({ steps }: Graph): string {
  const nodes = steps.map((step, i) => `  s${i}["${step.id}<br/>${step.type}"]`);
  const arrows = arrowsOf(steps).map(([from, to]) => `  s${from} --> s${to}`);
  return `${["flowchart TD", ...nodes, ...arrows].join("\n")}\n`;
}

function printDot({ steps }: Graph): string {
  const nodes = steps.map((step) => `  "${step.id}" [label="${step.id}\\n${step.type}"];`);
  const arrows = steps.flatMap((step) => step.dependsOn.map((need) => `  "${need}" -> "${step.id}";`));
  return `${["digraph flow {", "  rankdir=TB;", "  node [shape=box];", ...nodes, ...arrows, "}"].join("\n")}\n`;
}

function arrowsOf(steps: readonly GraphStep[]): readonly (readonly [number, number])[] {
  const positions = new Map(steps.map((step, i) => [step.id, i]));
  return steps.flatMap((step, to) => step.dependsOn.map((need) => [positions.get(need) ?? 0, to] as const));
}
