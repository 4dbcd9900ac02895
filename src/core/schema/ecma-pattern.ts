// A pattern of ECMA-262 in, the same set of texts as a pattern for re2js out, or why RE2 cannot express it (spec 3.3.2). The pattern is
// read with the flag `u`, as JSON Schema has it, and translated from its tree. Only whether it matches counts: groups capture nothing.

import { type AST, RegExpParser, RegExpSyntaxError } from "@eslint-community/regexpp";
import { unreachable } from "../unreachable.js";

/** What RE2 repeats at most. */
const mostRepeats = 1_000;

/** `beyond`: it is a pattern of ECMA-262 all the same. */
type Translation =
  | { readonly ok: true; readonly pattern: string }
  | { readonly ok: false; readonly why: string; readonly beyond: boolean };

/** A pattern that can be read, and that RE2 cannot say. */
class Unsayable extends Error {}

export function translatePattern(source: string): Translation {
  try {
    const parser = new RegExpParser({ ecmaVersion: 2024 });
    const tree = parser.parsePattern(source, 0, source.length, { unicode: true });
    return { ok: true, pattern: alternatives(tree.alternatives) };
  } catch (error) {
    if (error instanceof Unsayable) return { ok: false, why: error.message, beyond: true };
    if (error instanceof RegExpSyntaxError) return { ok: false, why: mistake(error), beyond: false };
    throw error;
  }
}

function alternatives(all: readonly AST.Alternative[]): string {
  return all.map(({ elements }) => elements.map(element).join("")).join("|");
}

function element(node: AST.Element): string {
  switch (node.type) {
    case "Assertion":
      return assertion(node);
    case "Quantifier":
      return quantifier(node);
    case "Group":
    case "CapturingGroup":
      return `(?:${alternatives(node.alternatives)})`;
    case "Character":
      return character(node.value);
    case "CharacterSet":
      return `[${set(node)}]`;
    case "CharacterClass":
      return characterClass(node);
    case "Backreference":
      throw new Unsayable("patterns are matched in linear time, so back-references are not supported");
    case "ExpressionCharacterClass":
      throw new Unsayable(onlyWithV);
    default:
      return unreachable(node);
  }
}

const onlyWithV = `it needs the flag "v", and patterns are read with "u"`;

function assertion(node: AST.Assertion): string {
  switch (node.kind) {
    case "start":
      return "(?:\\A)";
    case "end":
      return "(?:\\z)";
    case "word":
      return node.negate ? "(?:\\B)" : "(?:\\b)";
    case "lookahead":
    case "lookbehind":
      throw new Unsayable("patterns are matched in linear time, so lookahead and lookbehind are not supported");
    default:
      return unreachable(node);
  }
}

function quantifier({ element: repeated, min, max }: AST.Quantifier): string {
  if (min > mostRepeats || (Number.isFinite(max) && max > mostRepeats))
    throw new Unsayable(`nothing may be repeated more than ${mostRepeats} times`);
  return `(?:${element(repeated)}){${min},${Number.isFinite(max) ? max : ""}}`;
}

function characterClass(node: AST.CharacterClass): string {
  if (node.unicodeSets) throw new Unsayable(onlyWithV);
  const members = node.elements.map((member) => {
    if (member.type === "Character") return character(member.value);
    if (member.type === "CharacterClassRange") return `${character(member.min.value)}-${character(member.max.value)}`;
    return set(member);
  });
  const every = "\\x{0}-\\x{10FFFF}";
  if (members.length === 0) return node.negate ? `[${every}]` : `[^${every}]`;
  return `[${node.negate ? "^" : ""}${members.join("")}]`;
}

/** WhiteSpace and LineTerminator of ECMA-262, and what lies between them. */
const spaces =
  "\\x{9}-\\x{D}\\x{20}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}";
const noSpaces =
  "\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{21}-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}\\x{202A}-\\x{202E}\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}\\x{FF00}-\\x{10FFFF}";
const noLineEnds = "\\x{0}-\\x{9}\\x{B}\\x{C}\\x{E}-\\x{2027}\\x{202A}-\\x{10FFFF}";

/** What stands between the brackets of a class. */
function set(node: AST.CharacterSet): string {
  switch (node.kind) {
    case "any":
      return noLineEnds;
    case "digit":
      return node.negate ? "\\D" : "\\d";
    case "word":
      return node.negate ? "\\W" : "\\w";
    case "space":
      return node.negate ? noSpaces : spaces;
    case "property":
      if (node.strings) throw new Unsayable(onlyWithV);
      return property(node);
    default:
      return unreachable(node);
  }
}

const properties = new Map<string, string>();

/**
 * RE2 knows few of the names of ECMA-262, and those of another version of Unicode: the code points are asked of the platform, once for
 * each property. No text of an author is tried on the platform's own patterns.
 */
function property({ key, value, negate }: AST.UnicodePropertyCharacterSet): string {
  const name = `\\${negate ? "P" : "p"}{${value === null ? key : `${key}=${value}`}}`;
  const known = properties.get(name);
  if (known !== undefined) return known;
  const belongs = new RegExp(`^${name}$`, "u");
  const ranges: string[] = [];
  let start = -1;
  for (let point = 0; point <= 0x110000; point++) {
    const inside = point <= 0x10ffff && belongs.test(String.fromCodePoint(point));
    if (inside && start < 0) start = point;
    if (inside || start < 0) continue;
    ranges.push(`${character(start)}-${character(point - 1)}`);
    start = -1;
  }
  const members = ranges.join("");
  properties.set(name, members);
  return members;
}

/** A character that means only itself, in and outside of classes. */
function character(point: number): string {
  const text = String.fromCodePoint(point);
  return /^[A-Za-z0-9]$/.test(text) ? text : `\\x{${point.toString(16)}}`;
}

function mistake({ message, index }: RegExpSyntaxError): string {
  const said = message.replace(/^Invalid regular expression: \/[\s\S]*\/u: /, "");
  const hint = said === "Invalid escape" ? " (a character that means only itself needs no backslash)" : "";
  return `${said.charAt(0).toLowerCase()}${said.slice(1)} at character ${index}${hint}`;
}
