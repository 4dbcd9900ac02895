// What is known of a value before the run (spec 3.1). Plain JSON, kept in the IR and shown in plans.
// A type is sound: every value that can arrive is one of it. `unknown` checks nothing.

export type Type =
  | { readonly kind: "unknown" }
  /** No value at all: the type of what can never be found. */
  | { readonly kind: "never" }
  /** Exactly this value (JSON equality). Objects and arrays of the author's own are structured types instead. */
  | { readonly kind: "constant"; readonly value: null | boolean | number | string }
  | { readonly kind: "null" }
  | { readonly kind: "boolean" }
  | {
      readonly kind: "number";
      readonly integer: boolean;
      readonly minimum: number | null;
      readonly maximum: number | null;
    }
  /** Lengths in code points, as JSON Schema counts. */
  | { readonly kind: "string"; readonly minLength: number; readonly maxLength: number | null; readonly format?: string }
  /** `prefix` are the known first elements; `items` is the type of every later one. Elements that may be absent show in `minItems`. */
  | {
      readonly kind: "array";
      readonly prefix: readonly Type[];
      readonly items: Type;
      readonly minItems: number;
      readonly maxItems: number | null;
    }
  /** `rest` is the type of properties not listed; null: there are none. */
  | { readonly kind: "object"; readonly properties: { readonly [name: string]: Property }; readonly rest: Type | null }
  | { readonly kind: "union"; readonly members: readonly Type[] };

export type Property = { readonly type: Type; readonly required: boolean };

export const unknownType: Type = { kind: "unknown" };
export const neverType: Type = { kind: "never" };
