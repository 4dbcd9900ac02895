// A generation whose answer did not match its schema in, the one call that asks for it again, with its mistakes, out (spec 6.4.9).

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { mistakesBytes } from "../plan/cost/prompt-tokens.js";
import type { Issue } from "../schema/validator.js";
import { cutBytes } from "../text/cut-bytes.js";
import { callOf, type ServerCall } from "./call.js";
import type { Repair } from "./server.js";

const mostMistakes = 10;

/** As much of both as the plan has room for. */
export function repairOf(answer: string, issues: readonly Issue[], maxTokens: number): Repair {
  const mistakes: string[] = [];
  let room = mistakesBytes;
  for (const { pointer, message } of issues.slice(0, mostMistakes)) {
    const mistake = cutBytes(`${pointer === "" ? "the answer" : pointer} ${message}`, room);
    room -= utf8ToBytes(mistake).length;
    if (mistake !== "") mistakes.push(mistake);
    if (room <= 0) break;
  }
  return { answer: cutBytes(answer, maxTokens), mistakes };
}

/** null: it was one already. */
export function repairCall(run: string, call: ServerCall, repair: Repair): ServerCall | null {
  if (call.what !== "generation" || call.request.repair !== undefined) return null;
  return callOf(run, call.group, { ...call, request: { ...call.request, repair } });
}
