// Generators for laws of the evaluator: states whose data looks like expressions, and templates that reach into them.

import fc from "fast-check";
import type {
  ComparableIr,
  ConditionIr,
  PathIr,
  QueryIr,
  RootIr,
  SegmentIr,
  SelectorIr,
  TemplateIr,
} from "../../src/core/ir/ir.js";
import type { Json } from "../../src/core/text/json.js";
import { hostileNumbers } from "../build/hostile.js";
import * as ir from "../build/ir.js";

const keys = ["a", "b", "c", "list", "length", "0", "__proto__", "constructor", "toString", "[*]", " else ", "", "é"];
const key = fc.constantFrom(...keys);
const texts = ["", "a", "ab", "$.x", "@Map($.a)", "$&", "{}", "__proto__", "\u{1F600}", "\uffee", "a\nb", "a.b"];
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(...texts),
  fc.constantFrom(1, -1, 2.5, ...hostileNumbers),
  fc.boolean(),
  fc.constant(null),
);

const record = (value: fc.Arbitrary<Json>, maxLength: number): fc.Arbitrary<Json> =>
  fc.array(fc.tuple(key, value), { maxLength }).map((entries) => Object.fromEntries(entries) as Json);

export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }) as fc.Arbitrary<Json>,
    record(tie("value"), 4),
  ),
})).value;

/** Objects all the way to where templates usually look, so that paths find something. */
export const stateJson: fc.Arbitrary<Json> = fc
  .record({ a: json, list: fc.array(json, { maxLength: 4 }), b: record(json, 4), c: json })
  .map((value) => value as Json);

const small = fc.integer({ min: -4, max: 4 });
const bound = fc.oneof(fc.constant(null), small);

const plainSelector: fc.Arbitrary<SelectorIr> = fc.oneof(
  { weight: 5, arbitrary: key.map(ir.name) },
  { weight: 2, arbitrary: small.map(ir.index) },
  { weight: 2, arbitrary: fc.constant(ir.everything) },
  { weight: 1, arbitrary: fc.tuple(bound, bound, bound).map(([start, end, step]) => ir.slice(start, end, step)) },
);

function selector(depth: number, levels: number): fc.Arbitrary<SelectorIr> {
  if (depth === 0) return plainSelector;
  return fc.oneof(
    { weight: 6, arbitrary: plainSelector },
    { weight: 1, arbitrary: condition(depth - 1, levels).map(ir.filter) },
  );
}

function segment(depth: number, levels: number): fc.Arbitrary<SegmentIr> {
  const selectors = fc.oneof(
    { weight: 5, arbitrary: selector(depth, levels).map((one) => [one]) },
    { weight: 1, arbitrary: fc.array(selector(depth, levels), { minLength: 2, maxLength: 3 }) },
  );
  return fc.oneof(
    { weight: 6, arbitrary: selectors.map((list) => ir.child(...list)) },
    { weight: 1, arbitrary: selectors.map((list) => ir.descendant(...list)) },
  );
}

const singularSegment = fc.oneof(key.map(ir.name), small.map(ir.index)).map((one) => ir.child(one));

function root(levels: number, filter: boolean): fc.Arbitrary<RootIr> {
  const items = Array.from({ length: levels }, (_, level) => ir.item(level));
  return fc.constantFrom<RootIr>(ir.state, ...items, ...items, ...(filter ? [ir.node, ir.node, ir.node] : []));
}

export function arbitraryQuery(
  depth: number,
  levels: number,
  filter: boolean,
  singular: boolean,
): fc.Arbitrary<QueryIr> {
  const segments = singular
    ? fc.array(singularSegment, { maxLength: 3 })
    : fc.array(segment(depth, levels), { maxLength: 3 });
  return fc.tuple(root(levels, filter), segments).map(([start, parts]) => ir.query(start, ...parts));
}

