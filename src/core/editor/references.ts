// An analysis and an offset in, every place that refers to the name at that place out, in source order, declarations among them
// (spec 7.13).

import type { Span } from "../text/span.js";
import type { Analysis } from "./analysis.js";
import type { Site } from "./places.js";
import type { Reference } from "./reference.js";
import { type References, referencesIn } from "./references-in.js";
import { symbolAt } from "./symbol-at.js";

export type NamedPlace = { readonly span: Span; readonly isDeclaration: boolean };

export function references(analysis: Analysis, offset: number): readonly NamedPlace[] {
  const found = referencesIn(analysis);
  const symbol = symbolAt(analysis, offset, found);
  if (symbol === null) return [];
  const { sites, uses } = usesOf(symbol.sites, found);
  return [
    ...sites.map(({ span }) => ({ span, isDeclaration: true })),
    ...uses.map(({ span }) => ({ span, isDeclaration: false })),
  ].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** All that shares a declaration with the sites: a reference may have several, and each of them others. */
export function usesOf(
  sites: readonly Site[],
  { references }: References,
): { readonly sites: readonly Site[]; readonly uses: readonly Reference[] } {
  const known = new Map(sites.map((site) => [site.span.start, site]));
  let before = -1;
  while (known.size > before) {
    before = known.size;
    for (const reference of references) {
      if (!reference.sites.some(({ span }) => known.has(span.start))) continue;
      for (const site of reference.sites) if (!known.has(site.span.start)) known.set(site.span.start, site);
    }
  }
  return {
    sites: [...known.values()],
    uses: references.filter((reference) => reference.sites.some(({ span }) => known.has(span.start))),
  };
}
