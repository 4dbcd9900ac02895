// Laws of the expression syntax: parsing never throws, spans nest, and what is printed is read as the same tree (spec 2.16).

import fc from "fast-check";
import { expect, test } from "vitest";
import { readKey } from "../../src/core/expression/key.js";
import { parseExpression, parseMapHead, parsePath } from "../../src/core/expression/parse-expression.js";
import { printExpression } from "../../src/core/expression/print.js";
import type {
  Argument,
  Comparable,
  Condition,
  Expression,
  FunctionArgument,
  PathExpression,
  Root,
  Segment,
  Selector,
} from "../../src/core/expression/tree.js";
import { defaultLimits } from "../../src/core/language/limits.js";
import { printFormatTemplate } from "../../src/core/language/operators/format-template.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";

const same = (index: number) => index;
const limits = { ...defaultLimits, expression: 1_000_000, expressionDepth: 200, segments: 1_000, descendants: 1_000 };
const span = { start: 0, end: 0 };

/** Any mixture of the language's words, so that much of it is nearly right. */
const words = [
  "$",
  "$$",
  "@",
  "@Item(",
  "@Map(",
  "@Format(",
  "@Replace(",
  "@Index(",
  "@Extend(",
  "@Frmat(",
  ".",
  "..",
  "[",
  "]",
  "(",
  ")",
  ",",
  ":",
  "?",
  "*",
  "&&",
  "||",
  "==",
  "<",
  "!",
  "-",
  "0",
  "1",
  "01",
  "1.5",
  "1e9",
  "'",
  '"',
  "'a'",
  '"{}"',
  "'{0}'",
  "\\",
  "\\u12",
  "\\ud800",
  "a",
  "b-c",
  "true",
  "null",
  "length(",
  "count(",
  "match(",
  "ä",
  "𝒳",
  "\ud800",
  "\udc00",
  " ",
  "\n",
  "\u0000",
  "{",
  "}",
  "results",
  "$.a",
  "$$.b",
  "@.c",
];
const soup = fc.array(fc.constantFrom(...words), { maxLength: 24 }).map((pieces) => pieces.join(""));
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const anyText = fc.oneof(
  soup,
  soup.map((text) => `$${text}`),
  soup.map((text) => `$[?${text}`),
  soup.map((text) => `@Format('{}', ${text})`),
  fc.string({ unit, maxLength: 40 }),
  fc.string({ unit: "binary" }),
);

test("reading never throws, gives a tree or an error, and every span lies in the text", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { expression, diagnostics } = parseExpression(text, same, defaultLimits);
      expect(expression === null).toBe(diagnostics.some((diagnostic) => diagnostic.severity === "error"));
      expect(diagnostics.length).toBeLessThanOrEqual(1);
      for (const diagnostic of diagnostics) expect(within(diagnostic.span, { start: 0, end: text.length })).toBe(true);
      if (expression !== null) expect(nested(expression, { start: 0, end: text.length })).toBe(true);
      const { path, diagnostics: mistakes } = parsePath(text, same, defaultLimits, { roots: "rfc" });
      expect(path === null).toBe(mistakes.length === 1);
      parseMapHead(text, same, defaultLimits);
      readKey(text, same);
    }),
    { numRuns: 3_000 },
  );
});

test("print after parse is idempotent, and parses to the same tree", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { expression } = parseExpression(text, same, limits);
      if (expression === null) return;
      const printed = printExpression(expression);
      const again = parseExpression(printed, same, limits).expression;
      expect(again && withoutSpans(again)).toEqual(withoutSpans(expression));
      expect(again && printExpression(again)).toBe(printed);
    }),
    { numRuns: 2_000 },
  );
});

test("parse(print(t)) is t but for spans", () => {
  fc.assert(
    fc.property(expressions(), (tree) => {
      const printed = printExpression(tree);
      const { expression, diagnostics } = parseExpression(printed, same, limits);
      expect(diagnostics.filter((diagnostic) => diagnostic.severity === "error")).toEqual([]);
      expect(expression && withoutSpans(expression)).toEqual(withoutSpans(tree));
    }),
    { numRuns: 1_500 },
  );
});