function comparable(levels: number): fc.Arbitrary<ComparableIr> {
  const nodes = arbitraryQuery(0, levels, true, false);
  const value = arbitraryQuery(0, levels, true, true).map((query): ComparableIr => ({ kind: "query", query }));
  return fc.oneof(
    fc
      .oneof(fc.constantFrom(...texts), fc.integer({ min: 0, max: 4 }), fc.boolean(), fc.constant(null))
      .map((literal): ComparableIr => ({ kind: "literal", value: literal })),
    value,
    fc
      .tuple(fc.constantFrom("count" as const, "value" as const), nodes)
      .map(
        ([name, query]): ComparableIr => ({ kind: "function", call: { name, arguments: [{ kind: "nodes", query }] } }),
      ),
    value.map((argument): ComparableIr => ({ kind: "function", call: { name: "length", arguments: [argument] } })),
  );
}

/** Mean the same as I-Regexp and to JavaScript. */
const patterns = ["a", "a.b", "a.*", ".", "(a|b)+", "[ab]{1,2}", "\\p{Lu}", "[^a]", "\\$\\."].slice(0, 8);

export function condition(depth: number, levels: number): fc.Arbitrary<ConditionIr> {
  const operand = comparable(levels);
  const basic = fc.oneof(
    arbitraryQuery(Math.min(depth, 1), levels, true, false).map((query): ConditionIr => ({ kind: "exists", query })),
    fc
      .tuple(fc.constantFrom("==", "!=", "<", "<=", ">", ">="), operand, operand)
      .map(([operator, left, right]): ConditionIr => ({ kind: "compare", operator, left, right })),
    fc.tuple(fc.constantFrom("match" as const, "search" as const), operand, fc.constantFrom(...patterns)).map(
      ([name, text, pattern]): ConditionIr => ({
        kind: "test",
        call: { name, arguments: [text, { kind: "literal", value: pattern }] },
      }),
    ),
  );
  if (depth === 0) return basic;
  const inner = condition(depth - 1, levels);
  return fc.oneof(
    { weight: 4, arbitrary: basic },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(inner, { minLength: 2, maxLength: 3 }))
        .map(([kind, conditions]): ConditionIr => ({ kind, conditions })),
    },
    { weight: 1, arbitrary: inner.map((part): ConditionIr => ({ kind: "not", condition: part })) },
  );
}

function path(levels: number): fc.Arbitrary<PathIr> {
  return fc
    .boolean()
    .chain((singular) =>
      arbitraryQuery(1, levels, false, singular).map(({ root: start, segments }) => ir.path(start, ...segments)),
    );
}

/** Sources that are arrays more often than not. */
function source(levels: number): fc.Arbitrary<PathIr> {
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ir.$("list"),
        ir.$("list", ir.child(ir.everything)),
        ir.$("b", ir.child(ir.everything)),
      ),
    },
    { weight: 2, arbitrary: path(levels) },
  );
}

/** A template that stands inside `levels` maps. */
export function template(depth: number, levels: number): fc.Arbitrary<TemplateIr> {
  const leaf: fc.Arbitrary<TemplateIr> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom(...texts), fc.constantFrom(0, 1.5), fc.constant(null)).map(ir.constant),
    },
    { weight: 3, arbitrary: path(levels) },
    ...(levels > 0
      ? [
          {
            weight: 2,
            arbitrary: fc.integer({ min: 0, max: levels - 1 }).map((level): TemplateIr => ir.position(level)),
          },
        ]
      : []),
  );
  if (depth === 0) return leaf;
  const inner = template(depth - 1, levels);
  const mapped = fc
    .tuple(source(levels), template(depth - 1, levels + 1))
    .map(([from, body]) => ir.map(levels, from, body));
  const argument = fc.oneof(leaf, fc.constantFrom(...texts).map(ir.constant));
  return fc.oneof(
    { weight: 1, arbitrary: leaf },
    { weight: 2, arbitrary: fc.array(fc.oneof(inner, mapped), { maxLength: 3 }).map((list) => ir.array(...list)) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "2", "1"), inner), { maxLength: 5 }),
          fc.array(fc.oneof(inner, mapped, fc.constant(ir.$("b"))), { maxLength: 2 }),
        )
        .map(([entries, sources]) => ir.object(Object.fromEntries(entries), ...sources)),
    },
    { weight: 3, arbitrary: mapped },
    { weight: 1, arbitrary: fc.tuple(argument, argument).map(([a, b]) => ir.format(["x", 0, "{", 1], a, b)) },
    { weight: 1, arbitrary: fc.tuple(argument, argument, argument).map(([a, b, c]) => ir.replace(a, b, c)) },
  );
}
