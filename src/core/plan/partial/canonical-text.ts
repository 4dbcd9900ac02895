// The canonical text of unknowns (spec 5.1.3): roots written out as absolute paths, the items of a map as [*] or by their
// position, calls with their arguments' texts. Paths are printed by the IR's printer.

import { printPathIr } from "../../ir/print-path.js";

export function nameText(name: string): string {
  return childText({ kind: "name", name });
}

export function indexText(index: number): string {
  return childText({ kind: "index", index });
}

function childText(selector: { kind: "name"; name: string } | { kind: "index"; index: number }): string {
  const segment = { kind: "child", selectors: [selector], span: { start: 0, end: 0 } } as const;
  return printPathIr({ root: { kind: "state" }, segments: [segment] }).slice(1);
}

/** A literal argument of a call. */
export function literalText(value: null | boolean | number | string): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
