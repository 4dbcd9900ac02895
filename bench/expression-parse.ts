// Parsing expressions: what the first one costs, and that the work grows with their number and no faster. `npx tsx bench/expression-parse.ts`

import { parseExpression } from "../src/core/expression/parse-expression.js";
import { ExpressionParser } from "../src/core/expression/parser.js";
import { makeLexer } from "../src/core/expression/tokens.js";
import { defaultLimits } from "../src/core/language/limits.js";

const same = (index: number) => index;
const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

console.log(
  `lexer made in ${milliseconds(() => makeLexer()).toFixed(1)} ms, parser in ${milliseconds(() => new ExpressionParser()).toFixed(1)} ms`,
);

const shapes: readonly ((n: number) => string)[] = [
  (n) => `$.results.gen${n}.prompts[*].text`,
  (n) => `$$.items[${n}]['a name'].b`,
  (n) => `@Format("{} of {}: {}", $.input.n${n}, @Index(style), 'x')`,
  (n) => `@Replace(@Item(style).name, "a${n}", 'b')`,
  (n) => `@Map($.input.list${n}, style)`,
  (n) => `$..items[?@.price < ${n} && (length(@.name) > 3 || !@.hidden)]`,
];
const distinct = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => (shapes[i % shapes.length] as (n: number) => string)(seed + i));
const parse = (texts: readonly string[]) => {
  for (const text of texts) if (parseExpression(text, same, defaultLimits).expression === null) throw new Error(text);
};
/** The middle of several rounds, each over expressions that were never seen before. */
const median = (count: number, seed: number): number => {
  const rounds = Array.from({ length: 7 }, (_, round) => {
    const texts = distinct(count, seed + round * 100_000);
    return milliseconds(() => parse(texts));
  });
  return rounds.sort((a, b) => a - b)[3] as number;
};

parse(distinct(20_000, 50_000_000));
const thousand = median(1_000, 1_000_000);
const tenThousand = median(10_000, 10_000_000);
console.log(
  `1,000 expressions ${thousand.toFixed(1)} ms · 10,000 ${tenThousand.toFixed(1)} ms · ratio ${(tenThousand / thousand).toFixed(1)} (at most 12)`,
);

for (const [name, make] of [
  ["plain text", (n: number) => "a fox in the snow ".repeat(n)],
  ["text of $$", (n: number) => `a${" $$b".repeat(n * 4)}`],
  ["text of $.", (n: number) => `a${" $.a[".repeat(n * 3)}`],
  ["text of @Item(", (n: number) => `a${" @Item('".repeat(n * 2)}`],
] as const) {
  const [small, large] = [make(1_000), make(10_000)];
  const once = (text: string) => milliseconds(() => void parseExpression(text, same, defaultLimits));
  const middle = (text: string) => Array.from({ length: 9 }, () => once(text)).sort((a, b) => a - b)[4] as number;
  console.log(
    `${name}: ${small.length} units ${middle(small).toFixed(2)} ms · ${large.length} units ${middle(large).toFixed(2)} ms`,
  );
}
