// An analysis, an offset and a new name in, the edits that give the new name to what is there out (spec 7.13): a step, an input
// property, a key of the store, the name of a map. What a rename would break, or silently change, is refused with the reason.

import { diagnose } from "../diagnostic/diagnose.js";
import { type Diagnostic, type Edit, fail, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import { memberOf } from "../document/find.js";
import { keyLike } from "../flow/node-words.js";
import { pointerSegment } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import type { Analysis } from "./analysis.js";
import { holds, idOf, type Site, type SiteKind } from "./places.js";
import type { Reference } from "./reference.js";
import { usesOf } from "./references.js";
import { type References, referencesIn } from "./references-in.js";
import { symbolAt } from "./symbol-at.js";
import { stepsIn, templateStrings } from "./template-strings.js";
import { asString, insideString, isShorthand, nameSegment, quotedName } from "./write-name.js";

type Renamed = Exclude<SiteKind, "field" | "result">;

export function rename(analysis: Analysis, offset: number, newName: string): Outcome<readonly Edit[]> {
  const found = referencesIn(analysis);
  const symbol = symbolAt(analysis, offset, found);
  const kind = symbol?.sites[0]?.kind;
  if (symbol === null || kind === undefined || kind === "field" || kind === "result") {
    const span = symbol?.span ?? { start: offset, end: offset };
    return fail([diagnose("editor/not-renamed", clamped(span, analysis.text), { name: symbol?.name })]);
  }
  if (newName === symbol.name) return succeed([]);
  const { sites, uses } = usesOf(symbol.sites, found);
  const refused =
    invalid(kind, newName, symbol.span) ??
    taken(kind, newName, symbol.span, sites, analysis) ??
    readWhole(symbol.name, kind, symbol.span, sites, found);
  if (refused !== null) return fail([refused]);
  const edits = [
    ...sites.map((site) => editOfSite(site, newName, analysis.text)),
    ...uses.map((use) => editOfUse(use, newName, analysis.text)),
  ];
  const places = new Map(edits.map((edit) => [edit.span.start, edit]));
  return succeed([...places.values()].sort((a, b) => a.span.start - b.span.start));
}

function clamped({ start, end }: Span, text: string): Span {
  const inside = (offset: number) => Math.min(Math.max(offset, 0), text.length);
  return { start: inside(start), end: inside(end) };
}

const rules: { readonly [kind in Renamed]: { readonly pattern: RegExp; readonly takes: string } } = {
  step: { pattern: /^[A-Za-z0-9_-]{1,64}$/, takes: "1 to 64 letters a–z, digits, _ and -" },
  map: { pattern: /^[A-Za-z_][A-Za-z0-9_-]*$/, takes: "letters a–z, digits, _ and -, starting with a letter or _" },
  input: { pattern: /^(?!__proto__$)[\s\S]/, takes: `a text that is not empty and not "__proto__"` },
  store: { pattern: /^(?!__proto__$)[\s\S]/, takes: `a text that is not empty and not "__proto__"` },
};

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function invalid(kind: Renamed, name: string, span: Span): Diagnostic | null {
  const { pattern, takes } = rules[kind];
  return pattern.test(name) && !loneSurrogate.test(name)
    ? null
    : diagnose("editor/invalid-name", span, { name, takes });
}

function taken(kind: Renamed, name: string, span: Span, sites: readonly Site[], analysis: Analysis): Diagnostic | null {
  const other = takenAt(kind, name, sites, analysis);
  if (other === null) return null;
  const related = [{ message: `${quoted(name)} is here`, span: other }];
  return diagnose("editor/name-taken", span, { name }, { related });
}

function takenAt(kind: Renamed, name: string, sites: readonly Site[], analysis: Analysis): Span | null {
  const isOwn = (span: Span) => sites.some((site) => site.span.start === span.start);
  switch (kind) {
    case "step": {
      const ids = stepsIn(analysis).flatMap((step) => idOf(step) ?? []);
      const other = ids.find((id) => id.value.toLowerCase() === name.toLowerCase() && !isOwn(id.span));
      return other?.span ?? null;
    }
    case "input":
    case "store":
      return sites.flatMap(({ owner }) => (owner && memberOf(owner, name)?.key.span) ?? [])[0] ?? null;
    case "map": {
      // Two maps of one name, one in the other: a name would lead elsewhere than before.
      for (const { expression, maps } of templateStrings(analysis)) {
        const heads = [...maps, expression?.kind === "map" ? expression : null].flatMap((head) => head ?? []);
        const other = heads.find((head) => head.name === name)?.nameSpan;
        if (other && heads.some(({ nameSpan }) => nameSpan !== null && isOwn(nameSpan))) return other;
      }
      return null;
    }
    default:
      return unreachable(kind);
  }
}

/** Who takes an object whole sees the names in it: another name would be another value. Ids of steps are read one by one. */
function readWhole(
  name: string,
  kind: Renamed,
  span: Span,
  sites: readonly Site[],
  { readings }: References,
): Diagnostic | null {
  if (kind !== "input" && kind !== "store") return null;
  const reading = readings.find(({ places }) => places.some((place) => sites.some((site) => holds(place, site.span))));
  if (reading === undefined) return null;
  const related = [{ message: "this uses the whole object, names included", span: reading.span }];
  return diagnose("editor/read-whole", span, { name }, { related });
}

function editOfSite({ key, span }: Site, name: string, text: string): Edit {
  if (key !== null) return { span, text: keyLike(key, name) };
  return { span, text: isQuote(text[span.start]) ? asString(name, text[span.start] ?? "") : name };
}

function editOfUse({ span, written }: Reference, name: string, text: string): Edit {
  switch (written.kind) {
    case "bare":
      return { span, text: name };
    case "text":
      return { span, text: isQuote(text[span.start]) ? asString(name, text[span.start] ?? "") : name };
    case "pointer":
      return { span, text: encodeURIComponent(pointerSegment(name)).replaceAll("'", "%27") };
    case "selector":
      return editOfSelector(span, written, name, text);
    default:
      return unreachable(written);
  }
}

/** Brackets come and go with the need for them; where they are not needed but written, they stay. */
function editOfSelector(
  span: Span,
  { segment, string }: Extract<Reference["written"], { kind: "selector" }>,
  name: string,
  text: string,
): Edit {
  const around = string.raw[0] ?? '"';
  const first = text[span.start] === "\\" ? text[span.start + 1] : text[span.start];
  const isBare = first !== "'" && first !== '"';
  if (isBare && isShorthand(name)) return { span, text: name };
  if (isBare && segment !== null) return { span: segment, text: nameSegment(name, around) };
  const old = text.slice(span.start, span.end).replace(/^\\?['"]|\\?['"]$/g, "");
  if (segment !== null && !isShorthand(old) && isShorthand(name)) return { span: segment, text: `.${name}` };
  return { span, text: insideString(quotedName(name, first === '"' ? '"' : "'"), around) };
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'" || /[\u201c-\u201e]/.test(character ?? "");
}
