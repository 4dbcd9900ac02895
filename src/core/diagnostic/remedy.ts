// Why a path may find nothing in, what to do about it out, as the end of a sentence (spec 7.4).

import { quoted } from "../text/printable.js";

/** Flat, since the data of diagnostics are. */
export type Lack = {
  /**
   * A declared property is optional; one that a template gives is left out where its own path finds nothing; a list may be shorter; not
   * every alternative has it; it may be null; nothing declares it; "amount" decides the shape of a result. Undefined: it is not known.
   */
  readonly lack?: "optional" | "left-out" | "short" | "alternative" | "null" | "undeclared" | "amount" | undefined;
  /** The property, or the step whose result it is about. */
  readonly lacking?: string | undefined;
  /** How many elements there must be. */
  readonly least?: number | undefined;
  /** Only in the input are defaults applied. */
  readonly ofInput?: boolean | undefined;
};

export function remedyOf({ lack, lacking = "", least = 1, ofInput = false }: Lack): string {
  const name = quoted(lacking);
  switch (lack) {
    case "optional":
      return `list ${name} in "required" of its schema${ofInput ? ", or give it a default" : ""}`;
    case "left-out":
      return `${name} is left out when the path that gives it finds nothing, so make sure that it finds something`;
    case "short":
      return `the array may have fewer elements, so set "minItems" to ${least} or more in its schema`;
    case "alternative":
      return `not every alternative of the schema has ${name}, so declare and require it in each of them`;
    case "null":
      return `it may be null before ${name}, so remove "null" from its "type"`;
    case "undeclared":
      return `nothing declares ${name}, so add it to "properties" and "required" of its schema`;
    case "amount":
      return `the result of ${name} is { "list": [ … ] } if "amount" is above 1, and otherwise the object itself, so make "amount" a constant`;
    case undefined:
      return `make the property required in its schema${ofInput ? ", or give it a default" : ""}`;
  }
}
