// A template of the IR in, a closure that evaluates it out (spec 2.3–2.11). The template is walked once, here; what a path finds is
// data and is never looked at as a template.

import { fail, inSourceOrder, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import type { ArrayIr, PathIr, TemplateIr } from "../ir/ir.js";
import { printItemBy, printPathIr } from "../ir/print-path.js";
import type { Limits } from "../language/limits.js";
import { isSingular } from "../path/path.js";
import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { type Budget, chargeWork, makeBudget, memoryCost, Stop } from "./budget.js";
import { compileCall } from "./compile-call.js";
import { compileMap } from "./compile-map.js";
import { compileObject } from "./compile-object.js";
import { compileNodes, compileValue } from "./compile-path.js";
import { type EvaluationScope, makeScope, type Read, reportNothing } from "./scope.js";
import type { RunState } from "./state.js";

export type CompiledTemplate = {
  /** One `budget` for several evaluations adds up what they spend. */
  readonly evaluate: (state: RunState, budget?: Budget) => Outcome<Json>;
};

/** Where a template stands. */
export type Context = {
  readonly limits: Limits;
  /** Names of the enclosing maps, outermost first. */
  readonly maps: readonly (string | null)[];
};

/** `read` gives undefined only where nothing was found and the property may be left out. `cost` is in units of work. */
export type Compiled = { readonly read: Read; readonly cost: number };

/** Adds the values of a sequence to what is there. */
export type Append = (scope: EvaluationScope, values: Json[]) => void;

export function compileTemplateIr(template: TemplateIr, limits: Limits): CompiledTemplate {
  const { read, cost } = compileRequired(template, { limits, maps: [] });
  return {
    evaluate: (state, budget = makeBudget()) => {
      const scope = makeScope(state, budget);
      try {
        chargeWork(budget, cost, limits, template.span);
        const value = read(scope);
        if (value === undefined) throw new Error("presumed a value of a whole template");
        return scope.problems === null ? succeed(value) : fail(inSourceOrder([...scope.problems.values()]));
      } catch (thrown) {
        if (thrown instanceof Stop)
          return fail(inSourceOrder([...(scope.problems?.values() ?? []), thrown.diagnostic]));
        throw thrown;
      }
    },
  };
}

/** Where a value is needed: finding nothing is an error at the path. */
export function compileRequired(template: TemplateIr, context: Context): Compiled {
  if (template.kind !== "path" || !isSingular(template)) return compileOptional(template, context);
  const { read, cost } = compileOptional(template, context);
  const { span } = template;
  const text = printPathIr(template, printItemBy(context.maps));
  const depth = context.maps.length;
  return {
    read: (scope) => {
      const value = read(scope);
      return value === undefined ? reportNothing(scope, text, span, depth) : value;
    },
    cost,
  };
}

/** Where a value may be left out: an object property's value. */
export function compileOptional(template: TemplateIr, context: Context): Compiled {
  switch (template.kind) {
    case "constant": {
      const { value } = template;
      return { read: () => value, cost: 1 };
    }
    case "path":
      return compilePath(template, context);
    case "index": {
      const { level } = template;
      return { read: (scope) => scope.positions[level], cost: 1 };
    }
    case "call":
      return compileCall(template, context);
    case "object":
      return compileObject(template, context);
    case "array":
      return compileArray(template, context);
    case "map": {
      const { append, cost } = compileMap(template, context);
      return {
        read: (scope) => {
          const values: Json[] = [];
          append(scope, values);
          return values;
        },
        cost,
      };
    }
    default:
      return unreachable(template);
  }
}

function compilePath(path: PathIr, { limits }: Context): Compiled {
  const cost = 1 + path.segments.length;
  if (isSingular(path)) {
    const find = compileValue(path);
    return { read: (scope) => find(scope, undefined), cost };
  }
  const find = compileNodes(path, { limits, span: path.span });
  return { read: (scope) => find(scope, undefined), cost };
}

function compileArray(array: ArrayIr, context: Context): Compiled {
  const parts = array.elements.map((element) => compileSequence(element, context));
  const cost = parts.reduce<number>((sum, part) => sum + part.cost, memoryCost.array);
  return {
    read: (scope) => {
      const values: Json[] = [];
      for (let i = 0; i < parts.length; i++) (parts[i] as { append: Append }).append(scope, values);
      return values;
    },
    cost,
  };
}

/** What stands for a sequence where it stands for one: a map is spliced, anything else is one value. */
export function compileSequence(
  template: TemplateIr,
  context: Context,
): { readonly append: Append; readonly cost: number } {
  if (template.kind === "map") return compileMap(template, context);
  const { read, cost } = compileRequired(template, context);
  return { append: (scope, values) => void values.push(read(scope) as Json), cost };
}
