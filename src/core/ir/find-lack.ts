// A path that may find nothing in, the first segment that may not be there and why, out (spec 2.5, 7.4).

import type { Lack } from "../diagnostic/remedy.js";
import type { Segment } from "../expression/tree.js";
import { keyOf } from "../path/path.js";
import { typeOfPath } from "../path/path-type.js";
import type { Type } from "../types/type.js";
import type { RootIr, SegmentIr } from "./ir.js";
import type { Scope } from "./scope.js";

export type Gap = { readonly segment: Segment; readonly lack: Lack };

/** Null: every segment is certain to find something. */
export function findGap(
  start: Type,
  root: RootIr,
  segments: readonly Segment[],
  lowered: readonly SegmentIr[],
  scope: Scope,
): Gap | null {
  const upTo = (length: number) => typeOfPath(start, lowered.slice(0, length));
  const at = segments.findIndex((_, i) => !upTo(i + 1).certain);
  const segment = segments[at];
  const key = at < 0 ? null : keyOf(lowered[at] as SegmentIr);
  if (segment === undefined || key === null) return null;
  const before = upTo(at).type;
  if (typeof key === "number") {
    return before.kind === "unknown"
      ? { segment, lack: {} }
      : { segment, lack: { lack: "short", least: key < 0 ? -key : key + 1 } };
  }
  const [first, second] = root.kind === "state" ? lowered.slice(0, 2).map((each) => keyOf(each)) : [];
  const step = first === "results" && typeof second === "string" ? second : null;
  return { segment, lack: lackOf(before, key, first === "input", step, at, scope) };
}

function lackOf(before: Type, name: string, ofInput: boolean, step: string | null, at: number, scope: Scope): Lack {
  if (before.kind === "union") {
    if (step !== null && at === 2 && scope.step?.amounts.has(step) === true) return { lack: "amount", lacking: step };
    const rest = before.members.filter(({ kind }) => kind !== "null");
    if (rest.length === 1 && rest.length < before.members.length) return { lack: "null", lacking: name };
    return { lack: "alternative", lacking: name };
  }
  if (before.kind !== "object") return {};
  if (!Object.hasOwn(before.properties, name)) return { lack: "undeclared", lacking: name };
  const isTemplate = step !== null && scope.step?.transformers.has(step) === true;
  return isTemplate ? { lack: "left-out", lacking: name } : { lack: "optional", lacking: name, ofInput };
}
