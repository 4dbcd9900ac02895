// What the calls of a step gave in, the step's result out (spec 6.4): in the order of places, whatever order they came back in.

import type { StepIr } from "../ir/ir.js";
import { isObject, type Json, type JsonObject } from "../text/json.js";
import { unreachable } from "../unreachable.js";

/** An answer, or an image, and where it stands in the result of its step. */
export type StepValue = { readonly place: number; readonly value: Json };

/** `wrap`: the answers stand in a list, because `amount` asked for more than one. */
export function assemble(step: StepIr, values: readonly StepValue[], wrap: boolean): JsonObject {
  const inOrder = [...values].sort((a, b) => a.place - b.place).map(({ value }) => value);
  switch (step.type) {
    case "ImageGenerator":
      return { images: inOrder };
    case "ObjectGenerator":
      if (wrap) return { list: inOrder };
      return only(inOrder);
    case "ModelGenerator":
    case "ObjectTransformer":
    case "Zipper":
      return only(inOrder);
    default:
      return unreachable(step);
  }
}

function only(values: readonly unknown[]): JsonObject {
  const value = values[0] as JsonObject;
  if (!isObject(value)) throw new Error("a result is an object");
  return value;
}
