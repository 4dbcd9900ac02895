// The content of a plan's file in, the first part that no plan has out (spec 5.10.1): what hashes cannot say, since who edits a part may
// make its hash anew. The flow is checked by making a program of it.

import { isArray, isObject, type Json, type JsonObject } from "../../text/json.js";
import { readCapabilities } from "../backend/read-capabilities.js";
import { readAssumptions } from "../cost/assumptions.js";
import { readPriceBook } from "../cost/price-book.js";
import { planProblem } from "./plan-problem.js";

export type BrokenPart = {
  readonly part: "packs" | "prices" | "capabilities" | "assume" | "plan";
  readonly problem: string;
};

export function brokenPart({ plan, capabilities, prices, assume, packs }: JsonObject): BrokenPart | null {
  const outcomes = [
    ["capabilities", readCapabilities(capabilities as Json)],
    ["prices", readPriceBook(prices as Json)],
    ["assume", readAssumptions(assume as { readonly [name: string]: string | number })],
  ] as const;
  for (const [part, { ok, diagnostics }] of outcomes)
    if (!ok) return { part, problem: diagnostics[0]?.message ?? "it cannot be read" };
  for (const [id, pack] of Object.entries(packs as JsonObject)) {
    const images = isObject(pack) ? pack.images : undefined;
    if (!isArray(images) || !images.every(isObject)) return { part: "packs", problem: `"${id}" has no list of images` };
  }
  const problem = planProblem(plan as Json);
  return problem === null ? null : { part: "plan", problem };
}
