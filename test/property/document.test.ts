// Laws of documents (spec 1.1–1.4): JSON means what JSON.parse says, one deletion is one mistake, every text is survived.

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "../../src/core/document/parse-document.js";
import { documentOf, toJson } from "../../src/core/document/to-json.js";
import { lexDocument } from "../../src/core/document/tokens.js";
import type { DocumentNode } from "../../src/core/document/tree.js";
import { defaultLimits, withLimits } from "../../src/core/language/limits.js";
import type { Json } from "../../src/core/text/json.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";

const generated = {
  title: "Pictures of a place",
  description: "Writes prompts for a place and draws them",
  input: {
    type: "object",
    required: ["place"],
    properties: {
      place: { type: "string", title: "Which place", maxLength: 200, placeholder: "A harbour [at dawn], {calm}" },
    },
  },
  ui: { results: { widgets: [{ type: "Images", sources: ["draw"] }] } },
  steps: [
    {
      id: "ideas",
      type: "ObjectGenerator",
      parameters: {
        count: 40,
        input: "$.input.place",
        description: 'You write prompts, "plain" ones: no commas, no colons.',
        schema: { type: "object", properties: { prompts: { type: "array", items: { type: "string" } } } },
      },
    },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        images: [["@Map($.results.ideas.prompts)", { steps: 30, prompt: "$$", negativePrompt: "ugly, blurry" }]],
        baseModel: "some/model",
      },
    },
  ],
};
const trained = {
  title: "t",
  description: "d",
  steps: [
    {
      id: "learn",
      type: "ModelGenerator",
      parameters: { datasetId: "$.input.set", settings: { baseModel: "some/model" } },
    },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        trainingId: "$.results.learn.id",
        images: [
          { prompt: "a", width: 768, height: 768, guidanceScale: 8.5 },
          { prompt: "b", width: 512, seed: -1, trainingId: null, baseModel: "other" },
        ],
      },
    },
    { id: "pack", type: "Zipper", parameters: { sources: ["learn", "draw"], filename: "all.zip" } },
  ],
  store: { flags: [true, false, null, {}, []], list: [[1, 2], [3], []], empty: {}, id: 7 },
  public: false,
};
const written = `// by hand
{
  title: 'By hand', /* [a comment] */
  description: "d",
  steps: [
    {
      id: 'idea',
      type: 'ObjectTransformer',
      result: { text: 'a "fox"', n: +5, deep: { list: [ { a: .5, }, 0x1F, ], }, },
    }, // {
    {
      id: 'pack',
      type: 'Zipper',
      parameters: {
        sources: [
          'idea',
        ],
      },
    },
  ],
  store: {
    "empty": {},
    "nothing": null,
  },
}
`;
const compact = [
  JSON.stringify(generated),
  JSON.stringify(trained),
  "{a:{b:[1,{c:true}],d:-1},e:[[],{}],f:{a:null,b:'x'}}",
];
const indented = [
  JSON.stringify(generated, null, 2),
  JSON.stringify(trained, null, 4),
  JSON.stringify(generated, null, "\t"),
  JSON.stringify(trained, null, 2).replaceAll("\n", "\r\n"),
  written,
];

const read = (text: string) => parseDocument(text, defaultLimits);
const codes = (text: string) => read(text).diagnostics.map(({ code, span }) => `${code} ${span.start}`);

function deletions(text: string): { at: number; image: string; rest: string; gap: readonly [number, number] }[] {
  const { tokens } = lexDocument(text);
  return tokens.flatMap((token, i) => {
    if (!/^[,:\]}]$/.test(token.image)) return [];
    const at = token.startOffset;
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    const from = before === undefined ? 0 : before.startOffset + before.image.length;
    const to = after === undefined ? text.length : after.startOffset;
    return [{ at, image: token.image, rest: text.slice(0, at) + text.slice(at + 1), gap: [from, to - 1] as const }];
  });
}

test("one deleted comma, colon or closer is one mistake, at its place", () => {
  for (const text of [...compact, ...indented]) {
    expect(codes(text)).toEqual([]);
    for (const { at, image, rest, gap } of deletions(text)) {
      const { document, diagnostics } = read(rest);
      const context = `${JSON.stringify(rest.slice(Math.max(0, at - 60), at))} ✂ ${image} ${JSON.stringify(rest.slice(at, at + 40))}: ${codes(rest).join("; ")}`;
      expect(document.root?.kind, context).toBe("object");
      const [only] = diagnostics;
      if (only === undefined) {
        // The last comma may be left out, and digits may run together.
        expect(
          image === "," && (/^\s*(\/\/[^\n]*\n\s*)*[\]}]/.test(rest.slice(at)) || /^\d\d/.test(rest.slice(at - 1))),
          context,
        ).toBe(true);
        continue;
      }
      expect(diagnostics.length, context).toBe(1);
      const { span } = only;
      const adjacent = span.start <= gap[1] && span.end >= gap[0];
      if (!adjacent) {
        // Another place may be as good, and is where nothing but the order of brackets can tell: what is missing there mends the text.
        expect("]}".includes(image) && compact.includes(text), context).toBe(true);
        expect(codes(rest.slice(0, span.start) + image + rest.slice(span.start)), context).toEqual([]);
      } else if (
        indented.includes(text) &&
        "]}".includes(image) &&
        /^\s*$/.test(text.slice(text.lastIndexOf("\n", at) + 1, at))
      ) {
        expect(span.start, context).toBe(at);
      }
    }
  }
});

