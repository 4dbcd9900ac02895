// Schemas by the standards, not by the library (spec 3.3.2, 3.3.5): patterns of ECMA-262, formats, decimals, names that objects inherit.

import fc from "fast-check";
import { expect, test } from "vitest";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import { formats } from "../src/core/schema/formats.js";
import { compilePattern } from "../src/core/schema/pattern.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const parse = (text: string) => JSON.parse(text) as Json;

function accepts(schema: JsonObject, value: Json): boolean {
  const compiled = ajvValidator.compile(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.check(value).length === 0;
}

const piece = fc.constantFrom(
  ..."a B 0 _ \\s \\S \\d \\D \\w \\W . \\b \\B ^ $ [^] [] [a-c] [^\\s] [\\w-] [^\\W\\d] \\cA \\x41 \\u{1F600} \\ud83d\\ude00 \\p{Lu} \\P{L} \\p{Script=Greek} \\p{Letter} \\/ [\\b] (?:\\0) 😀".split(
    " ",
  ),
);
const pattern = fc.letrec<{ all: string; one: string }>((tie) => ({
  all: fc.oneof(
    fc.array(tie("one"), { maxLength: 4 }).map((pieces) => pieces.join("")),
    fc.tuple(tie("one"), tie("one")).map(([a, b]) => `${a}|${b}`),
  ),
  one: fc.oneof(
    { maxDepth: 3 },
    piece,
    fc.tuple(tie("all"), fc.constantFrom("", "*", "+?", "?", "{2}", "{0,2}", "{1,}")).map(([all, q]) => `(${all})${q}`),
  ),
})).all;
const text = fc
  .array(
    fc.constantFrom(
      ..."a b c B 0 _ - A α 😀 \u00a0 \ufeff \u2028 \u2029 \n \r \u0001 \b \u0000 \u180e \u0085 \u000b \ud83d \u0660 /".split(
        " ",
      ),
      " ",
    ),
    { maxLength: 6 },
  )
  .map((characters) => characters.join(""));

/** Tried at each code point, as ECMA-262 says: V8 itself also tries between the halves of a pair, where \B then holds. */
function matchesAtACodePoint(source: string, text: string): boolean {
  const native = new RegExp(source, "uy");
  const starts = [0];
  for (const character of text) starts.push((starts.at(-1) ?? 0) + character.length);
  return starts.some((start) => {
    native.lastIndex = start;
    return native.test(text);
  });
}

test("\\B is not tried between the halves of a surrogate pair", () => {
  const compiled = compilePattern("\\B");
  expect(compiled.ok && ["a😀a", "😀😀", "ab"].map((text) => compiled.pattern.test(text))).toEqual([false, true, true]);
});

test("a pattern matches what the platform says that it matches with the flag u", () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 8 }), (source, texts) => {
      const compiled = compilePattern(source);
      if (!compiled.ok) throw new Error(`${source}: ${compiled.why}`);
      for (const each of texts)
        expect([source, each, compiled.pattern.test(each)]).toEqual([source, each, matchesAtACodePoint(source, each)]);
    }),
    { numRuns: 400 },
  );
});

test("what RE2 cannot say, and what is no pattern, is refused", () => {
  const why = (source: string) => {
    const compiled = compilePattern(source);
    return compiled.ok ? null : compiled.why;
  };
  expect(why("^(?<y>\\d{4})-\\k<y>$")).toContain("so back-references are not supported");
  expect(why("(a)\\1")).toContain("so back-references are not supported");
  expect(why("a(?!b)")).toContain("lookahead");
  expect(why("(?<=a)b")).toContain("lookbehind");
  expect(why("a{1001}")).toContain("1000");
  expect(why("(?:a{500}){3}")).toContain("1000");
  for (const wrong of ["\\Z", "\\a", "\\-", "a{", "[\\w-.]", "(", "[b-a]", "(?i:a)", "\\p{Foo}", "a**"])
    expect(compilePattern(wrong), wrong).toMatchObject({ ok: false, beyond: false });
});

