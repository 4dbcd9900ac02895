// An expression in, its canonical text and the absolute paths behind it out (spec 5.1.3). A graph of shared parts may say more than
// any text could hold: what is too long is cut, and the digest of the whole then stands for the rest.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { printPathIr } from "../../ir/print-path.js";
import { printLiteral } from "../../path/print-path.js";
import { isArray, isObject, type Json } from "../../text/json.js";
import { type Expression, literal, partsOf } from "./expression.js";

/** UTF-16 units of a text that is shown whole. */
export const longestText = 8_192;
/** Parentheses and calls that are written inside each other. */
const deepest = 200;

type Segment = Extract<Expression, { kind: "segment" }>;
type Link = Extract<Expression, { kind: "segment" | "item" }>;

const texts = new WeakMap<Expression, string>();

export function textOf(expression: Expression): string {
  let text = texts.get(expression);
  if (text === undefined) {
    const sheet: Sheet = { pieces: [], left: longestText, whole: true };
    write(expression, sheet, 0);
    text = sheet.pieces.join("") + (sheet.whole ? "" : `… #${digestOf(expression).slice(0, 16)}`);
    texts.set(expression, text);
  }
  return text;
}

/** What is written so far, and how much room is left. */
type Sheet = { readonly pieces: string[]; left: number; whole: boolean };

function put(sheet: Sheet, text: string): void {
  if (!sheet.whole) return;
  const fits = text.length <= sheet.left;
  const pair = !fits && sheet.left > 0 && /[\uD800-\uDBFF]/.test(text.charAt(sheet.left - 1));
  sheet.pieces.push(fits ? text : text.slice(0, sheet.left - (pair ? 1 : 0)));
  sheet.left -= text.length;
  sheet.whole = fits;
}

function write(expression: Expression, sheet: Sheet, depth: number): void {
  if (depth > deepest) sheet.whole = false;
  if (!sheet.whole) return;
  switch (expression.kind) {
    case "state":
      put(sheet, "$");
      break;
    case "broken":
      put(sheet, "?");
      break;
    case "segment":
    case "item":
      writeChain(expression, sheet, depth);
      break;
    case "index":
      put(sheet, "@Index(");
      writeChain({ kind: "item", of: expression.of, position: null, varies: true }, sheet, depth + 1);
      put(sheet, ")");
      break;
    case "matches":
      write(expression.of, sheet, depth);
      break;
    case "pack":
      put(sheet, "images of the pack ");
      write(expression.of, sheet, depth + 1);
      break;
    case "within":
      writeInside(expression.of[0], isLoose(expression.of[0]), sheet, depth);
      put(sheet, " of ");
      writeChain({ kind: "item", of: expression.of[1], position: null, varies: true }, sheet, depth + 1);
      break;
    case "literal":
      writeJson(expression.value, sheet, depth);
      break;
    case "call":
      put(sheet, `@${expression.operator}(`);
      writeList(expression.of, ", ", sheet, (each) => writeArgument(each, sheet, depth + 1));
      put(sheet, ")");
      break;
    case "array":
      put(sheet, "[");
      writeList(expression.of, ", ", sheet, (each) => write(each, sheet, depth + 1));
      put(sheet, "]");
      break;
    case "object":
      put(sheet, "{");
      writeList(expression.of, ", ", sheet, (each, i) => {
        put(sheet, `${JSON.stringify(expression.keys[i])}: `);
        write(each, sheet, depth + 1);
      });
      put(sheet, "}");
      break;
    case "first":
    case "merge":
      writeList(expression.of, expression.kind === "first" ? " else " : " with ", sheet, (each) =>
        writeInside(each, isLoose(each), sheet, depth),
      );
      break;
    default:
      expression satisfies never;
  }
}

function writeList(
  parts: readonly Expression[],
  between: string,
  sheet: Sheet,
  writeOne: (part: Expression, i: number) => void,
): void {
  for (let i = 0; i < parts.length && sheet.whole; i++) {
    if (i > 0) put(sheet, between);
    writeOne(parts[i] as Expression, i);
  }
}

/** Words stand between its parts. */
function isLoose({ kind }: Expression): boolean {
  return kind === "first" || kind === "merge" || kind === "within" || kind === "pack";
}

function writeInside(expression: Expression, inParentheses: boolean, sheet: Sheet, depth: number): void {
  if (inParentheses) put(sheet, "(");
  write(expression, sheet, depth + 1);
  if (inParentheses) put(sheet, ")");
}

/** In a call, texts stand in single quotes. */
function writeArgument(expression: Expression, sheet: Sheet, depth: number): void {
  if (expression.kind !== "literal" || typeof expression.value !== "string") write(expression, sheet, depth);
  else {
    put(sheet, printLiteral(expression.value));
  }
}