function within(inner: { start: number; end: number }, outer: { start: number; end: number }): boolean {
  return inner.start <= inner.end && inner.start >= outer.start && inner.end <= outer.end;
}

/** Every span lies inside the nearest span around it. */
function nested(value: unknown, outer: { start: number; end: number }): boolean {
  if (typeof value !== "object" || value === null) return true;
  const own = (value as { span?: { start: number; end: number } }).span ?? outer;
  if (!within(own, outer)) return false;
  return Object.entries(value).every(([key, part]) => {
    if (key === "span") return true;
    return key === "nameSpan"
      ? part === null || within(part as { start: number; end: number }, own)
      : nested(part, own);
  });
}

function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, part]) =>
      key === "span" || key === "nameSpan" ? [] : [[key, withoutSpans(part)]],
    ),
  );
}

function expressions(): fc.Arbitrary<Expression> {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,5}$/);
  const key = fc.oneof(
    fc.constantFrom(
      ...hostileNames,
      "a",
      "b_1",
      "größe",
      "𝒳",
      "",
      "it's",
      'a"b',
      "a b",
      "a-b",
      "1",
      "\\",
      "\u0000\n",
      "\u00a0",
      "true",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const text = fc.oneof(key, fc.string({ unit, maxLength: 4 }));
  const index = fc.maxSafeInteger().map((value) => (Object.is(value, -0) ? 0 : value));
  const number = fc.oneof(index, fc.double({ noNaN: true }), fc.constantFrom(...hostileNumbers));
  const finite = fc.oneof(
    index,
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => Number.isSafeInteger(value) || !/^-?\d+$/.test(String(value))),
  );

  const { path, call } = fc.letrec<{
    path: PathExpression;
    query: PathExpression;
    singular: PathExpression;
    condition: Condition;
    comparable: Comparable;
    call: Argument;
  }>((tie) => {
    const root = fc.oneof<fc.Arbitrary<Root>[]>(
      fc.constantFrom<Root>({ kind: "state", span }, { kind: "current", span }),
      name.map((item): Root => ({ kind: "item", name: item, nameSpan: span, span })),
    );
    const inFilter = fc.oneof(root, fc.constant<Root>({ kind: "node", span }));
    const single = fc.oneof<fc.Arbitrary<Selector>[]>(
      key.map((written): Selector => ({ kind: "name", name: written, span })),
      index.map((written): Selector => ({ kind: "index", index: written, span })),
    );
    const part = fc.option(index, { nil: null });
    const selector = fc.oneof<fc.Arbitrary<Selector>[]>(
      { maxDepth: 3, depthIdentifier: "expression" } as never,
      single,
      fc.constant<Selector>({ kind: "wildcard", span }),
      fc.record({ kind: fc.constant("slice" as const), start: part, end: part, step: part, span: fc.constant(span) }),
      (tie("condition") as fc.Arbitrary<Condition>).map((condition): Selector => ({ kind: "filter", condition, span })),
    );
    const segment = fc.record<Segment>({
      kind: fc.constantFrom("child", "descendant"),
      selectors: fc.array(selector, { minLength: 1, maxLength: 3 }),
      span: fc.constant(span),
    });
    const singleSegment = single.map((only): Segment => ({ kind: "child", selectors: [only], span }));
    const pathFrom = (from: fc.Arbitrary<Root>, of: fc.Arbitrary<Segment>) =>
      fc.record({
        kind: fc.constant("path" as const),
        root: from,
        segments: fc.array(of, { maxLength: 3 }),
        span: fc.constant(span),
      });
    const nodes = (query: PathExpression): FunctionArgument => ({ kind: "nodes", query, span });
    const calls = (names: readonly ("length" | "count" | "value" | "match" | "search")[]) =>
      fc
        .tuple(
          fc.constantFrom(...names),
          tie("query") as fc.Arbitrary<PathExpression>,
          tie("comparable") as fc.Arbitrary<Comparable>,
          tie("comparable") as fc.Arbitrary<Comparable>,
        )
        .map(([called, query, a, b]) => ({
          name: called,
          nameSpan: span,
          arguments: called === "count" || called === "value" ? [nodes(query)] : called === "length" ? [a] : [a, b],
          span,
        }));
    const literal = fc
      .oneof(key, number, fc.boolean(), fc.constant(null))
      .map((value): Comparable => ({ kind: "literal", value, span }));
    const argument = fc.oneof<fc.Arbitrary<Argument>[]>(
      { maxDepth: 3, depthIdentifier: "call" } as never,
      fc.oneof(text, finite, fc.boolean()).map((value): Argument => ({ kind: "literal", value, span })),
      tie("path") as fc.Arbitrary<Argument>,
      tie("call") as fc.Arbitrary<Argument>,
    );
    const textual = argument.filter((given) => given.kind !== "literal" || typeof given.value === "string");
    return {
      path: pathFrom(root, segment),
      query: pathFrom(inFilter, segment),
      singular: pathFrom(inFilter, singleSegment),
      comparable: fc.oneof(
        { maxDepth: 3, depthIdentifier: "expression" },
        literal,
        (tie("singular") as fc.Arbitrary<PathExpression>).map((query): Comparable => ({ kind: "query", query, span })),
        calls(["length", "count", "value"]).map((called): Comparable => ({ kind: "function", call: called, span })),
      ),
      condition: fc.oneof<fc.Arbitrary<Condition>[]>(
        { maxDepth: 3, depthIdentifier: "expression" } as never,
        (tie("singular") as fc.Arbitrary<PathExpression>).map((query): Condition => ({ kind: "exists", query, span })),
        fc
          .tuple(
            fc.constantFrom("==", "!=", "<", "<=", ">", ">=") as fc.Arbitrary<"==">,
            tie("comparable") as fc.Arbitrary<Comparable>,
            tie("comparable") as fc.Arbitrary<Comparable>,
          )
          .map(([operator, left, right]): Condition => ({ kind: "compare", operator, left, right, span })),
        calls(["match", "search"]).map((called): Condition => ({ kind: "test", call: called, span })),
        (tie("query") as fc.Arbitrary<PathExpression>).map((query): Condition => ({ kind: "exists", query, span })),
        (tie("condition") as fc.Arbitrary<Condition>).map((condition): Condition => ({ kind: "not", condition, span })),
        fc
          .tuple(
            fc.constantFrom("or", "and") as fc.Arbitrary<"or">,
            fc.array(tie("condition") as fc.Arbitrary<Condition>, { minLength: 2, maxLength: 3 }),
          )
          .map(([kind, conditions]): Condition => ({ kind, conditions, span })),
      ),
      call: fc.oneof<fc.Arbitrary<Argument>[]>(
        name.map((map): Argument => ({ kind: "index", name: map, nameSpan: span, span })),
        fc
          .tuple(textual, textual, textual)
          .filter(([, search]) => search.kind !== "literal" || search.value !== "")
          .map((three): Argument => ({ kind: "call", operator: "Replace", arguments: three, span })),
        fc
          .tuple(fc.array(fc.tuple(text, argument), { maxLength: 4 }), fc.boolean())
          .map(([pairs, backwards]): Argument => {
            const parameters = pairs.map(([, parameter]) => parameter);
            const last = pairs.length - 1;
            const parts = pairs
              .flatMap(([before], i): (string | number)[] => [before, backwards ? last - i : i])
              .filter((piece) => piece !== "");
            const template: Argument = { kind: "literal", value: printFormatTemplate(parts), span };
            return { kind: "call", operator: "Format", arguments: [template, ...parameters], span };
          }),
      ),
    };
  });

  return fc.oneof<fc.Arbitrary<Expression>[]>(
    path,
    call.filter((made) => made.kind !== "literal") as fc.Arbitrary<Expression>,
    fc.oneof(text, soup).map((value): Expression => ({ kind: "text", value, span })),
    fc
      .tuple(path, fc.option(name, { nil: null }))
      .map(
        ([source, map]): Expression => ({ kind: "map", source, name: map, nameSpan: map === null ? null : span, span }),
      ),
  );
}
