// Random flows of all step types, for laws of the run.

import fc from "fast-check";
import type { StepIr } from "../../src/core/ir/ir.js";
import { hostileId } from "./hostile.js";
import { generator, painter, trainer, transformer, zipper } from "./run-steps.js";

export type Shape = {
  readonly kind: number;
  readonly needs: number[];
  readonly size: number;
  readonly model: number;
};

export const shapes = fc.array(
  fc.record({
    kind: fc.nat(4),
    needs: fc.array(fc.nat(20), { maxLength: 3 }),
    size: fc.integer({ min: 0, max: 4 }),
    model: fc.nat(1),
  }),
  { minLength: 1, maxLength: 9 },
);

export function stepsOf(list: readonly Shape[]): readonly StepIr[] {
  return list.map(({ kind, needs, size, model }, i) => {
    const ids = i === 0 ? [] : [...new Set(needs.map((need) => hostileId(need % i)))];
    const id = hostileId(i);
    switch (kind) {
      case 0:
        return generator(id, ids, size > 1 ? { amount: size } : {});
      case 1:
        return trainer(id, ids);
      case 2: {
        const images = Array.from({ length: size }, (_, n) => ({
          prompt: `${id}-${n}`,
          baseModel: `m${(model + n) % 2}`,
          batchSize: 1 + (n % 2),
        }));
        return painter(id, ids, images);
      }
      case 3:
        return transformer(id, ids, { of: ids.map((from) => ({ from })) });
      default:
        return zipper(id, ids);
    }
  });
}
