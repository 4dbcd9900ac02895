// A flow in, what its templates read of the state out (spec 2.3, 2.4), as far as paths name it: where a path stops naming (a wildcard, a filter,
// an index, a map that goes through it), everything below counts as read.

import type { FlowIr, QueryIr, SelectorIr } from "../ir/ir.js";
import { everyPartOf } from "../ir/parts-of.js";
import { queriesOf, templatesOf } from "./templates.js";

/** The names that are read, as a tree; `all`: everything from here on is. */
export type Uses = { all: boolean; readonly names: Map<string, Uses> };

/** Several rules ask the same of one flow. */
const known = new WeakMap<FlowIr, Uses>();

export function usesOf(ir: FlowIr): Uses {
  const uses = known.get(ir) ?? findUses(ir);
  known.set(ir, uses);
  return uses;
}

function findUses(ir: FlowIr): Uses {
  const uses = noUses();
  for (const template of ir.steps.flatMap(templatesOf)) {
    for (const part of everyPartOf(template)) {
      if (part.kind === "path") for (const query of queriesOf(part)) note(query, uses);
    }
  }
  return uses;
}

function noUses(): Uses {
  return { all: false, names: new Map() };
}

function note({ root, segments }: QueryIr, uses: Uses): void {
  // An item is part of an array that the source of its map has named already; a node, of what its filter stands behind.
  if (root.kind !== "state") return;
  let reached: readonly Uses[] = [uses];
  for (const { kind, selectors } of segments) {
    const names = kind === "child" ? selectors.map(nameOf) : [null];
    if (names.includes(null)) break;
    reached = reached.flatMap((use) => names.map((name) => below(use, name ?? "")));
  }
  for (const use of reached) use.all = true;
}

function nameOf(selector: SelectorIr): string | null {
  return selector.kind === "name" ? selector.name : null;
}

function below(use: Uses, name: string): Uses {
  const found = use.names.get(name);
  if (found !== undefined) return found;
  const made = noUses();
  use.names.set(name, made);
  return made;
}