/** Segments and items after what they begin with. A chain may be long, so it is a loop. */
function writeChain(last: Link, sheet: Sheet, depth: number): void {
  const links: Link[] = [];
  let from: Expression = last;
  while (from.kind === "segment" || from.kind === "item") {
    links.push(from);
    from = from.of;
  }
  const first = links.at(-1) as Link;
  const every = first.kind === "item" && first.position === null;
  writeInside(from, isLoose(from) || (from.kind === "matches" && !every), sheet, depth);
  for (let i = links.length - 1; i >= 0 && sheet.whole; i--) {
    const link = links[i] as Link;
    put(sheet, link.kind === "segment" ? segmentText(link) : `[${link.position ?? "*"}]`);
  }
}

function segmentText({ segment, items }: Segment): string {
  const path = { root: { kind: "state" }, segments: [segment] } as const;
  return printPathIr(path, (level) => textOf(items[level] as Expression)).slice(1);
}

function writeJson(value: Json, sheet: Sheet, depth: number): void {
  if (depth > deepest) sheet.whole = false;
  if (!sheet.whole) return;
  if (isArray(value)) {
    put(sheet, "[");
    for (let i = 0; i < value.length && sheet.whole; i++) {
      if (i > 0) put(sheet, ",");
      writeJson(value[i] as Json, sheet, depth + 1);
    }
    put(sheet, "]");
  } else if (isObject(value)) {
    put(sheet, "{");
    for (const [i, key] of Object.keys(value).sort().entries()) {
      if (!sheet.whole) return;
      put(sheet, `${i > 0 ? "," : ""}${JSON.stringify(key)}:`);
      writeJson(value[key] as Json, sheet, depth + 1);
    }
    put(sheet, "}");
  } else put(sheet, JSON.stringify(value));
}

/** Every absolute path once, in the order of reading. A path from an item reads what its map goes over. */
export function readsOf(expressions: readonly Expression[]): readonly string[] {
  const reads = new Set<string>();
  const seen = new Set<Expression>();
  const left = [...expressions].reverse();
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    if (each.kind === "segment") {
      const asks: Expression[] = [];
      let from: Expression = each;
      for (; from.kind === "segment"; from = from.of) asks.unshift(...from.asks);
      if (from.kind === "state") reads.add(textOf(each));
      else asks.unshift(from);
      left.push(...asks.reverse());
    } else left.push(...[...partsOf(each)].reverse());
  }
  return [...reads];
}

const digests = new WeakMap<Expression, string>();

/** Of an expression with all its parts: the same for the same expression, however its parts are shared. */
function digestOf(expression: Expression): string {
  const left = [expression];
  for (let each = left.at(-1); each !== undefined; each = left.at(-1)) {
    const parts = partsWithValues(each);
    const missing = parts.filter((part) => !digests.has(part));
    if (missing.length > 0) {
      for (const part of missing) left.push(part);
      continue;
    }
    left.pop();
    if (digests.has(each)) continue;
    const said = JSON.stringify([each.kind, ownWords(each), ...parts.map((part) => digests.get(part))]);
    digests.set(each, bytesToHex(sha256(utf8ToBytes(said))));
  }
  return digests.get(expression) as string;
}

/** What an expression says besides its parts. */
function ownWords(expression: Expression): Json {
  switch (expression.kind) {
    case "segment": {
      const path = { root: { kind: "state" }, segments: [expression.segment] } as const;
      return printPathIr(path, (level) => `item ${level}`);
    }
    case "item":
      return expression.position;
    case "call":
      return expression.operator;
    case "object":
      return expression.keys;
    case "literal":
      if (isArray(expression.value)) return "array";
      return isObject(expression.value) ? Object.keys(expression.value).sort() : { scalar: expression.value };
    default:
      return null;
  }
}

const literals = new WeakMap<object, readonly Expression[]>();

/** Values share their parts too. */
function partsWithValues(expression: Expression): readonly Expression[] {
  if (expression.kind !== "literal") return partsOf(expression);
  const { value } = expression;
  if (typeof value !== "object" || value === null) return [];
  let parts = literals.get(value);
  if (parts === undefined) {
    const inside = isArray(value)
      ? value
      : Object.keys(value)
          .sort()
          .map((key) => (value as { [key: string]: Json })[key] as Json);
    parts = inside.map(literalOf);
    literals.set(value, parts);
  }
  return parts;
}

const shared = new WeakMap<object, Expression>();

function literalOf(value: Json): Expression {
  if (typeof value !== "object" || value === null) return literal(value);
  let made = shared.get(value);
  if (made === undefined) {
    made = literal(value);
    shared.set(value, made);
  }
  return made;
}
