// A valid flow in, every mutant of it out: one mistake planted at one place, a misspelling, a value or path of another type, or another
// step. What would be right there too is not planted. The letters that are touched are drawn by a seed.

import type { DocumentNode } from "../../src/core/document/tree.js";
import type { Analysis } from "../../src/core/editor/analysis.js";
import { stepsIn } from "../../src/core/editor/template-strings.js";
import { valueIn } from "../../src/core/flow/value-in.js";
import type { Span } from "../../src/core/text/span.js";
import { type Site, sitesIn } from "./sites.js";

export type Mutant = {
  readonly kind: string;
  /** What stood there, and what stands there now. */
  readonly before: string;
  readonly after: string;
  readonly text: string;
  /** What a report has to meet, in the mutant's text. */
  readonly place: Span;
  readonly site: Site;
};

export type Chance = (below: number) => number;

/** A small generator of numbers: the same for the same seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function mutantsOf(analysis: Analysis, chance: Chance): readonly Mutant[] {
  const ids = stepsIn(analysis).map(idOf);
  return sitesIn(analysis).flatMap((site) => {
    const { text } = analysis;
    const plant = (kind: string, at: Span, after: string, place = at): Mutant => ({
      kind,
      before: text.slice(at.start, at.end),
      after,
      text: `${text.slice(0, at.start)}${after}${text.slice(at.end)}`,
      place: { start: place.start, end: place.end + after.length - (at.end - at.start) },
      site,
    });
    switch (site.kind) {
      case "constant":
        return wrongValues(site.node).map((value) => plant("type of a constant", site.span, value));
      case "path": {
        const inner = isQuoted(text, site.span) ? { start: site.span.start + 1, end: site.span.end - 1 } : site.span;
        return wrongPaths(site, analysis).map((path) => plant("type of a path", inner, path, site.span));
      }
      case "step": {
        const inner = within(text, site.span, site.id);
        if (inner === null) return [];
        return wrongSteps(site, analysis).map(([kind, id]) => plant(kind, inner, id, site.place));
      }
      default: {
        const inner = within(text, site.span, site.word);
        if (inner === null) return [];
        return typos(site.word, chance)
          .filter((word) => !ids.includes(word))
          .map((word) => plant(`typo in a ${site.kind}`, inner, word, site.span));
      }
    }
  });
}

function isQuoted(text: string, { start }: Span): boolean {
  return text[start] === '"' || text[start] === "'";
}

/** Where the word stands in its quotes; null where it is written with escapes. */
function within(text: string, { start, end }: Span, word: string): Span | null {
  const at = text.slice(start, end).indexOf(word);
  return at < 0 ? null : { start: start + at, end: start + at + word.length };
}

const operators = ["==", "!=", "<", "<=", ">", ">=", "&&", "||"];

function typos(word: string, chance: Chance): readonly string[] {
  const first = /^@./.test(word) ? 1 : 0;
  if (operators.includes(word)) {
    const spoilt = [word.slice(1), `${word}${word.at(-1)}`, [...word].reverse().join("")];
    return distinct(
      spoilt.filter((other) => other !== "" && other !== "!" && !operators.includes(other)),
      word,
    );
  }
  const at = () => first + chance(word.length - first);
  const [dropped, doubled, added, turned] = [at(), at(), at(), first + chance(Math.max(1, word.length - first - 1))];
  const letter = "aeinrst"[chance(7)] as string;
  return distinct(
    [
      ...(word.length - first > 1 ? [word.slice(0, dropped) + word.slice(dropped + 1)] : []),
      word.slice(0, doubled + 1) + word.slice(doubled),
      word.slice(0, added + 1) + letter + word.slice(added + 1),
      word.slice(0, turned) + (word[turned + 1] ?? "") + word[turned] + word.slice(turned + 2),
    ],
    word,
  );
}

function distinct(words: readonly string[], word: string): readonly string[] {
  return [...new Set(words)].filter((other) => other !== word);
}

function wrongValues({ kind }: DocumentNode): readonly string[] {
  switch (kind) {
    case "string":
      return ["7", "{}"];
    case "number":
      return ['"text"', "[]"];
    case "boolean":
      return ['"text"', "1"];
    case "array":
      return ["{}", "7"];
    case "object":
      return ["7", '"text"'];
    default:
      return [];
  }
}

function idOf(step: DocumentNode): string {
  const id = valueIn(step, "id");
  return id?.kind === "string" ? id.value : "";
}

function typeOf(step: DocumentNode | undefined): string {
  const type = valueIn(step, "type");
  return type?.kind === "string" ? type.value : "";
}

/** Paths of the flow whose type is written down, one of each type that does not fit. */
function wrongPaths({ wants, step }: Extract<Site, { kind: "path" }>, analysis: Analysis): readonly string[] {
  const root = analysis.document.root ?? undefined;
  const earlier = stepsIn(analysis).slice(0, step);
  const lists = earlier
    .filter((one) => typeOf(one) === "ImageGenerator")
    .map((one) => [`$.results.${idOf(one)}.images`, "array"]);
  const stored = members(valueIn(root, "store")).map(([name, value]) => [`$.store.${name}`, value.kind]);
  const given = members(valueIn(valueIn(root, "input"), "properties")).flatMap(([name, schema]) => {
    const type = valueIn(schema, "type");
    return type?.kind === "string" ? [[`$.input.${name}`, type.value === "integer" ? "number" : type.value]] : [];
  });
  const typed = [["$", "object"], ["$.results", "object"], ...lists, ...stored, ...given] as [string, string][];
  const fitting: readonly string[] = wants === "text" ? ["string", "number", "boolean"] : [wants];
  const wrong = typed.filter(([path, type]) => !fitting.includes(type) && /^[\w$.-]+$/.test(path));
  return [...new Map(wrong.map(([path, type]) => [type, path])).values()];
}

function members(node: DocumentNode | undefined): readonly (readonly [string, DocumentNode])[] {
  return node?.kind === "object" ? node.members.map(({ key, value }) => [key.name, value] as const) : [];
}

/** What may be named there by its kind: another one is a mistake. By a path, any step may be that has the property; none is the same. */
const takes: { readonly [by: string]: readonly string[] | null } = {
  contextId: ["ObjectGenerator"],
  Images: ["ImageGenerator"],
  Download: ["Zipper"],
  sources: null,
  Objects: null,
};

function wrongSteps(site: Extract<Site, { kind: "step" }>, analysis: Analysis): readonly (readonly [string, string])[] {
  const steps = stepsIn(analysis);
  const { by, step, id } = site;
  const mine = steps.find((one) => idOf(one) === id);
  const self = step < steps.length ? ([["the step itself", idOf(steps[step] as DocumentNode)]] as const) : [];
  const later = steps.slice(step + 1, step + 2).map((one) => ["a later step", idOf(one)] as const);
  const others = steps.slice(0, step).filter((one) => {
    // A transformer may have any property: what it has is no other kind.
    if (by === "path") return typeOf(one) !== typeOf(mine) && typeOf(one) !== "ObjectTransformer";
    const kinds = takes[by];
    return kinds != null && !kinds.includes(typeOf(one)) && typeOf(one) !== "ObjectTransformer";
  });
  return [...self, ...later, ...others.slice(0, 2).map((one) => ["a step of another kind", idOf(one)] as const)];
}
