// A second evaluator, written straight from spec 2 and RFC 9535 for differential tests: as slow as it is plain. It shares no code
// with the compiled one and knows no limit but the recursion of JavaScript.

import type {
  CallIr,
  ComparableIr,
  ConditionIr,
  FunctionCallIr,
  QueryIr,
  SelectorIr,
  TemplateIr,
} from "../../src/core/ir/ir.js";
import type { Json } from "../../src/core/text/json.js";
import { isSingularIr } from "../build/ir.js";

/** A value, or the codes of what went wrong with their places ("evaluate/nothing 3-7"), in order. */
export type NaiveOutcome = { readonly value: Json } | { readonly mistakes: readonly string[] };

const nothing = Symbol("nothing");
const broken = Symbol("broken");
type Found = Json | typeof nothing | typeof broken;
type World = { root: Json; turns: { item: Json; position: number }[]; mistakes: Set<string> };

export function evaluateNaively(template: TemplateIr, root: Json): NaiveOutcome {
  const world: World = { root, turns: [], mistakes: new Set() };
  const value = needed(template, world);
  if (world.mistakes.size > 0) return { mistakes: [...world.mistakes].sort() };
  return { value: value as Json };
}

export function queryNaively(query: QueryIr, root: Json): Json[] {
  return nodesOf(query, { root, turns: [], mistakes: new Set() }, undefined);
}

function mistake(world: World, code: string, span: { start: number; end: number }): typeof broken {
  world.mistakes.add(`${code} ${span.start}-${span.end}`);
  return broken;
}

function needed(template: TemplateIr, world: World): Found {
  const value = evaluated(template, world);
  return value === nothing ? mistake(world, "evaluate/nothing", template.span) : value;
}

function evaluated(template: TemplateIr, world: World): Found {
  switch (template.kind) {
    case "constant":
      return template.value;
    case "index":
      return world.turns[template.level]?.position ?? nothing;
    case "path": {
      const nodes = nodesOf(template, world, undefined);
      if (!isSingularIr(template.segments)) return nodes;
      return nodes.length === 0 ? nothing : (nodes[0] as Json);
    }
    case "map":
      return sequence(template, world);
    case "array":
      return template.elements.flatMap((element) => sequence(element, world));
    case "object": {
      // A Map keeps the place of a key that is set again, which is the rule of @Extend.
      const members = new Map<string, Json>();
      for (const source of template.extends) {
        const sources = source.kind === "map" ? sequence(source, world) : [needed(source, world)];
        for (const one of sources) {
          if (one === broken) continue;
          if (typeof one !== "object" || one === null || Array.isArray(one)) {
            mistake(world, "evaluate/not-an-object", source.span);
          } else for (const [key, value] of Object.entries(one)) members.set(key, value as Json);
        }
      }
      for (const { key, value } of template.entries) {
        const own = evaluated(value, world);
        if (own !== nothing) members.set(key, own as Json);
      }
      return Object.fromEntries(members) as Json;
    }
    case "call":
      return template.operator === "Format" ? formatted(template, world) : replaced(template, world);
  }
}

