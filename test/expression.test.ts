// Strings of templates: what they are read as, and what is said where they cannot be read (spec 2.2–2.14).

import { expect, test } from "vitest";
import { readKey } from "../src/core/expression/key.js";
import { looksLikeMapHead, parseExpression, parseMapHead, parsePath } from "../src/core/expression/parse-expression.js";
import { ExpressionParser } from "../src/core/expression/parser.js";
import { printExpression } from "../src/core/expression/print.js";
import { makeLexer } from "../src/core/expression/tokens.js";
import { defaultLimits, type Limits } from "../src/core/language/limits.js";

const same = (index: number) => index;
const read = (text: string, limits: Limits = defaultLimits) => parseExpression(text, same, limits);
/** The piece of the text that a span marks. */
const marked = (text: string, span: { readonly start: number; readonly end: number }) =>
  text.slice(span.start, span.end);

test("lexer and parser pass the library's own validations, which are skipped elsewhere", () => {
  expect(() => new ExpressionParser(true)).not.toThrow();
  expect(makeLexer(true).lexerDefinitionErrors).toEqual([]);
});

test.each([
  // text
  ["", "text", ""],
  ["a fox", "text", "a fox"],
  ["@someone", "text", "@someone"],
  ["@2x(", "text", "@2x("],
  ["@ Format(", "text", "@ Format("],
  ["@Map2(a)", "text", "@Map2(a)"],
  ["costs $5", "text", "costs $5"],
  ["\\$5 bill", "text", "\\$5 bill"],
  ["\\@Map($.a)", "text", "\\@Map($.a)"],
  ["\\@someone", "text", "@someone"],
  ["\\\\x", "text", "\\\\x"],
  // paths
  ["$", "path", "$"],
  ["$$", "path", "$$"],
  ["$$.a[0]['b c'].*", "path", "$$.a[0]['b c'][*]"],
  ["$ .a\n[ 0 , 'b' ]", "path", "$.a[0, 'b']"],
  ["@Item(style).name", "path", "@Item(style).name"],
  ["@Item( a-b_1 ) [0]", "path", "@Item(a-b_1)[0]"],
  ["$..a[::2]..*", "path", "$..a[::2]..*"],
  ["$.a[?@.b==$.c&&$$.d!=@Item(x).e||!(@.f<1)]", "path", "$.a[?@.b == $.c && $$.d != @Item(x).e || !(@.f < 1)]"],
  ["$.a[?count($$.*)>1]", "path", "$.a[?count($$[*]) > 1]"],
  // calls
  ["@Index(style)", "index", "@Index(style)"],
  ["@Index(\ttrue )", "index", "@Index(true)"],
  ["@Map($.a)", "map", "@Map($.a)"],
  ["@Map( $$.b , x-1 )", "map", "@Map($$.b, x-1)"],
  ["@Map(@Item(x).list, y)", "map", "@Map(@Item(x).list, y)"],
  ["@Map($.a[*].b)", "map", "@Map($.a[*].b)"],
  ["@Format('plain')", "call", "@Format('plain')"],
  ['@Format("")', "call", "@Format('')"],
  ['@Format("{} {{}} {}", $.a, $$)', "call", "@Format('{} {{}} {}', $.a, $$)"],
  ["@Format('{1}{0}{1}', 'a', 1.5)", "call", "@Format('{1}{0}{1}', 'a', 1.5)"],
  ["@Format('{0}{1}', true, false)", "call", "@Format('{}{}', true, false)"],
  ["@Format('{}', @Replace(@Item(a).b, \"x\", ''))", "call", "@Format('{}', @Replace(@Item(a).b, 'x', ''))"],
  ["@Format('{}', @Index(a))", "call", "@Format('{}', @Index(a))"],
  ["@Format('a\nb\ud800 \\u263a \\' \\\" ')", "call", "@Format('a\\nb\\ud800 ☺ \\' \" ')"],
  ["@Replace( $.a ,\r\n'\\\\',\"it's\" )", "call", "@Replace($.a, '\\\\', 'it\\'s')"],
])("%j is a %s", (text, kind, printed) => {
  const { expression, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  expect(expression?.kind).toBe(kind);
  expect(expression && printExpression(expression)).toBe(printed);
});

test.each([
  ["\\fox", "expression/unneeded-escape", "\\"],
  ["\\", "expression/unneeded-escape", "\\"],
  ["@Map ($.a)", "expression/space-before-parenthesis", " "],
  ["in the style of $$", "expression/embedded", "$$"],
  ["in the style of $$.", "expression/embedded", "$$"],
  ["($$.name)", "expression/embedded", "$$.name"],
  ["a $.input.name's fox", "expression/embedded", "$.input.name"],
  ["a $['input'] fox", "expression/embedded", "$['input']"],
  ["no. @Index(a), @Item(b).c", "expression/embedded", "@Index(a)"],
  ["see @Format('(', 1)) @Format('{}', $.a)", "expression/embedded", "@Format('{}', $.a)"],
  [" $.a", "expression/embedded", "$.a"],
  ["all: @Map($.a)", "expression/embedded", "@Map($.a)"],
])("%j is text with a warning: %s", (text, code, piece) => {
  const { expression, diagnostics } = read(text);
  expect(expression?.kind).toBe("text");
  expect(
    diagnostics.map((diagnostic) => [diagnostic.severity, diagnostic.code, marked(text, diagnostic.span)]),
  ).toEqual([["warning", code, piece]]);
});

test.each([
  "costs $5",
  "$ is not first",
  "a $.50 note",
  "prices: $, $$$, $$$$",
  "A$$AP",
  "bling$$",
  "US$. And",
  "$$50 or so".slice(1),
  "the $[ key",
  "a@Map b",
  "mail me@Item(",
  "x @Format(",
  "a $" + "{name}",
  "a $name",
])("%j is text, and silent", (text) => {
  const silent = text.startsWith("$") ? ` ${text}` : text;
  expect(read(silent).diagnostics).toEqual([]);
});

test.each([
  // what starts with $ but is no path
  ["$5 bill", "expression/not-a-path", "5", 1],
  ["$ bill", "expression/not-a-path", "bill", 2],
  ["$name", "expression/not-a-path", "name", 1],
  ["$$$", "expression/not-a-path", "$", 2],
  ["$$$$", "expression/not-a-path", "$$", 2],
  ["$.a fox", "path/unexpected", "fox", 4],
  ["$.a ", "expression/blank-around", " ", 3],
  ["$.a[?@x]", "path/unexpected", "x", 6],
  ["$.a[?@Index(x)==1]", "path/wrong-root", "@Index", 5],
  ["$.a[?@Frmat(x)==1]", "expression/unknown-operator", "Frmat", 6],
  // operators
  ['@Frmat("x")', "expression/unknown-operator", "Frmat", 1],
  ["@foo()", "expression/unknown-operator", "foo", 1],
  ["@map($.a)", "expression/unknown-operator", "map", 1],
  ["@Extend($.a)", "expression/extend-value", "@Extend", 0],
  ["@Format('{}', @Extend($.a))", "expression/extend-value", "@Extend", 14],
  ["@Map(", "expression/unexpected", "", 5],
  ["@Map()", "expression/wrong-count", ")", 5],
  ["@Map($.x, 1)", "expression/wrong-argument", "1", 10],
  ["@Map($.x, 'a')", "expression/wrong-argument", "'a'", 10],
  ["@Map($.x, ä)", "expression/wrong-argument", "ä", 10],
  ["@Map($.x, a, b, c)", "expression/wrong-count", "b, c", 13],
  ["@Map(@Format('a'))", "expression/wrong-argument", "@Format('a')", 5],
  ["@Map('a')", "expression/wrong-argument", "'a'", 5],
  ["@Map($.x).y", "expression/segment-after-call", ".y", 9],
  ["@Map($.x) y", "expression/unexpected", "y", 10],
  ["@Map($.x))", "expression/unexpected", ")", 9],
  ["@Map($.x) ", "expression/blank-around", " ", 9],
  ["@Map($.x", "expression/unexpected", "", 8],
  ["@Map($.x,)", "expression/unexpected", ")", 9],
  ["@Map($.x a)", "expression/unexpected", "a", 9],
  ["@Index()", "expression/wrong-count", ")", 7],
  ["@Index($.a)", "expression/wrong-argument", "$.a", 7],
  ["@Index(a, b)", "expression/wrong-count", "b", 10],
  ["@Index(a).b", "expression/segment-after-call", ".b", 9],
  ["@Item('a')", "expression/wrong-argument", "'a'", 6],
  ["@Item(1a)", "expression/unexpected", "a", 7],
  ["@Item(-a)", "expression/unexpected", "-", 6],
  ["@Item(a).", "path/unexpected", "", 9],
  ["@Format()", "expression/wrong-count", ")", 8],
  ["@Format($.x)", "expression/wrong-argument", "$.x", 8],
  ["@Format(1)", "expression/wrong-argument", "1", 8],
  ["@Format('{}')", "expression/format-too-few", "{}", 9],
  ["@Format('{} {}', 1)", "expression/format-too-few", "{}", 12],
  ["@Format('{0} {2}', 1, 2)", "expression/format-too-few", "{2}", 13],
  ["@Format('{}', 1, $.a)", "expression/format-unused", "$.a", 17],
  ["@Format('{1}', $.a, 2)", "expression/format-unused", "$.a", 15],
  ["@Format('{} {0}', 1)", "expression/format-mixed", "{0}", 12],
  ["@Format('a {', 1)", "expression/format-brace", "{", 11],
  ["@Format('}', 1)", "expression/format-brace", "}", 9],
  ["@Format('{{}', 1)", "expression/format-brace", "}", 11],
  ["@Format('{ }', 1)", "expression/format-brace", "{", 9],
  ["@Format('{-1}', 1)", "expression/format-brace", "{", 9],
  ["@Format('{00}', 1)", "expression/format-brace", "{", 9],
  ["@Format('\\u263a\\n{}')", "expression/format-too-few", "{}", 17],
  ["@Format('{}', null)", "expression/wrong-argument", "null", 14],
  ["@Format('{}', name)", "expression/wrong-argument", "name", 14],
  ["@Format('{}', @Map($.a))", "expression/wrong-argument", "@Map($.a)", 14],
  ["@Format('{}', @Index (a))", "path/space", " ", 20],
  ["@Format('{}', 01)", "expression/bad-number", "01", 14],
  ["@Format('{}', 9007199254740993)", "expression/number-too-large", "9007199254740993", 14],
  ["@Format('{}', 1e999)", "expression/number-too-large", "1e999", 14],
  ["@Format('a", "expression/unclosed-string", "'a", 8],
  ["@Format('\\q')", "expression/bad-escape", "\\q", 9],
  ["@Format('\\u12')", "expression/bad-escape", "\\u12", 9],
  ["@Replace($.a)", "expression/wrong-count", ")", 12],
  ["@Replace($.a, '', 'b')", "expression/empty-search", "''", 14],
  ["@Replace($.a, 'b', null)", "expression/wrong-argument", "null", 19],
  ["@Replace(1, 'a', 'b')", "expression/wrong-argument", "1", 9],
])("%j is reported: %s", (text, code, piece, at) => {
  const { expression, diagnostics } = read(text);
  expect(expression).toBeNull();
  expect(diagnostics.map((found) => [found.code, marked(text, found.span), found.span.start])).toEqual([
    [code, piece, at],
  ]);
  expect(diagnostics[0]?.message).not.toMatch(/Token|undefined|-->|rule/);
  const escapes = diagnostics[0]?.fixes.some((fix) => fix.edits[0]?.text === "\\\\") ?? false;
  expect(escapes).toBe(/^\$(?:\d|\$\$| |$)/.test(text));
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are variables of other languages
/** As a string of JSON holds them: the author's text, and the text after the first fix of its mistake. */
test.each([
  ["$.input.a + ' x'", "@Format('{} x', $.input.a)"],
  ["$.input.a + ', ' + $.input.b", "@Format('{}, {}', $.input.a, $.input.b)"],
  ['$.input.a+"it\'s"', "@Format('{}it\\'s', $.input.a)"],
  ["${{ inputs.topic }}", "$.input.topic"],
  ["$(input.topic)", "$.input.topic"],
  ["${topic}", "$.input.topic"],
  ["${ topic.name[0] }", "$.input.topic.name[0]"],
  ["$item", "$$"],
  ["${item.name}", "$$.name"],
  ["$(this)", "$$"],
  ["${{ steps.ideas.outputs.list }}", "$.results.ideas.list"],
  ["$toString", "$.input.toString"],
  ["$.input[topic]", "$.input['topic']"],
  ["$.input[topic][name].x", "$.input['topic']['name'].x"],
  ["$5 bill", "\\$5 bill"],
  ["$ 5", "\\$ 5"],
  ["@Format('it's {}', $.input.a)", "@Format('it\\'s {}', $.input.a)"],
  ["@Format('a {}' $.input.a)", "@Format('a {}', $.input.a)"],
  ["@Format('a {}', $.input.a", "@Format('a {}', $.input.a)"],
  ["$.input.a || 'x'", null],
  ["$.input.a ?? 'x'", null],
  ["$.input.a | upper", null],
  ["$.input.a.toUpperCase()", null],
  ["$.input.a.map(x => x)", null],
  ["$.input.a ? 'x' : 'y'", null],
  ["$.input.a == 'x'", null],
  ["$.input.a * 2", null],
  ["$.input.a +", null],
  ["$.input.a + b", null],
  ["$.input.a[?@.x =~ 'y']", null],
  ["$HOME is where", null],
] as const)("what is offered for %j is %j", (text, fixed) => {
  const [mistake] = read(text).diagnostics;
  expect(mistake?.severity).toBe("error");
  const fix = mistake?.fixes[0];
  expect(fix?.safe ?? false).toBe(false);
  if (fixed === null) expect(fix).toBeUndefined();
  else {
    let mended = text as string;
    for (const { span, text: put } of [...(fix?.edits ?? [])].reverse())
      mended = mended.slice(0, span.start) + (JSON.parse(`"${put}"`) as string) + mended.slice(span.end);
    expect(mended).toBe(fixed);
    expect(read(mended).diagnostics).toEqual([]);
  }
});

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are variables of other languages
test("what is said", () => {
  const said = (text: string) => read(text).diagnostics.map(({ message }) => message);
  expect(
    [
      "$5 bill",
      "$.a[b]",
      "$.a[(@.length-1)]",
      "$.a[?lenght(@.b)>1]",
      "@Format(“{}”, $.a)",
      "$.a-b",
      "@Frmat('x')",
      "@Map()",
      "$.a[?@.b=1]",
      "$.a[?name=='x']",
      "@Format('{name}', $.a)",
      "in the style of $$",
    ].map(said),
  ).toMatchInlineSnapshot(`
    [
      [
        "a string that starts with $ is a path, but "5" cannot follow here: a segment such as .name or [0] can; to keep it as text, put a backslash before it, in JSON "\\\\$5 bill"",
      ],
      [
        "expected a name in quotes, an index, a slice, * or a filter that starts with ? here, but found "b"; a name in brackets is written in quotes; did you mean "$.a['b']"?",
      ],
      [
        "expected a name in quotes, an index, a slice, * or a filter that starts with ? here, but found "("; write a filter as [?@.price > 5], the last element as [-1]",
      ],
      [
        "there is no function "lenght"; did you mean length?",
      ],
      [
        "expected "," or ")" here, but found "{"; use straight quotes, ' or "",
      ],
      [
        ""a-b" needs quotes as a name in a path: write ['a-b'], without the dot before it",
      ],
      [
        "there is no operator @Frmat; did you mean @Format?",
      ],
      [
        "@Map has no arguments and needs more: write @Map(path) or @Map(path, name)",
      ],
      [
        "expected "," or "]" here, but found "="; write == to compare",
      ],
      [
        ""name" alone means nothing in a filter: write @.name for a property of the current node, or 'name' for a text",
      ],
      [
        "a lone "{" in a template: write "{{" for the brace itself, {} for the next parameter, or {0} for one by its number",
      ],
      [
        ""$$" inside a longer text is not replaced: write "@Format('in the style of {}', $$)"",
      ],
    ]
  `);
});

test("the fix of an embedded path gives the expression that was meant, also in the text of a flow", () => {
  const text = "a fox's {} \"$.input.name\" \\ and {{@Item(x)['y']}}";
  const source = JSON.stringify(text);
  const offsets = [1];
  for (const character of text) offsets.push((offsets.at(-1) as number) + JSON.stringify(character).length - 2);
  const { diagnostics } = parseExpression(text, (index) => offsets[index] as number, defaultLimits);
  const edits = [...(diagnostics[0]?.fixes[0]?.edits ?? [])].reverse();
  const fixed = JSON.parse(
    edits.reduce(
      (whole, { span, text: written }) => whole.slice(0, span.start) + written + whole.slice(span.end),
      source,
    ),
  );
  expect(fixed).toBe(`@Format('a fox\\'s {{}} "{}" \\\\ and {}', $.input.name, @Item(x)['y'])`);
  expect(read(fixed).diagnostics).toEqual([]);
});

test("spans are in the original text, however a character is written there", () => {
  // "\u0024.a-b" in JSON: the first unit takes six.
  const { diagnostics } = parseExpression("$.a-b", (index) => (index === 0 ? 1 : index + 6), defaultLimits);
  expect(diagnostics[0]?.span).toEqual({ start: 8, end: 11 });
});

test("limits, at the limit and one above", () => {
  const codes = (text: string, limits?: Limits) => read(text, limits).diagnostics.map((found) => found.code);
  expect(codes(`$.${"a".repeat(4_094)}`)).toEqual([]);
  expect(codes(`$.${"a".repeat(4_095)}`)).toEqual(["limit/expression"]);
  const calls = (depth: number) => `${"@Format('{}', ".repeat(depth)}1${")".repeat(depth)}`;
  expect(codes(calls(32))).toEqual([]);
  expect(read(calls(33)).diagnostics).toMatchObject([
    { code: "limit/expression-depth", span: { start: 32 * 14 + 7, end: 32 * 14 + 8 } },
  ]);
  const groups = (depth: number) => `$[?${"(".repeat(depth)}@.a${")".repeat(depth)}]`;
  expect(codes(groups(31))).toEqual([]);
  expect(codes(groups(32))).toEqual(["limit/expression-depth"]);
  expect(codes(groups(1_000))).toEqual(["limit/expression-depth"]);
  expect(codes(groups(100_000), { ...defaultLimits, expression: 1_000_000 })).toEqual(["limit/expression-depth"]);
  const deep = { ...defaultLimits, expressionDepth: 1_000_000, expression: 1_000_000 };
  const filters = (depth: number) => `$${"[?@".repeat(depth)}.a${"]".repeat(depth)}`;
  expect([codes(filters(64), deep), codes(filters(65), deep), codes(filters(100_000), deep)]).toEqual([
    [],
    ["limit/expression-depth"],
    ["limit/expression-depth"],
  ]);
  expect(codes(`$[?@[?@[0][0][0][0]['(((']]]`, { ...defaultLimits, expressionDepth: 2 })).toEqual([]);
  expect(codes(`$${".a".repeat(32)}`)).toEqual([]);
  expect(read(`$${".a".repeat(34)}`).diagnostics).toMatchObject([
    { code: "limit/segments", span: { start: 65, end: 67 } },
  ]);
  expect(codes("$..a..b")).toEqual([]);
  expect(read("$..*..*..*..*").diagnostics).toMatchObject([{ code: "limit/descendants", span: { start: 7, end: 10 } }]);
});

test.each(["$[?,]", "$.a[?,b]", "$.a, $[?,], x", "$['a', b]"])(
  "%s is read once, and a text around it again",
  (text) => {
    expect(read(text).diagnostics).toHaveLength(1);
  },
);

test("a path, a map's head", () => {
  expect([looksLikeMapHead("@Map($.a)"), looksLikeMapHead("@Map ("), looksLikeMapHead("@Map")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(parseMapHead("@Map($.a, x)", same, defaultLimits).head).toMatchObject({
    name: "x",
    nameSpan: { start: 10, end: 11 },
  });
  expect(parseMapHead("@Map(1)", same, defaultLimits)).toMatchObject({
    head: null,
    diagnostics: [{ code: "expression/wrong-argument" }],
  });
  expect(parsePath("@Item(x).a", same, defaultLimits).path?.root.kind).toBe("item");
  expect(parsePath("@Format('x')", same, defaultLimits)).toMatchObject({
    path: null,
    diagnostics: [{ code: "expression/unexpected" }],
  });
  expect(parsePath("$$.a", same, defaultLimits, { roots: "rfc" })).toMatchObject({
    path: null,
    diagnostics: [{ code: "path/wrong-root" }],
  });
});

test.each([
  ["prompt", "prompt", false, undefined],
  ["", "", false, undefined],
  ["$.a", "$.a", false, undefined],
  ["@", "@", false, undefined],
  ["@2x", "@2x", false, undefined],
  ["\\@id", "@id", false, undefined],
  ["\\@Extend", "@Extend", false, undefined],
  ["\\\\x", "\\x", false, undefined],
  ["\\x", "\\x", false, undefined],
  ["\\$x", "\\$x", false, undefined],
  ["@Extend", "@Extend", true, undefined],
  ["@Extend($.a)", "@Extend($.a)", false, ["expression/extend-key", "@Extend($.a)"]],
  ["@Extnd", "@Extnd", false, ["expression/unknown-key-operator", "Extnd"]],
  ["@id", "@id", false, ["expression/unknown-key-operator", "id"]],
  ["@Map", "@Map", false, ["expression/operator-as-key", "@Map"]],
  ["@Map($.a)", "@Map($.a)", false, ["expression/operator-as-key", "@Map($.a)"]],
  ["__proto__", "__proto__", false, ["expression/reserved-key", "__proto__"]],
  ["constructor", "constructor", false, undefined],
])("the key %j", (name, key, extend, mistake) => {
  const found = readKey(name, same);
  expect([found.key, found.extend]).toEqual([key, extend]);
  expect(found.diagnostics.map((diagnostic) => [diagnostic.code, marked(name, diagnostic.span)])).toEqual(
    mistake === undefined ? [] : [mistake],
  );
});

test("every character is some word, so that the lexer itself never complains", () => {
  const lexer = makeLexer();
  const wrong: number[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const { tokens, errors } = lexer.tokenize(character);
    const [token] = tokens;
    const name = /[A-Za-z_\u0080-\ud7ff\ue000-\uffff]/.test(character);
    if (errors.length > 0 || (name && token?.tokenType.name !== "Name")) wrong.push(code);
  }
  expect(wrong).toEqual([]);
  expect(lexer.tokenize("\u{10ffff}\u{10000}").tokens.map((token) => token.tokenType.name)).toEqual(["Name"]);
});
