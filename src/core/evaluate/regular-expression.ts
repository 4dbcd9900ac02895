// A pattern and a text in, whether they match out: match() and search() on re2js, whose time is linear in the text (spec 2.15).

import { RE2JS } from "re2js";
import { diagnose } from "../diagnostic/diagnose.js";
import { translateIRegexp } from "../expression/i-regexp.js";
import type { Limits } from "../language/limits.js";
import type { Json } from "../text/json.js";
import type { Span } from "../text/span.js";
import { type Budget, chargeWork, Stop } from "./budget.js";

/** How a pattern is tried: the whole text (match), or any part of it (search). */
export type Extent = "whole" | "part";

/** null: no I-Regexp, which matches nothing. */
type Program = { readonly expression: RE2JS; readonly size: number } | null;

/** Patterns out of data are kept up to this number; then the memory starts anew. */
const remembered = 64;

export function compileMatch(extent: Extent, limits: Limits, span: Span) {
  const programs = new Map<string, Program>();
  return (text: Json | undefined, pattern: Json | undefined, budget: Budget): boolean => {
    if (typeof text !== "string" || typeof pattern !== "string") return false;
    let program = programs.get(pattern);
    if (program === undefined) {
      program = compilePattern(pattern, limits, span);
      if (programs.size >= remembered) programs.clear();
      programs.set(pattern, program);
    }
    if (program === null) return false;
    if (text.length > limits.patternText) {
      throw new Stop(diagnose("limit/pattern-text", span, { limit: limits.patternText, actual: text.length }));
    }
    chargeWork(budget, stepsOf(text.length, program.size), limits, span);
    return extent === "whole" ? program.expression.testExact(text) : program.expression.test(text);
  };
}

/**
 * The worst case is a step for each character and instruction. Patterns whose repetitions are few run on cached states, at about a
 * step a character; instructions are many only where repetitions are written out.
 */
function stepsOf(length: number, size: number): number {
  return size <= smallProgram ? length : Math.ceil((length * size) / 4);
}

const smallProgram = 64;

function compilePattern(pattern: string, limits: Limits, span: Span): Program {
  if (pattern.length > limits.pattern) {
    throw new Stop(diagnose("limit/pattern", span, { limit: limits.pattern, actual: pattern.length }));
  }
  const translated = translateIRegexp(pattern);
  if (translated === null) return null;
  try {
    const expression = RE2JS.compile(translated);
    return { expression, size: expression.programSize() };
  } catch (error) {
    // A well-formed pattern is refused for its size alone: more than 1,000 repetitions.
    const reason = error instanceof Error ? error.message : "too many repetitions";
    throw new Stop(diagnose("limit/pattern", span, { limit: limits.pattern, actual: pattern.length, reason }));
  }
}
