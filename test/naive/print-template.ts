// IR out of a generator in, the template that an author would write for it out: so that a law holds for the language as text, its
// parser included. Plain on purpose: everything in brackets and quotes, every map named by its level.

import type { ComparableIr, ConditionIr, QueryIr, RootIr, SelectorIr, TemplateIr } from "../../src/core/ir/ir.js";
import type { Json } from "../../src/core/text/json.js";
import { unreachable } from "../../src/core/unreachable.js";

export function printTemplate(template: TemplateIr): Json {
  switch (template.kind) {
    case "constant":
      return typeof template.value === "string" ? escaped(template.value) : (template.value as Json);
    case "path":
    case "call":
    case "index":
      return printCall(template);
    case "map":
      return [`@Map(${printQuery(template.source as QueryIr)}, m${template.level})`, printTemplate(template.body)];
    case "array":
      return template.elements.map(printTemplate);
    case "object": {
      const own = template.entries.map(({ key, value }): [string, Json] => [key, printTemplate(value)]);
      const merge: [string, Json][] =
        template.extends.length === 0 ? [] : [["@Extend", template.extends.map(printTemplate)]];
      return Object.fromEntries([...own, ...merge]) as Json;
    }
    default:
      return unreachable(template);
  }
}

function escaped(text: string): string {
  return /^[\\$@]/.test(text) ? `\\${text}` : text;
}

/** An expression, or an argument within one. */
function printCall(template: TemplateIr): string {
  switch (template.kind) {
    case "constant":
      return printLiteral(template.value as Json);
    case "path":
      return printQuery(template);
    case "index":
      return `@Index(m${template.level})`;
    case "call":
      return `@${template.operator}(${template.arguments.map(printCall).join(", ")})`;
    default:
      throw new Error(`presumed an argument, not ${template.kind}`);
  }
}

function printLiteral(value: Json): string {
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}

export function printQuery({ root, segments }: QueryIr): string {
  const parts = segments.map(({ kind, selectors }) => {
    return `${kind === "descendant" ? ".." : ""}[${selectors.map(printSelector).join(",")}]`;
  });
  return printRoot(root) + parts.join("");
}

function printRoot(root: RootIr): string {
  switch (root.kind) {
    case "state":
      return "$";
    case "node":
      return "@";
    case "item":
      return `@Item(m${root.level})`;
    default:
      return unreachable(root);
  }
}

function printSelector(selector: SelectorIr): string {
  switch (selector.kind) {
    case "name":
      return JSON.stringify(selector.name);
    case "index":
      return String(selector.index);
    case "slice":
      return `${selector.start ?? ""}:${selector.end ?? ""}:${selector.step ?? ""}`;
    case "wildcard":
      return "*";
    case "filter":
      return `?${printCondition(selector.condition)}`;
    default:
      return unreachable(selector);
  }
}

function printCondition(condition: ConditionIr): string {
  switch (condition.kind) {
    case "or":
    case "and":
      return condition.conditions
        .map((part) => `(${printCondition(part)})`)
        .join(condition.kind === "or" ? "||" : "&&");
    case "not":
      return `!(${printCondition(condition.condition)})`;
    case "exists":
      return printQuery(condition.query);
    case "compare":
      return `${printComparable(condition.left)}${condition.operator}${printComparable(condition.right)}`;
    case "test":
      return printFunction(condition.call);
    default:
      return unreachable(condition);
  }
}

function printFunction(call: { readonly name: string; readonly arguments: readonly unknown[] }): string {
  return `${call.name}(${call.arguments.map((argument) => printComparable(argument as ComparableIr)).join(",")})`;
}

function printComparable(comparable: ComparableIr | { readonly kind: "nodes"; readonly query: QueryIr }): string {
  switch (comparable.kind) {
    case "literal":
      return printLiteral(comparable.value as Json);
    case "query":
    case "nodes":
      return printQuery(comparable.query);
    case "function":
      return printFunction(comparable.call);
    default:
      return unreachable(comparable);
  }
}
