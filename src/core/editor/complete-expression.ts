// A string of a template that is being written in, what may come next out (spec 2.3–2.12, 7.13): names after a dot or bracket by the
// type of what comes before, roots, operators, names of the maps around.

import { placeInString } from "../document/place.js";
import { readString } from "../document/string-literal.js";
import type { StringNode } from "../document/tree.js";
import { looksLikeMapHead, parseMapHead, parsePath } from "../expression/parse-expression.js";
import type { MapHead } from "../expression/tree.js";
import type { Scope } from "../ir/scope.js";
import { itemType } from "../ir/template-type.js";
import { everyOperator } from "../language/operators/operators.js";
import { isSingular } from "../path/path.js";
import { setOwn } from "../text/json.js";
import type { Span } from "../text/span.js";
import { describeType } from "../types/describe-type.js";
import type { Property, Type } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import type { Analysis } from "./analysis.js";
import type { CompletionItem } from "./completion-item.js";
import { endOfLetters } from "./replaced.js";
import { scopeAt, typeOf } from "./scope-at.js";
import { type Unfinished, unfinishedAt } from "./unfinished-path.js";
import { insideString, isShorthand, nameSegment, quotedName } from "./write-name.js";
import type { StringAt, Writing } from "./writing-at.js";

type Cursor = {
  readonly analysis: Analysis;
  readonly writing: Writing;
  readonly scope: Scope;
  /** Where the replaced text ends: after the letters at the cursor. */
  readonly end: number;
  readonly placeOf: (unit: number) => number;
};

export function completeExpression(analysis: Analysis, writing: Writing, offset: number): readonly CompletionItem[] {
  const { quote, before, word, around } = writing;
  const node = nodeOf({
    raw: quote + before,
    value: readString(quote + before).value,
    span: { start: word.start, end: offset },
  });
  const unfinished = node.value.length > analysis.limits.expression ? null : unfinishedAt(node.value);
  if (unfinished === null) return [];
  const cursor: Cursor = {
    analysis,
    writing,
    scope: scopeAt(analysis, around[2]?.start ?? 0, mapsAround(analysis, writing)),
    end: endOfLetters(analysis.text, offset, word),
    placeOf: placeInString(node),
  };
  return itemsOf(unfinished, cursor);
}

function nodeOf(string: StringAt): StringNode {
  return { kind: "string", ...string };
}

function mapsAround({ limits }: Analysis, { around, word }: Writing): readonly (MapHead | null)[] {
  return around.flatMap(({ first }) => {
    if (first === null || first.span.end > word.start || !looksLikeMapHead(first.value)) return [];
    return [parseMapHead(first.value, placeInString(nodeOf(first)), limits).head];
  });
}

function itemsOf(unfinished: Unfinished, cursor: Cursor): readonly CompletionItem[] {
  switch (unfinished.kind) {
    case "segment":
      return segments(unfinished, cursor);
    case "operator":
      return calls(unfinished, cursor);
    case "map-name":
      return mapNames(unfinished, cursor);
    case "start":
      return [...roots(unfinished, cursor), ...(unfinished.partial === "" ? calls(unfinished, cursor) : [])];
    default:
      return unreachable(unfinished);
  }
}

function begins(label: string, partial: string): boolean {
  return label.toLowerCase().startsWith(partial.toLowerCase());
}

function segments(unfinished: Extract<Unfinished, { kind: "segment" }>, cursor: Cursor): readonly CompletionItem[] {
  const { analysis, scope } = cursor;
  const { path } = parsePath(unfinished.path, (index) => index, analysis.limits);
  if (path === null) return [];
  const found = typeOf(path, scope);
  // A path that is not singular goes on from each of its matches.
  const type = isSingular(path) ? found : itemType(found);
  const kind =
    path.root.kind === "state" && path.segments.length === 0
      ? "root"
      : path.root.kind === "state" && path.segments.length === 1 && unfinished.path === "$.results"
        ? "step"
        : "property";
  const names = Object.entries(propertiesOf(type)).filter(([name]) => begins(name, unfinished.partial));
  return [
    ...names.map(([name, property]) => ({
      label: name,
      kind: kind as CompletionItem["kind"],
      edit: nameEdit(name, unfinished, cursor),
      detail: property.required ? describeType(property.type) : `${describeType(property.type)}, may be missing`,
    })),
    ...(unfinished.partial === "" && isArray(type) ? elements(type, unfinished, cursor) : []),
  ];
}