const samples: { readonly [format: string]: readonly [good: readonly string[], bad: readonly string[]] } = {
  date: [
    ["2024-02-29", "2000-02-29"],
    ["2023-02-29", "1900-02-29", "2024-2-9", "2024-13-01", "2024-01-00"],
  ],
  time: [
    ["08:30:06Z", "23:59:60Z", "01:29:60+01:30", "15:59:60-08:00", "08:30:06.283185+23:59"],
    ["08:30:06", "22:59:60Z", "23:59:60+01:00", "24:00:00Z", "08:30:06+24:00", "8:30:06Z", "08:30:06 PST"],
  ],
  "date-time": [
    ["1963-06-19T08:30:06.283185Z", "1998-12-31t23:59:60z", "1998-12-31T15:59:60.123-08:00"],
    ["1998-12-31T23:59:61Z", "1990-02-31T15:59:59Z", "2013-350T01:01:01", "1963-06-19 08:30:06Z"],
  ],
  duration: [
    ["P4DT12H30M5S", "P4Y", "PT0S", "P1M", "PT1M", "P2W"],
    ["P", "PT", "P1", "4DT12H", "P1YT", "P2S", "PT1D", "P1D2H", "P1Y2W", "P1Y1D"],
  ],
  email: [
    ["joe.bloggs@example.com", "te~st@example.com", '"joe bloggs"@example.com', "joe@[127.0.0.1]", "joe@[IPv6:::1]"],
    ["2962", ".test@example.com", "te..st@example.com", "joe@[127.0.0.300]", "joe@invalid=domain.com", "a@b@c.com"],
  ],
  "idn-email": [["실례@실례.테스트", "joe@example.com"], ["2962"]],
  hostname: [
    ["www.example.com", "xn--4gbwdl.xn--wgbh1c", "a1-b"],
    ["-bad", "bad-", "a_b", "", "a..b", ".", "a".repeat(64), "ab--cd"],
  ],
  ipv4: [["192.168.0.1"], ["256.1.1.1", "1.2.3", "1.2.3.4.", "087.10.0.1", "0x7f000001"]],
  ipv6: [
    ["::1", "::", "1:2:3:4:5:6:7:8", "::ffff:192.168.0.1", "1:d6::42", "1::"],
    ["12345::", "1:1:1:1:1:1:1:1:1", ":2:3:4:5:6:7:8", "1::2::3", "fe80::a%eth1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::"],
  ],
  uri: [
    ["http://foo.bar/?baz=qux#quux", "urn:oasis:x", "mailto:a@b.c", "http://[2001:db8::7]:80/c=GB", "a:b"],
    ["//foo.bar", "/abc", "\\\\WINDOWS\\x", "http:// x", "http://a/b%2", "1http:x", "http://ex.com/ü", ":// x"],
  ],
  "uri-reference": [
    ["/abc", "", "#frag", "//a.b/c", "a/b:c"],
    ["\\\\x", "#fr\\ag", "a b"],
  ],
  iri: [
    ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://[2001:0db8::7334]"],
    ["/abc", "âππ", "http://2001:0db8:85a3::7334"],
  ],
  "iri-reference": [
    ["âππ", "/∂"],
    ["\\\\x", "#ƒräg\\mênt"],
  ],
  uuid: [
    ["2EB8AA08-AA98-11EA-B4AA-73B441D16380"],
    [
      "urn:uuid:4716c93e-03bc-49cf-921d-203971fe5866",
      "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
      "2eb8aa08aa9811eab4aa73b441d16380",
    ],
  ],
  "uri-template": [
    ["http://a.b/{c}{?d,e:3,f*}", "{+x}"],
    ["http://a.b/{c", "{}", "a b"],
  ],
  "json-pointer": [
    ["", "/a~0b/~1", "/"],
    ["a", "/~", "/~2"],
  ],
  "relative-json-pointer": [
    ["0", "1/a", "2#"],
    ["-1/a", "01/a", "/a"],
  ],
  regex: [
    ["a(?=b)\\s", "(a)\\1"],
    ["^(abc]", "^\\S(|(.|\\n)*\\S)\\Z"],
  ],
};

test("formats are those of the standards that they name", () => {
  for (const [format, [good, bad]] of Object.entries(samples)) {
    for (const each of good) expect(accepts({ format }, each), `${format} ${each}`).toBe(true);
    for (const each of bad) expect(accepts({ format }, each), `${format} ${each}`).toBe(false);
  }
  expect(Object.keys(formats).filter((name) => samples[name] === undefined)).toEqual(["idn-hostname"]);
  expect(accepts({ format: "idn-hostname" }, "실례.테스트")).toBe(true);
  expect(accepts({ format: "idn-hostname" }, "〮a")).toBe(false);
  expect(accepts({ format: "toString" }, "anything")).toBe(true);
});

test("multiples are counted in decimals", () => {
  for (const [value, of] of [
    [19.99, 0.01],
    [0.0075, 0.0001],
    [1e308, 0.5],
    [12391239123, 1e-8],
    [0, 7],
    [-9, 4.5],
    [1e22, 1e21],
  ])
    expect(accepts({ multipleOf: of as number }, value as number), `${value} ${of}`).toBe(true);
  for (const [value, of] of [
    [19.995, 0.01],
    [0.00751, 0.0001],
    [1e308, 0.123456789],
    [5e-324, 1],
    [35, 1.5],
  ])
    expect(accepts({ multipleOf: of as number }, value as number), `${value} ${of}`).toBe(false);
});