test("every truncated prefix that holds a value yields a tree", () => {
  for (const text of [...compact, ...indented]) {
    const start = text.indexOf("{");
    for (let end = start + 1; end < text.length; end++) {
      const { document, diagnostics } = read(text.slice(0, end));
      expect(document.root?.kind, text.slice(0, end)).toBe("object");
      if (lexDocument(text.slice(end)).tokens.length > 0) expect(diagnostics.length).toBeGreaterThan(0);
    }
  }
});

test("several deletions are several mistakes, and never nothing", () => {
  const text = JSON.stringify(generated, null, 2);
  const places = deletions(text).filter(({ image }) => image === ":" || image === ",");
  fc.assert(
    fc.property(fc.subarray(places, { minLength: 1, maxLength: 12 }), (chosen) => {
      const gone = new Set(chosen.map(({ at }) => at));
      const rest = [...text].filter((_, i) => !gone.has(i)).join("");
      expect(read(rest).diagnostics.length).toBe(gone.size);
    }),
    { numRuns: 60 },
  );
});

const hostile = fc.dictionary(
  fc.constantFrom(...hostileNames),
  fc.constantFrom<Json>(...hostileNumbers, ...hostileNames),
);
const anyJson = fc.oneof(
  hostile,
  fc.jsonValue(),
  fc.jsonValue({
    stringUnit: fc.integer({ min: 0, max: 0xffff }).map((u) => String.fromCharCode(u)) as fc.Arbitrary<string>,
  }),
);

test("JSON means what JSON.parse says", () => {
  fc.assert(
    fc.property(anyJson, fc.constantFrom(undefined, 2, "\t"), (value, space) => {
      const text = JSON.stringify(value, null, space);
      const { document, diagnostics } = read(text);
      const told = diagnostics.filter(({ code }) => code !== "document/unsafe-integer");
      expect(told, text).toEqual([]);
      expect(document.root && JSON.stringify(toJson(document.root))).toBe(JSON.stringify(JSON.parse(text)));
      expect(document.root && toJson(document.root)).toEqual(JSON.parse(text));
    }),
  );
  for (const raw of [
    '"\u2028\u2029\ud800 \udc00\x7f"',
    '"\\ud83d\\ud83d\\ude00\\/\\b"',
    "-0",
    "1E+2",
    "0e0",
    "-0.0e-0",
    "1.5e300",
  ]) {
    const root = read(raw).document.root as DocumentNode;
    expect(toJson(root)).toBe(JSON.parse(raw));
  }
});

test("the document of a value is the document of its text", () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const parsed = read(JSON.stringify(value)).document.root;
      expect(documentOf(JSON.parse(JSON.stringify(value)) as Json).root).toEqual(parsed);
    }),
    { numRuns: 50 },
  );
});

const piece = fc.constantFrom(
  ..."{}[],:\"'\\/*+-.0123456789eExXab$_ \n\r\t\u2028\ufeff\u0000é𝒳“”=;@()",
  "true",
  "null",
  '"a":',
  "//",
  "/*",
  "*/",
  "Infinity",
  "0x",
);

test("no text throws, every span is inside, and children are inside their parents", () => {
  const survive = (text: string) => {
    const { document, diagnostics } = parseDocument(text, withLimits({ nesting: 32 }));
    for (const { span } of diagnostics) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
    }
    if (document.root === null) expect(diagnostics.length).toBeGreaterThan(0);
    else inside(document.root, 0, text.length);
  };
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
      survive,
    ),
    { numRuns: 1500 },
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), survive), { numRuns: 300 });
  const text = JSON.stringify(trained);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(4), fc.array(piece, { maxLength: 3 }), (at, length, pieces) =>
      survive(text.slice(0, at) + pieces.join("") + text.slice(at + length)),
    ),
    { numRuns: 300 },
  );
});

function inside(node: DocumentNode, start: number, end: number): void {
  expect(node.span.start).toBeGreaterThanOrEqual(start);
  expect(node.span.end).toBeLessThanOrEqual(end);
  if (node.kind === "array") for (const element of node.elements) inside(element, node.span.start, node.span.end);
  if (node.kind !== "object") return;
  for (const { key, value, span } of node.members) {
    expect(key.span.start).toBe(span.start);
    expect(span.end).toBeLessThanOrEqual(node.span.end);
    inside(value, key.span.end, span.end);
  }
}
