// Texts in, trees and diagnostics out (spec 1.1–1.5).

import { expect, test } from "vitest";
import { memberOf, nodeAt } from "../src/core/document/find.js";
import { parseDocument } from "../src/core/document/parse-document.js";
import { DocumentParser } from "../src/core/document/parser.js";
import { placeInString } from "../src/core/document/place.js";
import { documentOf, toJson } from "../src/core/document/to-json.js";
import { makeLexer } from "../src/core/document/tokens.js";
import type { ObjectNode, StringNode } from "../src/core/document/tree.js";
import { defaultLimits, type Limits, withLimits } from "../src/core/language/limits.js";

function told(text: string, limits: Partial<Limits> = {}): string[] {
  return parseDocument(text, withLimits(limits)).diagnostics.map(
    ({ code, span }) => `${code.replace("document/", "")} ${span.start}-${span.end}`,
  );
}

function meaningOf(text: string): unknown {
  const { document, diagnostics } = parseDocument(text, defaultLimits);
  expect(diagnostics, text).toEqual([]);
  return document.root === null ? undefined : toJson(document.root);
}

test("the grammar and the tokens pass the library's own validations", () => {
  expect(() => new DocumentParser(false)).not.toThrow();
  expect(makeLexer(false).lexerDefinitionErrors).toEqual([]);
});

test("JSON5 is read without a word", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    [`{a: 1, 'b': "c", $d_1: [1, 2, ], }`, { a: 1, b: "c", $d_1: [1, 2] }],
    ["[.5, 5., +1, -0x1F, 0XaB, 1e3, 1.5E-2, -0]", [0.5, 5, 1, -31, 171, 1000, 0.015, -0]],
    [`'it\\'s' // end`, "it's"],
    [`/* a */ [ /* b */ ] /* c **/`, []],
    [`"a\\\nb\\\r\nc\\\rd\\\u2028e"`, "abcde"],
    [`"\\x41\\u0042\\v\\0\\'\\q\\/"`, "AB\v\0'q/"],
    [`"a\u2028b\u2029c\td"`, "a\u2028b\u2029c\td"],
    [`\ufeff{"a":\u00a0\u3000\u2028\v\f1\ufeff}`, { a: 1 }],
    [`{süß: 1, \\u0061b: 2, ünï\u200d: 3, π\u0301: 4, ℵ: 5}`, { süß: 1, ab: 2, "ünï\u200d": 3, "π\u0301": 4, ℵ: 5 }],
    [`{true: 1, null: 2, Infinity: 3, NaN: 4, class: 5}`, { true: 1, null: 2, Infinity: 3, NaN: 4, class: 5 }],
    [`{"": 0, "__proto__": 1}`, JSON.parse(`{"": 0, "__proto__": 1}`)],
    [`["𝒳", "\\ud83d\\ude00", "\\ud800"]`, ["𝒳", "😀", "\ud800"]],
    ["// c\r[]//", []],
    ["// c\u2028[]", []],
    ["9007199254740991", 9007199254740991],
    ["1e20", 1e20],
  ];
  for (const [text, value] of cases) expect(meaningOf(text), text).toEqual(value);
  expect(Object.keys(meaningOf(`{"__proto__": 1}`) as object)).toEqual(["__proto__"]);
});

