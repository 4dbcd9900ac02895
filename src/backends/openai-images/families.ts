// The name of a model in, what it takes out (spec 6.26.1): one row for each family whose sizes are fixed.

import type { Capabilities, Range } from "../../core/plan/backend/capabilities.js";

export type Family = {
  /** "WIDTHxHEIGHT"; null: any, as far as is known. */
  readonly sizes: readonly string[] | null;
  /** Images of one call. */
  readonly most: number;
  /** It has to be told that pictures come in the answer; those that always send them so refuse to be told. */
  readonly format: boolean;
};

const rows: readonly (Family & { readonly is: RegExp })[] = [
  { is: /^dall-e-2$/, sizes: ["256x256", "512x512", "1024x1024"], most: 10, format: true },
  { is: /^dall-e-3$/, sizes: ["1024x1024", "1792x1024", "1024x1792"], most: 1, format: true },
  {
    is: /^(chatgpt-image|gpt-image-1(\.5)?(-mini)?)(-|$)/,
    sizes: ["1024x1024", "1536x1024", "1024x1536"],
    most: 10,
    format: false,
  },
  { is: /^gpt-image/, sizes: null, most: 10, format: false },
];

/** Of other services: what the API itself says. */
const others: Family = { sizes: null, most: 10, format: true };

export function familyOf(model: string): Family {
  return rows.find(({ is }) => is.test(model)) ?? others;
}

/** No more than what the models of a project can do: each of them is asked for its own sizes only. None: as declared. */
export function limited(declared: Capabilities, models: readonly string[]): Capabilities {
  if (models.length === 0) return declared;
  const families = models.map(familyOf);
  const maxBatch = Math.min(declared.maxBatch, ...families.map(({ most }) => most));
  const sizes = families.flatMap((family) => family.sizes ?? []).map((size) => size.split("x").map(Number));
  if (families.some((family) => family.sizes === null)) return { ...declared, maxBatch };
  const { limits } = declared;
  const within = ({ min, max }: Range, at: number): Range => {
    const sides = sizes.map((size) => size[at] ?? 0);
    return { min: Math.max(min, Math.min(...sides)), max: Math.min(max, Math.max(...sides)) };
  };
  const multipleOf = Math.max(limits.multipleOf, 256);
  return {
    ...declared,
    maxBatch,
    limits: { ...limits, width: within(limits.width, 0), height: within(limits.height, 1), multipleOf },
  };
}
