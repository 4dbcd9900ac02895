// Why a request repeats in, the words that say so out (spec 5.9.1): "because count is 40 at line 18", outermost map first.

import type { FlowIr } from "../../core/ir/ir.js";
import type { PlannedRequest, Reason, Repeat } from "../../core/plan/plan.js";
import { printable } from "../../core/text/printable.js";
import { unreachable } from "../../core/unreachable.js";
import { type FlowLines, lineOf } from "./plan-words.js";

/** What follows the number of requests; "" where there is nothing to say. */
export function reasonText({ because, repeat }: PlannedRequest, lines: FlowLines | null): string {
  if (because === null) return "";
  const [first, ...inner] = because;
  if (first === undefined) return "";
  // The number of requests comes before this: it is not repeated.
  const said = first.items.min === repeat.min && first.items.max === repeat.max && isPlain(first);
  const start = said ? `, ${causeText(first, lines)}` : `: ${sentence(first, lines)}`;
  const rest = inner.map((reason) => `; for each of them ${sentence(reason, lines)}`).join("");
  const lost = repeat.max === null && because.every(({ items }) => items.max !== null);
  return printable(`${start}${rest}${lost ? "; together too many to count exactly" : ""}`);
}

function isPlain({ kind }: Reason): boolean {
  return kind !== "optional" && kind !== "pack";
}

function sentence(reason: Reason, lines: FlowLines | null): string {
  if (reason.kind === "optional") return causeText(reason, lines);
  const items =
    reason.kind === "pack" ? `any number of images of the pack ${reason.expression}` : itemsText(reason.items);
  return `${items}, ${causeText(reason, lines)}`;
}

function causeText(reason: Reason, lines: FlowLines | null): string {
  switch (reason.kind) {
    case "count":
    case "amount": {
      const at = lines === null ? null : lineOfNumber(reason, lines);
      const open = reason.value.max === null ? `; give it a "maximum" in its schema` : "";
      return `because ${reason.kind} is ${boundsText(reason.value)}${at === null ? "" : ` at line ${at}`}${open}`;
    }
    case "images":
      return `because step ${reason.step} makes ${boundsText(reason.value)}`;
    case "length":
      return `because ${reason.expression} ${reason.items.min === reason.items.max ? "has" : "may have"} as many`;
    case "unbounded":
      return `because nothing limits the length of ${reason.expression}: add maxItems where its schema declares it`;
    case "optional":
      return "it may be missing";
    case "pack":
      return "because the pack is not known yet";
    default:
      return unreachable(reason);
  }
}

function itemsText({ min, max }: Repeat): string {
  if (max === null) return min === 0 ? "any number of items" : `${min} items or more`;
  return min === max ? `${min} ${min === 1 ? "item" : "items"}` : `${min} to ${max} items`;
}

/** "40", "2 to 12", "at least 1". */
function boundsText({ min, max }: Repeat): string {
  if (max === null) return `at least ${min}`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

function lineOfNumber({ kind, step }: Extract<Reason, { kind: "count" | "amount" | "images" }>, lines: FlowLines) {
  const template = generatorOf(step, lines.ir)?.[kind === "count" ? "count" : "amount"] ?? null;
  return template === null ? null : lineOf(template.span.start, lines);
}

function generatorOf(id: string, { steps }: FlowIr) {
  const step = steps.find((candidate) => candidate.id === id);
  return step?.type === "ObjectGenerator" ? step : undefined;
}
