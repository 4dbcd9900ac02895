// A model's answer in, the same as plain data that matches its schema out, or why it does not (spec 6.4). Answers are data only.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import type { CheckValue } from "../schema/validator.js";
import type { Json } from "../text/json.js";
import type { Span } from "../text/span.js";
import { dropUndeclared } from "../types/drop-undeclared.js";
import type { Type } from "../types/type.js";
import { repairOf } from "./repair.js";
import type { Repair } from "./server.js";

type Checked =
  | { readonly ok: true; readonly value: Json }
  /** `repair`: what may be shown to the model, so that it writes the answer anew. */
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic; readonly repair?: Repair };

export function checkAnswer(
  answer: Json,
  call: {
    readonly step: string;
    readonly position: number;
    readonly check: CheckValue;
    readonly type: Type;
    readonly request: { readonly maxTokens: number };
  },
  span: Span | null,
  limits: Limits,
): Checked {
  const { step, position } = call;
  const refused = (diagnostic: AnyDiagnostic): Checked => ({ ok: false, diagnostic });
  const text = jsonText(answer);
  if (text === null) {
    return refused(diagnose("run/answer-mismatch", span, { step, position, pointer: "", problem: "is not JSON" }));
  }
  if (text.length > limits.reply) {
    return refused(diagnose("limit/reply", span, { step, size: text.length, limit: limits.reply }));
  }
  // Read again from its text: so nothing but data gets in, whatever object the backend handed over.
  const value = JSON.parse(text) as Json;
  const issues = call.check(value);
  const [issue] = issues;
  if (issue === undefined) return { ok: true, value: dropUndeclared(call.type, value) };
  const facts = { step, position, pointer: issue.pointer, problem: issue.message };
  const repair = repairOf(text, issues, call.request.maxTokens);
  return { ok: false, diagnostic: diagnose("run/answer-mismatch", span, facts), repair };
}

/** null: no JSON, or nested so deeply that it cannot be written. */
function jsonText(value: Json): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    return null;
  }
}
