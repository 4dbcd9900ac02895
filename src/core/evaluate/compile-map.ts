// A map of the IR in, the closure that adds its sequence to an array out (spec 2.7): the body once per item of the source. A body
// that is itself a map adds to the same array, so two nested loops make one sequence.

import { diagnose } from "../diagnostic/diagnose.js";
import type { MapIr } from "../ir/ir.js";
import { printItemBy, printPathIr } from "../ir/print-path.js";
import { isArray, type Json } from "../text/json.js";
import { chargeWork, Stop } from "./budget.js";
import { type Append, type Context, compileRequired, compileSequence } from "./compile-template.js";
import { type EvaluationScope, failed, report, turnOf, typeInWords } from "./scope.js";

export function compileMap(map: MapIr, context: Context): { readonly append: Append; readonly cost: number } {
  const { limits, maps } = context;
  const { level, span } = map;
  const source = compileRequired(map.source, context);
  const body = compileSequence(map.body, { limits, maps: [...maps, map.name] });
  const text = printPathIr(map.source, printItemBy(maps));

  const append: Append = (scope, values) => {
    const items = source.read(scope);
    if (items === failed) return;
    if (!isArray(items)) {
      report(scope, "evaluate/not-an-array", map.source.span, () =>
        diagnose("evaluate/not-an-array", map.source.span, {
          path: text,
          found: typeInWords(items),
          at: turnOf(scope, maps.length),
        }),
      );
      return;
    }
    countItems(scope, items.length);
    chargeWork(scope.budget, items.length * body.cost, limits, span);
    for (let i = 0; i < items.length; i++) {
      scope.items[level] = items[i] as Json;
      scope.positions[level] = i;
      body.append(scope, values);
    }
  };

  /** Before the first item: this map's own items, and all that maps of this level go through inside the outermost one. */
  function countItems(scope: EvaluationScope, count: number): void {
    if (count > limits.mapItems) {
      throw new Stop(diagnose("limit/map-items", map.source.span, { limit: limits.mapItems, actual: count }));
    }
    if (level === 0) {
      scope.passed.length = 1;
      scope.passed[0] = count;
      return;
    }
    const together = (scope.passed[level] ?? 0) + count;
    if (together > limits.mapProduct) {
      throw new Stop(diagnose("limit/map-product", map.source.span, { limit: limits.mapProduct, actual: together }));
    }
    scope.passed[level] = together;
  }

  return { append, cost: 1 + source.cost };
}