function nameEdit(name: string, { bracket, from, segment }: Extract<Unfinished, { kind: "segment" }>, cursor: Cursor) {
  const { quote } = cursor.writing;
  const span = (start: number): Span => ({ start: cursor.placeOf(start), end: cursor.end });
  if (bracket === "") {
    return isShorthand(name)
      ? { span: span(from), text: insideString(name, quote) }
      : { span: span(segment), text: nameSegment(name, quote) };
  }
  const pathQuote = bracket === "[" ? (quote === "'" ? '"' : "'") : bracket;
  const written = quotedName(name, pathQuote);
  return { span: span(from), text: insideString(bracket === "[" ? written : written.slice(1, -1), quote) };
}

function elements(
  type: Type,
  { segment }: Extract<Unfinished, { kind: "segment" }>,
  cursor: Cursor,
): readonly CompletionItem[] {
  const end = cursor.analysis.text[cursor.end] === "]" ? cursor.end + 1 : cursor.end;
  const span = { start: cursor.placeOf(segment), end };
  return [
    { label: "[*]", kind: "property", edit: { span, text: "[*]" }, detail: `every element of ${describeType(type)}` },
    { label: "[0]", kind: "property", edit: { span, text: "[0]" }, detail: "the first element" },
  ];
}

function isArray(type: Type): boolean {
  return type.kind === "array" || (type.kind === "union" && type.members.some(isArray));
}

/** Of a union, what any of its members has. */
function propertiesOf(type: Type): { readonly [name: string]: Property } {
  if (type.kind === "object") {
    const found: { [name: string]: Property } = {};
    for (const [name, property] of Object.entries(type.properties)) {
      if (property.type.kind !== "never") setOwn(found, name, property);
    }
    return found;
  }
  const all: { [name: string]: Property } = {};
  for (const member of type.kind === "union" ? type.members : []) {
    for (const [name, { type: found }] of Object.entries(propertiesOf(member)))
      setOwn(all, name, { type: found, required: false });
  }
  return all;
}

const rootWords = {
  "$.input": "the input of the run",
  "$.results": "results of earlier steps",
  "$.store": "static data",
};

function roots({ from, partial }: Extract<Unfinished, { kind: "start" }>, cursor: Cursor): readonly CompletionItem[] {
  const span = { start: cursor.placeOf(from), end: cursor.end };
  const { maps } = cursor.scope;
  const item = maps.at(-1)?.item;
  const found = [
    ...Object.entries(rootWords),
    ...(item === undefined ? [] : [["$$", `the item: ${describeType(item)}`] as const]),
  ];
  return found
    .filter(([label]) => begins(label, partial))
    .map(([label, detail]) => ({ label, kind: "root", edit: { span, text: label }, detail }));
}

/** `@Map` stands first in an array and nowhere else; `@Item` and `@Index` need a map with a name. */
function calls(
  unfinished: Extract<Unfinished, { kind: "operator" | "start" }>,
  cursor: Cursor,
): readonly CompletionItem[] {
  const { writing, scope, analysis } = cursor;
  const isFirst =
    unfinished.whole && writing.way.at(-1) === "0" && analysis.text[writing.around.at(-1)?.start ?? 0] === "[";
  const isNamed = scope.maps.some(({ name }) => name !== null);
  const span = { start: cursor.placeOf(unfinished.from), end: cursor.end };
  const paren = analysis.text[cursor.end] === "(" ? "" : "(";
  const allowed: { readonly [name: string]: boolean } = { Map: isFirst, Index: isNamed, Item: isNamed, Extend: false };
  return everyOperator
    .filter(({ name }) => (allowed[name] ?? true) && begins(`@${name}`, unfinished.partial))
    .map(({ name, words }) => ({
      label: `@${name}`,
      kind: "operator",
      edit: { span, text: `@${name}${paren}` },
      detail: words,
    }));
}

/** The innermost of each name. */
function mapNames(
  { from, partial }: Extract<Unfinished, { kind: "map-name" }>,
  cursor: Cursor,
): readonly CompletionItem[] {
  const span = { start: cursor.placeOf(from), end: cursor.end };
  const closing = cursor.analysis.text[cursor.end] === ")" ? "" : ")";
  const maps = cursor.scope.maps.toReversed();
  return maps.flatMap(({ name, item }, position) => {
    const isInner = maps.findIndex((map) => map.name === name) === position;
    if (name === null || !isInner || !begins(name, partial)) return [];
    return [{ label: name, kind: "map" as const, edit: { span, text: name + closing }, detail: describeType(item) }];
  });
}