test("rules of properties hold whatever the properties are called", () => {
  for (const name of ["__proto__", "toString", "constructor", "hasOwnProperty", "", "[*]", " else "]) {
    const value = (member: Json): JsonObject => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(member)}}`);
    const rule = { properties: value({ maximum: 3 }) };
    expect(accepts(rule, value(3)), name).toBe(true);
    expect(accepts(rule, value(99)), name).toBe(false);
    expect(accepts(rule, {}), name).toBe(true);
    expect(accepts({ ...rule, additionalProperties: false }, value(3)), name).toBe(true);
    expect(accepts({ required: [name] }, {}), name).toBe(false);
    expect(accepts({ required: [name] }, value(1)), name).toBe(true);
    expect(accepts({ dependentRequired: value(["b"]) }, value(1)), name).toBe(false);
    expect(accepts({ dependentRequired: value(["b"]) }, {}), name).toBe(true);
    expect(accepts({ dependentSchemas: value({ maxProperties: 0 }) }, value(1)), name).toBe(false);
    const $ref = `#/$defs/${name.replace("/", "~1")}`;
    if (name !== "") expect(accepts({ $defs: value({ type: "null" }), $ref }, 1), name).toBe(false);
  }
});

test("what is inherited is not evaluated, where only the value tells what is", () => {
  const either: JsonObject = {
    anyOf: [{ properties: { b: true }, required: ["b"] }, { properties: { toString: { type: "string" } } }],
    unevaluatedProperties: false,
  };
  for (const name of ["constructor", "hasOwnProperty", "valueOf", "[*]", ""])
    expect({ name, fits: accepts(either, { b: 1, [name]: 1 }) }).toEqual({ name, fits: false });
  expect(accepts(either, { b: 1, toString: 1 })).toBe(false);
  expect(accepts(either, { b: 1, toString: "x" })).toBe(true);
  const then: JsonObject = {
    if: { required: ["b"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { b: true } },
    unevaluatedProperties: { type: "string" },
  };
  expect(accepts(then, { b: 1, constructor: 1 })).toBe(false);
  expect(accepts(then, { b: 1, constructor: "x" })).toBe(true);
  expect(accepts({ properties: { k: true }, unevaluatedProperties: false }, parse('{ "__proto__": 1 }'))).toBe(false);
});

test.each([
  ['{ "anyOf": [{ "properties": { "__proto__": true } }] }', '{ "__proto__": 1 }', true],
  ['{ "anyOf": [{ "properties": { "a": true } }] }', '{ "__proto__": 1 }', false],
  ['{ "anyOf": [{ "properties": { "a": true } }] }', '{ "toString": 1 }', false],
  [
    '{ "anyOf": [{ "properties": { "__proto__": { "type": "string" } } }, { "properties": { "a": true } }] }',
    '{ "__proto__": 1 }',
    false,
  ],
  [
    '{ "anyOf": [{ "patternProperties": { "^b$": { "type": "string" } } }, { "properties": { "a": true } }] }',
    '{ "b": 1 }',
    false,
  ],
  [
    '{ "oneOf": [{ "properties": { "b": { "type": "string" } } }, { "properties": { "b": { "type": "number" }, "__proto__": true } }] }',
    '{ "b": 1, "__proto__": 1 }',
    true,
  ],
  [
    '{ "oneOf": [{ "properties": { "b": { "type": "string" } } }, { "properties": { "b": { "type": "number" }, "__proto__": true } }] }',
    '{ "b": "", "__proto__": 1 }',
    false,
  ],
  [
    '{ "if": { "properties": { "a": { "const": 1 } } }, "then": { "properties": { "__proto__": true } }, "else": { "properties": { "a": true } } }',
    '{ "a": 1, "__proto__": 1 }',
    true,
  ],
  [
    '{ "if": { "properties": { "a": { "const": 1 } } }, "then": { "properties": { "__proto__": true } }, "else": { "properties": { "a": true } } }',
    '{ "a": 2, "__proto__": 1 }',
    false,
  ],
  ['{ "dependentSchemas": { "a": { "properties": { "a": true, "b": true } } } }', '{ "a": 1, "b": 1 }', true],
  ['{ "dependentSchemas": { "a": { "properties": { "a": true, "b": true } } } }', '{ "b": 1 }', false],
  ['{ "$ref": "#/$defs/x", "$defs": { "x": { "properties": { "__proto__": true } } } }', '{ "__proto__": 1 }', true],
  ['{ "patternProperties": { "^__": true } }', '{ "__proto__": 1 }', true],
  ['{ "patternProperties": { "^x": true } }', '{ "__proto__": 1 }', false],
])("what alternatives evaluate is known of every name: %s, %s", (schema, value, isFine) => {
  const closed = { ...(parse(schema) as object), unevaluatedProperties: false };
  expect(accepts(closed, parse(value))).toBe(isFine);
});

test("what is wrong with a name is said of the name", () => {
  const schema = { type: "object", propertyNames: { pattern: "^[a-z]+$", maxLength: 3 } };
  const compiled = ajvValidator.compile(schema);
  if (!compiled.ok) throw new Error("it is a schema");
  expect(compiled.check({ ABCD: 1 }).map(({ message }) => message)).toEqual([
    'has the property name "ABCD", which must have at most 3 characters',
    'has the property name "ABCD", which must match the pattern "^[a-z]+$"',
  ]);
  expect(accepts({ propertyNames: false }, { a: 1 })).toBe(false);
  expect(accepts({ propertyNames: false }, {})).toBe(true);
});

test("references lead by JSON Pointers with escapes, through unknown keywords and beside other keywords", () => {
  const $defs = {
    "tilde~field": { type: "integer" },
    "slash/field": { type: "integer" },
    "percent%field": { type: "integer" },
  };
  for (const name of ["tilde~0field", "slash~1field", "percent%25field"])
    expect(
      [accepts({ $defs, $ref: `#/$defs/${name}` }, "a"), accepts({ $defs, $ref: `#/$defs/${name}` }, 1)],
      name,
    ).toEqual([false, true]);
  expect(accepts({ shapes: { a: { type: "null" } }, $ref: "#/shapes/a" }, 1)).toBe(false);
  expect(
    accepts(
      { $defs: { a: { type: "array" } }, properties: { f: { $ref: "#/$defs/a", maxItems: 2 } } },
      { f: [1, 2, 3] },
    ),
  ).toBe(false);
  expect(accepts({ $defs: { no: false }, $ref: "#/$defs/no" }, 1)).toBe(false);
  const tree = {
    $defs: { node: { $anchor: "node", properties: { next: { $ref: "#node" }, v: { type: "number" } } } },
    $ref: "#node",
  };
  expect(accepts(tree, { next: { next: { v: "x" } } })).toBe(false);
  expect(accepts({ properties: { foo: { $ref: "#" } }, additionalProperties: false }, { foo: { bar: 1 } })).toBe(false);
});

test("unknown keywords are let through whatever they are called", () => {
  for (const keyword of ["id", "example", "comment", "async", "discriminator", "$async", "divisibleBy", "toString"]) {
    expect(accepts({ type: "string", [keyword]: {} }, "x"), keyword).toBe(true);
    expect(accepts({ items: { [keyword]: { $id: "a", $ref: "nowhere", id: 5 } } }, [1]), keyword).toBe(true);
  }
});

test("what else the standard's suite asks", () => {
  expect(accepts({ uniqueItems: true }, [1, 1.0])).toBe(false);
  expect(
    accepts({ uniqueItems: true }, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toBe(false);
  expect(accepts({ uniqueItems: true }, [1, true, "1"])).toBe(true);
  expect(accepts({ const: { a: false } }, { a: 0 })).toBe(false);
  expect(accepts({ enum: [null] }, null)).toBe(true);
  expect(accepts({ contains: { const: 1 }, minContains: 2, maxContains: 3 }, [1, 1, 2])).toBe(true);
  expect(accepts({ contains: { const: 1 }, minContains: 0 }, [])).toBe(true);
  // Arrays shorter than the prefix beside these keywords.
  expect(accepts({ prefixItems: [{ type: "object" }], contains: true }, [])).toBe(false);
  expect(accepts({ prefixItems: [true, { type: "string" }], uniqueItems: true }, [1])).toBe(true);
  expect(accepts({ prefixItems: [{}, {}, { type: "string" }], uniqueItems: true }, [1, 1])).toBe(false);
  expect(
    accepts({ prefixItems: [{ type: "string" }], contains: { type: "number" }, unevaluatedItems: false }, []),
  ).toBe(false);
  expect(
    accepts({ prefixItems: [{ type: "number" }], items: { type: "string" }, contains: { const: "a" } }, [1, 2]),
  ).toBe(false);
  expect(accepts({ format: "byte" }, "!!")).toBe(true);
  expect(accepts({ format: "url" }, "x")).toBe(true);
  expect(accepts({ propertyNames: { maxLength: 3 } }, { four: 1 })).toBe(false);
  expect(accepts({ unevaluatedProperties: false, allOf: [{ properties: { a: true } }] }, { a: 1 })).toBe(true);
  expect(accepts({ unevaluatedProperties: false, allOf: [{ properties: { a: true } }] }, { b: 1 })).toBe(false);
  expect(accepts({ unevaluatedItems: false, prefixItems: [true] }, [1, 2])).toBe(false);
  expect(accepts({ minLength: 2 }, "😀")).toBe(false);
  expect(accepts({ pattern: "^\\S$" }, "\u00a0")).toBe(false);
});
