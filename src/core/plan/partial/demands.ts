// A template in, what must be known for all of it to be known out (spec 5.1): steps, and items and positions of enclosing maps.

import type { QueryIr, RootIr, SegmentIr, TemplateIr } from "../../ir/ir.js";
import { queriesIn } from "../../path/queries-in.js";
import { unreachable } from "../../unreachable.js";

export type Demands = {
  /** Ids of the steps whose results are read. */
  readonly steps: ReadonlySet<string>;
  /** A path reaches `results` without naming a step. */
  readonly everyStep: boolean;
  /** Levels of the maps outside the template whose items, or positions, it reads. */
  readonly items: ReadonlySet<number>;
  readonly positions: ReadonlySet<number>;
};

type Notes = { steps: Set<string>; everyStep: boolean; items: Set<number>; positions: Set<number> };

/** `depth` is the number of maps around the template. */
export function demandsOf(template: TemplateIr, depth: number): Demands {
  const notes: Notes = { steps: new Set(), everyStep: false, items: new Set(), positions: new Set() };
  noteTemplate(template, depth, notes);
  return notes;
}

/** What the filters of a path ask besides its own root. */
export function demandsOfFilters(segments: readonly SegmentIr[], depth: number): Demands {
  const notes: Notes = { steps: new Set(), everyStep: false, items: new Set(), positions: new Set() };
  noteFilters(segments, depth, notes);
  return notes;
}

function noteTemplate(template: TemplateIr, depth: number, notes: Notes): void {
  const note = (part: TemplateIr): void => noteTemplate(part, depth, notes);
  switch (template.kind) {
    case "constant":
      break;
    case "path":
      noteQuery(template, depth, notes);
      break;
    case "object":
      template.extends.forEach(note);
      for (const { value } of template.entries) note(value);
      break;
    case "array":
      template.elements.forEach(note);
      break;
    case "map":
      note(template.source);
      note(template.body);
      break;
    case "call":
      template.arguments.forEach(note);
      break;
    case "index":
      if (template.level < depth) notes.positions.add(template.level);
      break;
    default:
      unreachable(template);
  }
}

function noteQuery(query: Pick<QueryIr, "root" | "segments">, depth: number, notes: Notes): void {
  noteRoot(query.root, query.segments, depth, notes);
  noteFilters(query.segments, depth, notes);
}

function noteRoot(root: RootIr, segments: readonly SegmentIr[], depth: number, notes: Notes): void {
  if (root.kind === "item" && root.level < depth) notes.items.add(root.level);
  if (root.kind !== "state") return;
  const [first, second] = segments;
  const top = first?.kind === "child" && first.selectors.length === 1 ? first.selectors[0] : undefined;
  if (top?.kind === "name" && top.name !== "results") return;
  if (top?.kind === "index") return;
  if (top?.kind !== "name" || second?.kind !== "child") {
    notes.everyStep = true;
    return;
  }
  for (const selector of second.selectors) {
    if (selector.kind === "name") notes.steps.add(selector.name);
    else notes.everyStep = true;
  }
}

function noteFilters(segments: readonly SegmentIr[], depth: number, notes: Notes): void {
  for (const query of queriesIn<QueryIr>({ segments })) noteRoot(query.root, query.segments, depth, notes);
}
