// What other tools replace in a text, and what they mean by a number, as found in a template (spec 7.10.25): here it is sent as it is.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../../diagnostic/diagnostic.js";
import { placeInString } from "../../document/place.js";
import type { DocumentNode, StringNode } from "../../document/tree.js";
import { type Embedded, insteadFix, meantBy } from "../../expression/embedded.js";
import { findNamed } from "../../expression/named-state.js";
import { type OffsetOf, parsePath } from "../../expression/parse-expression.js";
import { printPath } from "../../expression/print.js";
import { looksLikeExpression } from "../../flow/node-words.js";
import { valueIn } from "../../flow/value-in.js";
import type { FlowIr } from "../../ir/ir.js";
import { stateType } from "../../ir/lower-flow.js";
import { lowerQueryAlone } from "../../ir/lower-path.js";
import { meantPaths } from "../../ir/meant-path.js";
import { defaultLimits } from "../../language/limits.js";
import { isItemName } from "../../language/state-names.js";
import { typeOfPath } from "../../path/path-type.js";
import { hasOwn } from "../../text/json.js";
import type { Type } from "../../types/type.js";
import type { Rule } from "../rule.js";

type Syntax = { readonly pattern: RegExp; readonly instead: string };

/** Every pattern is linear: what may repeat ends at a character that it cannot contain. */
const syntaxes: readonly Syntax[] = [
  {
    pattern: /<(?:lora|lyco|hypernet):[^<>\n]{1,200}>/,
    instead: `set "trainingId" to the trained LoRA, and "scale" to its weight`,
  },
  {
    pattern: /\{%[^%\n]{0,200}%\}|\{\{[#/][^{}\n]{0,200}\}\}/,
    instead: `a text has no loops and no conditions; a map makes an image for each item: ["@Map($.input.list)", { … }]`,
  },
  {
    pattern: /(?<!\{)\{[^{}|\n]{0,200}(?:\|[^{}|\n]{0,200}){1,50}\}/,
    instead: `write an image for each, or a map over a list of them: ["@Map($.store.list)", { … }]`,
  },
  {
    pattern: /(?<!\w)__[A-Za-z][\w/*-]{0,98}?__(?!\w)/,
    instead: `put the words in a list and map over it: ["@Map($.store.list)", { … }]`,
  },
  { pattern: /(?<!\w)States\.[A-Z][A-Za-z]{1,30}\(/, instead: `write "@Format('…{}…', $.input.name)"` },
];

/** `{topic}`, `{{ topic }}`, `${topic}`, `{{ topic | upper }}`: what stands in such braces is a name. */
const inBraces = /\$?\{\{?[ \t]{0,4}([A-Za-z_][\w.[\]'*]{0,98})[ \t]{0,4}(?:\|[^{}\n]{0,200})?\}\}?/g;
/** Brackets and signs that are common in a text: only where the input declares the name. */
const marked = /\[(\w{1,60})\]|<(\w{1,60})>|%(\w{1,60})%|[#@]\{(\w{1,60})\}|\$\(?(\w{1,60})\)?/g;

export const foreignSyntax: Rule = {
  code: "lint/foreign-syntax",
  check: ({ document: { root }, ir }) => {
    const steps = root === null ? undefined : valueIn(root, "steps");
    if (steps?.kind !== "array") return [];
    const state = stateOf(ir);
    return steps.elements.flatMap((step) => {
      const place: Surroundings = {
        state,
        isDrawing: textOf(valueIn(step, "type")) === "ImageGenerator",
        isInMap: false,
      };
      return [valueIn(step, "parameters"), valueIn(step, "result")].flatMap((node) => checkNode(node, place));
    });
  },
};

type Surroundings = { readonly state: Type; readonly isDrawing: boolean; readonly isInMap: boolean };

function stateOf({ input, steps, store }: FlowIr): Type {
  const results = steps.map(({ id, resultType }) => [id, { type: resultType, required: true }] as const);
  return stateType(input.type, { kind: "object", properties: Object.fromEntries(results), rest: null }, store.type);
}

function textOf(node: DocumentNode | undefined): string {
  return node?.kind === "string" ? node.value : "";
}

/** Schemas and names of steps are no templates. */
const constants = ["schema", "sources", "contextId"];

function checkNode(node: DocumentNode | undefined, place: Surroundings): readonly Diagnostic[] {
  if (node?.kind === "string") return checkText(node, place);
  if (node?.kind === "array") {
    const isMap = textOf(node.elements[0]).startsWith("@Map(");
    return node.elements.flatMap((element) => checkNode(element, isMap ? { ...place, isInMap: true } : place));
  }
  if (node?.kind !== "object") return [];
  return node.members.flatMap(({ key, value }) => {
    if (constants.includes(key.name)) return [];
    if (place.isDrawing && key.name === "seed" && value.kind === "number" && value.value === -1) {
      const instead = `for a random seed, which other tools write as -1, leave "seed" out`;
      return [diagnose("lint/foreign-syntax", value.span, { piece: "-1", instead })];
    }
    return checkNode(value, place);
  });
}

/** Of a text, only the first thing is reported. A path of ours in the braces of others is reported with the expression itself (spec 2.2). */
function checkText(node: StringNode, place: Surroundings): readonly Diagnostic[] {
  const { value } = node;
  if (looksLikeExpression(value) || value.startsWith("\\") || !/[<{[%$]|__|States\./.test(value)) return [];
  if (findNamed(value).some(({ text }) => pathThatExists(text, place) !== undefined)) return [];
  const offset = placeInString(node);
  for (const { pattern, instead } of syntaxes) {
    const match = pattern.exec(value);
    if (match !== null) return [report(match, { instead }, offset)];
  }
  const names = [...value.matchAll(inBraces)].slice(0, most);
  const [first] = names;
  if (first !== undefined) return [report(first, valueInstead(node, names, place, offset), offset)];
  const declared = [...value.matchAll(marked)].slice(0, most).filter((match) => {
    const name = nameIn(match);
    return place.state.kind === "object" && hasInput(place.state, name);
  });
  const [other] = declared;
  return other === undefined ? [] : [report(other, valueInstead(node, declared, place, offset), offset)];
}

const most = 32;

type Instead = { readonly instead: string; readonly fixes?: readonly Fix[] };

function report(match: RegExpMatchArray, { instead, fixes = [] }: Instead, offset: OffsetOf): Diagnostic {
  const [piece] = match;
  const { index = 0 } = match;
  const span = { start: offset(index), end: offset(index + piece.length) };
  return diagnose("lint/foreign-syntax", span, { piece, instead }, { fixes });
}

/** The names that can be there are put into the text; of one that cannot, it is shown how a value is put in. */
function valueInstead(
  { value, raw }: StringNode,
  names: readonly RegExpMatchArray[],
  place: Surroundings,
  offset: OffsetOf,
): Instead {
  const found = names.flatMap((match): Embedded[] => {
    const text = meantPath(nameIn(match), place);
    const { index: start = 0 } = match;
    const end = start + match[0].length;
    return text === undefined ? [] : [{ start, end, from: start, to: end, text, kind: "path" }];
  });
  const [first] = names;
  const filter = first?.[0].includes("|") === true ? "; there are no filters, so values are sent as they are" : "";
  if (first === undefined || found[0]?.start !== first.index) {
    const name = first === undefined ? "" : nameIn(first).replace(/^(?:inputs?|vars?)\./, "");
    if (isItemName(name.replace(/[.[].*$/, "")) && !place.isInMap)
      return { instead: `only a map has an item, which is $$ there: ["@Map($.input.list)", { … "$$" … }]` };
    return { instead: `put the value in with "@Format('… {} …', $.input.${name})"${filter}` };
  }
  // The fix has single quotes in it.
  const fixes = raw.startsWith("'") ? [] : [insteadFix(value, found, offset)];
  return { instead: `write "${meantBy(value, found)}"${filter}`, fixes };
}

function nameIn(match: RegExpMatchArray): string {
  return match.slice(1).find((name) => name !== undefined) ?? "";
}

function hasInput(state: Extract<Type, { kind: "object" }>, name: string): boolean {
  const input = state.properties.input?.type;
  return input?.kind === "object" && hasOwn(input.properties, name);
}

/** What the name means here, as a path that can find something. */
function meantPath(name: string, place: Surroundings): string | undefined {
  const { path } = parsePath(`$.${name}`, () => 0, defaultLimits);
  if (path === null) return undefined;
  return meantPaths(path, place.isInMap)
    .map((each) => printPath(each))
    .find((text) => pathThatExists(text, place) !== undefined);
}

function pathThatExists(text: string, { state, isInMap }: Surroundings): string | undefined {
  const { path } = parsePath(text, () => 0, defaultLimits);
  if (path === null || path.root.kind === "item" || path.root.kind === "node") return undefined;
  if (path.root.kind === "current") return isInMap ? text : undefined;
  const { dead } = typeOfPath(state, lowerQueryAlone(path).segments);
  return dead === null && path.segments.length > 1 ? text : undefined;
}
