// An analysis in, the outline of the flow out (spec 7.13): title, input properties, the store's keys, steps with their types, in source
// order. Unfinished steps are included as far as they are written.

import type { DocumentNode, Member } from "../document/tree.js";
import { valueIn } from "../flow/value-in.js";
import type { Span } from "../text/span.js";
import type { Analysis } from "./analysis.js";
import { idOf } from "./places.js";

export type DocumentSymbol = {
  readonly name: string;
  readonly kind: "title" | "input" | "property" | "store" | "key" | "steps" | "step";
  /** What it is: the type of a step or property. */
  readonly detail: string | null;
  readonly span: Span;
  /** What to show when it is chosen; inside `span`. */
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
};

export function documentSymbols({ document }: Analysis): readonly DocumentSymbol[] {
  const { root } = document;
  if (root?.kind !== "object") return [];
  return root.members.flatMap((member) => {
    const { name } = member.key;
    switch (name) {
      case "title":
        return [{ ...plain(member, "title"), detail: textOf(member.value) }];
      case "input":
        return [{ ...plain(member, "input"), children: propertiesOf(member.value) }];
      case "store":
        return [{ ...plain(member, "store"), children: keysOf(member.value) }];
      case "steps":
        return [{ ...plain(member, "steps"), children: stepsOf(member.value) }];
      default:
        return [];
    }
  });
}

function plain(member: Member, kind: DocumentSymbol["kind"]): DocumentSymbol {
  const { key, span } = member;
  return { name: key.name, kind, detail: null, span, nameSpan: key.span, children: [] };
}

function propertiesOf(schema: DocumentNode): readonly DocumentSymbol[] {
  const properties = valueIn(schema, "properties");
  if (properties?.kind !== "object") return [];
  return properties.members.map((member) => ({
    ...plain(member, "property"),
    detail: textOf(valueIn(member.value, "type")),
    children: [...propertiesOf(member.value), ...propertiesOf(valueIn(member.value, "items") ?? member.value)].filter(
      (symbol, at, all) => all.findIndex(({ span }) => span.start === symbol.span.start) === at,
    ),
  }));
}

function keysOf(store: DocumentNode): readonly DocumentSymbol[] {
  if (store.kind !== "object") return [];
  return store.members.map((member) => ({ ...plain(member, "key"), detail: member.value.kind }));
}

function stepsOf(steps: DocumentNode): readonly DocumentSymbol[] {
  if (steps.kind !== "array") return [];
  return steps.elements.flatMap((step) => {
    if (step.kind !== "object") return [];
    const id = idOf(step);
    const { span } = step;
    const nameSpan = id?.span ?? { start: span.start, end: Math.min(span.start + 1, span.end) };
    const detail = textOf(valueIn(step, "type"));
    return [{ name: id?.value ?? "", kind: "step" as const, detail, span, nameSpan, children: [] }];
  });
}

function textOf(node: DocumentNode | undefined): string | null {
  return node?.kind === "string" ? node.value : null;
}