test("each mistake is told once, at its place", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", ["empty 0-0"]],
    [" \n", ["empty 0-2"]],
    ["// only", ["empty 0-7"]],
    ["/* x", ["unterminated-comment 0-2"]],
    ["[1] /*/", ["unterminated-comment 4-6"]],
    ["nope", ["unknown-word 0-4"]],
    ["\x89PNG\r\n\x1a\n\0\0", ["not-text 0-4"]],
    [`{"a":1 "b":2}`, ["missing-comma 6-6"]],
    [`{"a" 1}`, ["missing-colon 4-4"]],
    [`{"a" = 1}`, ["wrong-colon 5-6"]],
    [`{"a":}`, ["missing-value 5-5"]],
    [`{"a":,"b":1}`, ["missing-value 5-5"]],
    [`{"a"}`, ["missing-value 1-4"]],
    [`{"a":[1,2,"b":3}`, ["missing-closer 9-9"]],
    [`{"a":[1,2}`, ["missing-closer 9-9"]],
    [`[{"a":1,{"b":2}]`, ["missing-closer 7-7"]],
    [`{"a":{"b":1,"c":2}`, ["unclosed 18-18"]],
    [`{"p":{"id":1,"id":2}`, ["missing-closer 12-12"]],
    [`{"a":{,"b":1}`, ["missing-closer 6-6"]],
    [`{"a":[1,2},"b":3}`, ["wrong-closer 9-10"]],
    [`[1,2}`, ["wrong-closer 4-5"]],
    [`{"a":1],"b":2}`, ["stray-closer 6-7"]],
    [`{"a":1},"b":2}`, ["stray-closer 6-7"]],
    [`{"a":1}}`, ["after-root 7-8"]],
    [`{"a":1} {"b":2}`, ["after-root 8-9"]],
    [`"a":1,"b":2}`, ["missing-opener 0-0"]],
    [`"a":1,"b":2`, ["missing-opener 0-0"]],
    ["[1,,2]", ["extra-comma 3-4"]],
    ["[,1]", ["extra-comma 1-2"]],
    ["[1,,,2]", ["extra-comma 3-4", "extra-comma 4-5"]],
    ["[", ["unclosed 1-1"]],
    [`{"a":[{"b`, ["unterminated-string 7-9"]],
    [`{"a":"b\n,"c":1}`, ["unterminated-string 5-7"]],
    [`{"a":"b,\n"c":1}`, ["unterminated-string 5-8"]],
    [`["\\"`, ["unterminated-string 1-4"]],
    [`["\\`, ["unterminated-string 1-3", "invalid-escape 2-3"].sort()],
    [`"\\u12g4"`, ["invalid-escape 1-3"]],
    [`"\\01\\1"`, ["invalid-escape 1-3", "invalid-escape 4-6"]],
    [`"a\0b"`, ["control-character 2-3"]],
    [`{a-b: 1}`, ["unquoted-key 1-4"]],
    [`{a: “x y”}`, ["typographic-quotes 4-9"]],
    ["[NaN, -Infinity]", ["not-a-number 1-4", "not-a-number 6-15"]],
    ["1e999", ["number-too-large 0-5"]],
    ["[9007199254740992, -0x20000000000001]", ["unsafe-integer 1-17", "unsafe-integer 19-36"]],
    [
      "[01, 1.2.3, 12px, 0x, 1e]",
      [
        "malformed-number 1-3",
        "malformed-number 5-10",
        "malformed-number 12-16",
        "malformed-number 18-20",
        "malformed-number 22-24",
      ],
    ],
    [`{"a":1,'\\x61':2}`, ["duplicate-key 7-13"]],
    [`{"a": @Map($.x), b: 2}`, ["unknown-word 6-10"]],
    [`{"a": True, b: None}`, ["unknown-word 6-10", "unknown-word 15-19"]],
    [`{"a":1 * 2, "b":3}`, ["unexpected 7-8"]],
    [`{a:trueb:2}`, ["missing-comma 7-7"]],
    [`{a:1b:2}`, ["missing-comma 4-4"]],
    [`{"a" 1 "b":2,,"c":[3}`, ["missing-colon 4-4", "missing-comma 6-6", "extra-comma 13-14", "missing-closer 20-20"]],
  ];
  for (const [text, codes] of cases) expect([...told(text)].sort(), text).toEqual([...codes].sort());
});

test("indentation tells where a bracket is missing", () => {
  const lines = (...given: string[]) => given.join("\n");
  const text = lines("{", '  "a": {', '    "b": 1', "  ,", '  "c": 2', "}", "");
  expect(told(text)).toEqual([`missing-closer ${text.indexOf(",")}-${text.indexOf(",")}`]);
  const forgotten = lines("{", '  "a": {', '    "b": 1', '  "c": 2', "}");
  expect(told(forgotten).map((line) => line.split(" ")[0])).toEqual(["missing-closer", "missing-comma"]);
  // Of a text without mistakes, indentation says nothing.
  expect(told(lines("{", '"a": {', '    "b": 1', "},", '         "c": 2', "   }"))).toEqual([]);
});

test("what is missing is missing in the tree, and the rest is there", () => {
  const { document } = parseDocument(`{"a": , "b": [1, nope, 2], "b": 3, "c": {"d": "e"`, defaultLimits);
  expect(document.root && toJson(document.root)).toEqual({ b: [1, 2], c: { d: "e" } });
  const wordless = parseDocument("{ nope", defaultLimits).document.root;
  expect(wordless?.kind).toBe("object");
});

