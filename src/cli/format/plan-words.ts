// Values of a plan in, the words a person reads out (spec 5.9).

import type { Source } from "../../core/diagnostic/located.js";
import { parsePath } from "../../core/expression/parse-expression.js";
import type { AnyDiagnostic } from "../../core/index.js";
import type { FlowIr } from "../../core/ir/ir.js";
import { imageFields, isImageField } from "../../core/language/image-fields.js";
import { defaultLimits } from "../../core/language/limits.js";
import { keyOf } from "../../core/path/path.js";
import type { Interval, Model, Repeat, Resolved, ResolvedImage, Unknown } from "../../core/plan/plan.js";
import { isUnknown } from "../../core/plan/plan.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import type { Remaining } from "../../core/plan/to-pay.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Colours } from "../terminal/terminal.js";

/** A flow with its text: what lines of it are known by. */
export type FlowLines = { readonly ir: FlowIr; readonly source: Source };

export type PlanView = {
  readonly verbose: boolean;
  readonly columns: number;
  readonly colours: Colours;
  readonly ir: FlowIr;
  /** Whose prices these are. */
  readonly prices: string;
  /** The flow's text, where it is at hand: reasons then name their lines. */
  readonly lines: FlowLines | null;
  /** How long it takes. */
  readonly time: TimeEstimate;
  /** What is still to pay; null: all of it. */
  readonly remaining: Remaining | null;
  /** What the backend cannot do as asked. */
  readonly warnings: readonly AnyDiagnostic[];
};

export function range({ min, max }: Repeat): string {
  if (max === null) return min === 0 ? "any number of" : `${min} or more`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

export function countedRange(interval: Interval | Repeat, one: string, many = `${one}s`): string {
  return `${range(interval)} ${interval.min === 1 && interval.max === 1 ? one : many}`;
}

export function money({ min, max }: { readonly min: string; readonly max: string | null }): string {
  if (max === null) return Number(min) === 0 ? "unknown" : `at least $${min}`;
  return min === max ? `$${min}` : `$${min} to $${max}`;
}

export function isDefault(field: string, value: Json): boolean {
  return isImageField(field) && imageFields[field].default === value;
}

/** A value on one line; texts in quotes. */
export function shown(value: Json): string {
  return printable(typeof value === "string" ? `"${value}"` : JSON.stringify(value));
}

export function shownUnknown(value: Unknown): string {
  return `(known after ${origins(value.reads)}) ${printable(value.unknown)}`;
}

/** The steps that a value waits for. A path that was too long to be written in full names none. */
function origins(reads: readonly string[]): string {
  const steps = reads.flatMap((read) => {
    const { path } = parsePath(read, (offset) => offset, defaultLimits);
    const [root, step] = (path?.segments ?? []).map(keyOf);
    return root === "results" && typeof step === "string" ? [step] : [];
  });
  return steps.length === 0 ? "earlier steps" : [...new Set(steps)].map(printable).join(", ");
}

/** Where there is no room for a long expression. */
const longestBrief = 48;

export function brief(value: Resolved<Json>): string {
  if (!isUnknown(value)) return printable(String(value));
  const text = printable(value.unknown);
  return text.length > longestBrief ? `known after ${origins(value.reads)}` : text;
}

export function modelText({ baseModel, trainingId, precision }: Model): string {
  const training = trainingId === null ? "" : ` + LoRA ${brief(trainingId)}`;
  const base = isUnknown(baseModel) ? `a model ${brief(baseModel)}` : brief(baseModel);
  return `${base}${training} (${isUnknown(precision) ? `precision ${brief(precision)}` : brief(precision)})`;
}

export function sizeText({ width, height }: Pick<ResolvedImage, "width" | "height">): string {
  return `${brief(width)} × ${brief(height)}`;
}

export function lineOf(offset: number, { source }: FlowLines): number {
  return source.lines.position(offset).line;
}