function formatted({ arguments: [written, ...given] }: CallIr, world: World): Found {
  const texts = given.map((parameter) => {
    const value = needed(parameter, world);
    if (value === broken || typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return JSON.stringify(value);
    return mistake(world, "evaluate/format-type", parameter.span);
  });
  if (texts.includes(broken) || written?.kind !== "constant") return broken;
  let next = 0;
  return String(written.value).replace(/\{\{|\}\}|\{(\d*)\}/g, (piece, digits: string | undefined) => {
    if (digits === undefined) return piece[0] as string;
    return texts[digits === "" ? next++ : Number(digits)] as string;
  });
}

function replaced({ arguments: given }: CallIr, world: World): Found {
  const [target, search, replacement] = given.map((argument) => {
    const value = needed(argument, world);
    if (value === broken || typeof value === "string") return value;
    return mistake(world, "evaluate/replace-type", argument.span);
  });
  if (search === "") return mistake(world, "evaluate/empty-search", (given[1] as TemplateIr).span);
  if (typeof target !== "string" || typeof search !== "string" || typeof replacement !== "string") return broken;
  return target.split(search).join(replacement);
}

function sequence(template: TemplateIr, world: World): Json[] {
  if (template.kind !== "map") return [needed(template, world) as Json];
  const items = needed(template.source, world);
  if (items === broken) return [];
  if (!Array.isArray(items)) {
    mistake(world, "evaluate/not-an-array", template.source.span);
    return [];
  }
  return items.flatMap((item: Json, position) => {
    const turns = world.turns.slice(0, template.level);
    turns[template.level] = { item, position };
    return sequence(template.body, { ...world, turns });
  });
}

// RFC 9535

function nodesOf(query: QueryIr, world: World, current: Json | undefined): Json[] {
  const { root } = query;
  const start = root.kind === "state" ? world.root : root.kind === "item" ? world.turns[root.level]?.item : current;
  let nodes: Json[] = start === undefined ? [] : [start];
  for (const segment of query.segments) {
    const visited = segment.kind === "child" ? nodes : nodes.flatMap(withDescendants);
    nodes = visited.flatMap((node) => segment.selectors.flatMap((selector) => selected(selector, node, world)));
  }
  return nodes;
}

function withDescendants(node: Json): Json[] {
  return [node, ...children(node).flatMap(withDescendants)];
}

function children(node: Json): Json[] {
  return typeof node === "object" && node !== null ? Object.values(node) : [];
}

function selected(selector: SelectorIr, node: Json, world: World): Json[] {
  switch (selector.kind) {
    case "name": {
      if (typeof node !== "object" || node === null || Array.isArray(node)) return [];
      return Object.entries(node).flatMap(([key, value]) => (key === selector.name ? [value as Json] : []));
    }
    case "index":
      return Array.isArray(node) ? node.slice(...bounds(selector.index)) : [];
    case "wildcard":
      return children(node);
    case "slice":
      return Array.isArray(node) ? sliced(node, selector.start, selector.end, selector.step ?? 1) : [];
    case "filter":
      return children(node).filter((child) => holds(selector.condition, world, child));
  }
}

function bounds(index: number): [number, number | undefined] {
  return index === -1 ? [-1, undefined] : [index, index + 1];
}

/** The algorithm of §2.3.4.2.2, line by line. */
function sliced(array: readonly Json[], from: number | null, to: number | null, step: number): Json[] {
  const found: Json[] = [];
  if (step === 0) return found;
  const len = array.length;
  const normalize = (i: number) => (i >= 0 ? i : len + i);
  const start = normalize(from ?? (step >= 0 ? 0 : len - 1));
  const end = normalize(to ?? (step >= 0 ? len : -len - 1));
  if (step > 0) {
    const lower = Math.min(Math.max(start, 0), len);
    const upper = Math.min(Math.max(end, 0), len);
    for (let i = lower; i < upper; i += step) found.push(array[i] as Json);
  } else {
    const upper = Math.min(Math.max(start, -1), len - 1);
    const lower = Math.min(Math.max(end, -1), len - 1);
    for (let i = upper; lower < i; i += step) found.push(array[i] as Json);
  }
  return found;
}

function holds(condition: ConditionIr, world: World, current: Json): boolean {
  switch (condition.kind) {
    case "or":
      return condition.conditions.some((part) => holds(part, world, current));
    case "and":
      return condition.conditions.every((part) => holds(part, world, current));
    case "not":
      return !holds(condition.condition, world, current);
    case "exists":
      return nodesOf(condition.query, world, current).length > 0;
    case "compare": {
      const a = operand(condition.left, world, current);
      const b = operand(condition.right, world, current);
      const table = {
        "==": () => same(a, b),
        "!=": () => !same(a, b),
        "<": () => less(a, b),
        ">": () => less(b, a),
        "<=": () => less(a, b) || same(a, b),
        ">=": () => less(b, a) || same(a, b),
      };
      return table[condition.operator]();
    }
    case "test": {
      const [text, pattern] = condition.call.arguments.map((argument) =>
        argument.kind === "nodes" ? nothing : operand(argument, world, current),
      );
      if (typeof text !== "string" || typeof pattern !== "string") return false;
      // The generators keep to patterns that mean the same to JavaScript, but for the dot.
      const source = pattern.replaceAll(".", "[^\\n\\r]");
      return new RegExp(condition.call.name === "match" ? `^(?:${source})$` : source, "u").test(text);
    }
  }
}

function operand(comparable: ComparableIr, world: World, current: Json): Found {
  if (comparable.kind === "literal") return comparable.value;
  if (comparable.kind === "function") return called(comparable.call, world, current);
  const nodes = nodesOf(comparable.query, world, current);
  return nodes.length === 0 ? nothing : (nodes[0] as Json);
}

function called(call: FunctionCallIr, world: World, current: Json): Found {
  const [argument] = call.arguments;
  if (argument === undefined) return nothing;
  if (call.name === "length") {
    const value = argument.kind === "nodes" ? nothing : operand(argument, world, current);
    if (typeof value === "string") return [...value].length;
    return typeof value === "object" && value !== null ? Object.keys(value).length : nothing;
  }
  const nodes = argument.kind === "nodes" || argument.kind === "query" ? nodesOf(argument.query, world, current) : [];
  if (call.name === "count") return nodes.length;
  return nodes.length === 1 ? (nodes[0] as Json) : nothing;
}

function same(a: Found, b: Found): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && same(value as Json, right.get(key) as Json))
  );
}

function less(a: Found, b: Found): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  if (typeof a !== "string" || typeof b !== "string") return false;
  const left = [...a].map((character) => character.codePointAt(0) as number);
  const right = [...b].map((character) => character.codePointAt(0) as number);
  const at = left.findIndex((point, i) => point !== right[i]);
  if (at < 0) return left.length < right.length;
  return at < right.length && (left[at] as number) < (right[at] as number);
}