test("a repeated key names the first", () => {
  const { diagnostics } = parseDocument(`{"a":1,\n"a":2}`, defaultLimits);
  expect(diagnostics[0]?.related).toEqual([{ message: "it is first written here", span: { start: 1, end: 4 } }]);
});

test("comments and spans are kept, whatever the line ends and the mark at the start", () => {
  const text = `\ufeff{ // one\r\n  "𝒳": [1, /* two */ 'é'],\r\n}`;
  const { document } = parseDocument(text, defaultLimits);
  expect(document.comments.map((comment) => text.slice(comment.span.start, comment.span.end))).toEqual([
    "// one",
    "/* two */",
  ]);
  const root = document.root as ObjectNode;
  const written = (span: { start: number; end: number }) => text.slice(span.start, span.end);
  expect(written(root.span)).toBe(text.slice(1));
  const member = memberOf(root, "𝒳");
  expect(member && [written(member.key.span), written(member.value.span), written(member.span)]).toEqual([
    '"𝒳"',
    "[1, /* two */ 'é']",
    `"𝒳": [1, /* two */ 'é']`,
  ]);
});

test("limits are checked before the parser, at the limit and one beyond", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(told(nested(64))).toEqual([]);
  expect(told(nested(65))).toEqual(["limit/nesting 64-65"]);
  expect(told("[".repeat(100_000))).toEqual(["limit/nesting 64-65"]);
  expect(told("[".repeat(100_000), { nesting: 1e9 })[0]).toMatch(/^limit\/nesting 200-/);
  expect(told(nested(200), { nesting: 1e9 })).toEqual([]);
  expect(told(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`, { nesting: 1e9 })).toEqual([]);
  expect(told(`["${"[".repeat(1000)}", /* ${"{".repeat(1000)} */ 1]`)).toEqual([]);
  expect(told(`"${"a".repeat(98)}"`, { source: 100 })).toEqual([]);
  expect(told(`"${"a".repeat(99)}"`, { source: 100 })).toEqual(["limit/source 100-101"]);
  expect(told(`{"a":1,"b":2}`, { keys: 2 })).toEqual([]);
  expect(told(`{"a":1,"b":2,"c":3}`, { keys: 2 })).toEqual(["limit/keys 13-16"]);
  expect(told(`["abc","abcd"]`, { string: 3 })).toEqual(["limit/string 7-13"]);
  const [deep] = parseDocument(nested(65), defaultLimits).diagnostics;
  expect(deep?.message).toContain("limits.nesting");
  expect(deep?.message).toContain("65");
});

test("mistakes beyond a hundred are counted", () => {
  const codes = told(`[${"1 ".repeat(300)}]`);
  expect(codes.length).toBe(101);
  expect(codes[100]).toMatch(/^too-many-mistakes/);
});

test("a place in a string counts escapes", () => {
  const text = `["a\\u0041\\x41\\\nb\\n\\ud83d\\ude00", 'plain', "\\q\\uzz"]`;
  const root = parseDocument(text, defaultLimits).document.root;
  const places = (index: number) => {
    const node = root && nodeAt(root, `/${index}`);
    const place = placeInString(node as StringNode);
    return [...Array((node as StringNode).value.length + 1).keys()].map(place);
  };
  expect(places(0)).toEqual([2, 3, 9, 15, 16, 18, 24, 30]);
  expect(places(1)).toEqual([34, 35, 36, 37, 38, 39]);
  const key = (parseDocument(`{abc: 1}`, defaultLimits).document.root as ObjectNode).members[0]?.key;
  expect(key && [0, 1, 3].map(placeInString(key))).toEqual([1, 2, 4]);
});

test("the document of a value has the spans of its JSON text", () => {
  const value = { a: [1, "x\ny", { "": null, __proto__x: true }], b: [], c: {} };
  const { document } = parseDocument(JSON.stringify(value), defaultLimits);
  expect(documentOf(value)).toEqual(document);
  expect(nodeAt(documentOf({ "a/b": { "~": [7] } }).root as ObjectNode, "/a~1b/~0/0")).toMatchObject({ value: 7 });
  expect(nodeAt(documentOf([1]).root as ObjectNode, "/00")).toBeUndefined();
});

test.each(["[}", "[},", "{]", '{"a":]', "[1},", "[[}]", '[{"a":[}'])(
  "%s, many times over, is refused and not thrown at",
  (unit) => {
    for (const times of [60, 500, 20_000]) {
      const { diagnostics } = parseDocument(unit.repeat(times), defaultLimits);
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  },
);
