// What is sent with a call so that it cannot cost more than was planned (spec 5.7.5): the most tokens of an answer, the most minutes of a training.

import type { Limits } from "../../language/limits.js";
import type { JsonObject } from "../../text/json.js";
import { longestIndentedJson } from "../../types/longest-json.js";
import { schemaType } from "../../types/schema-type.js";
import type { Assumptions } from "./assumptions.js";
import { type Decimal, decimal, printDecimal } from "./money.js";

/** The mark at the end of a text is a token too. */
const endOfText = 16;

/** A byte-level tokenizer never makes more tokens than bytes. What is assumed of an answer and its prompt, the answer alone cannot exceed. */
export function mostAnswerTokens(schema: JsonObject, limits: Limits, { tokens }: Assumptions): number {
  const longest = longestIndentedJson(schemaType(schema));
  const most = Math.min(limits.answerTokens, longest === null ? Number.POSITIVE_INFINITY : longest + endOfText);
  return tokens === undefined ? most : Math.max(1, Math.min(most, Math.floor(numberOf(tokens))));
}

/** What was assumed of a training holds, be it more or less than the limit. */
export function mostMinutes({ trainingMinutes: limit }: Limits, { trainingMinutes: assumed }: Assumptions): Decimal {
  return assumed ?? decimal(String(limit));
}

export function numberOf(value: Decimal): number {
  return Number(printDecimal(value));
}
