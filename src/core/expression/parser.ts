// Tokens in, the expression tree out; mistakes of meaning go to the reading, the first mistake of grammar ends the parse
// (spec 2.4, 2.12, 2.15). The rules are the productions of grammar/expression.ebnf. The library asks for a class that extends its own.

import { EmbeddedActionsParser, type IToken, type ParserMethod } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import { removal } from "../diagnostic/fix.js";
import type { Comparison } from "../path/path.js";
import { joinSpans } from "../text/span.js";
import { presume } from "../unreachable.js";
import { expectations } from "./expectations.js";
import { asComparable, asTest, brokenOperand, functionCall, type Operand } from "./filter.js";
import { readArgumentNumber, readInteger, readNumber } from "./number-literal.js";
import { resolveCall, type WrittenArgument } from "./operators.js";
import { type Reading, spanAt, tokenSpan } from "./reading.js";
import { decodeString } from "./string-literal.js";
import * as word from "./tokens.js";
import type { Condition, Expression, PathExpression, Root, Segment, Selector } from "./tree.js";

type SliceTail = { readonly end: IToken | null; readonly step: IToken | null; readonly last: IToken };

export class ExpressionParser extends EmbeddedActionsParser {
  #reading: Reading | null = null;

  constructor(validate = false) {
    super(word.vocabulary, { maxLookahead: 1, skipValidations: !validate, errorMessageProvider: expectations });
    this.performSelfAnalysis();
  }

  /** Null where a call was reported or the grammar was left; `errors` of the library holds the latter. */
  parse(tokens: readonly IToken[], reading: Reading): Expression | null {
    this.#reading = reading;
    this.input = tokens as IToken[];
    const expression = this.expression() as Expression | null | undefined;
    this.#reading = null;
    return expression ?? null;
  }

  get reading(): Reading {
    return presume(this.#reading, "a reading during a parse");
  }

  readonly expression: ParserMethod<[], Expression | null> = this.RULE("expression", () =>
    this.OR<Expression | null>([{ ALT: () => this.SUBRULE(this.path) }, { ALT: () => this.SUBRULE(this.call) }]),
  );

  readonly path: ParserMethod<[], PathExpression> = this.RULE("path", () => {
    const root = this.SUBRULE(this.root);
    const segments: Segment[] = [];
    this.MANY(() => {
      segments.push(this.SUBRULE(this.segment));
    });
    return this.ACTION(() => this.#pathOf(root, segments));
  });

  readonly root: ParserMethod<[], Root> = this.RULE("root", () =>
    this.OR<Root>([
      {
        ALT: () => {
          const token = this.CONSUME(word.State);
          return this.ACTION((): Root => ({ kind: "state", span: tokenSpan(this.reading, token) }));
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.Current);
          return this.ACTION((): Root => {
            const span = tokenSpan(this.reading, token);
            if (this.reading.roots === "rfc") {
              this.reading.mistakes.push(diagnose("path/wrong-root", span, { root: "$$", inFilter: false }));
            }
            return { kind: "current", span };
          });
        },
      },
    ]),
  );

  readonly segment: ParserMethod<[], Segment> = this.RULE("segment", () =>
    this.OR<Segment>([
      {
        ALT: () => {
          const dot = this.CONSUME(word.Dot);
          const selector = this.SUBRULE1(this.shorthand);
          return this.ACTION(() => this.#shortSegment("child", dot, selector));
        },
      },
      { ALT: () => this.SUBRULE1(this.brackets) },
      {
        ALT: () => {
          const dots = this.CONSUME(word.Descend);
          return this.OR2<Segment>([
            {
              ALT: () => {
                const selector = this.SUBRULE2(this.shorthand);
                return this.ACTION(() => this.#shortSegment("descendant", dots, selector));
              },
            },
            {
              ALT: () => {
                const open = this.LA(1);
                const segment = this.SUBRULE2(this.brackets);
                return this.ACTION((): Segment => {
                  this.#glued(dots, open);
                  return {
                    ...segment,
                    kind: "descendant",
                    span: joinSpans(tokenSpan(this.reading, dots), segment.span),
                  };
                });
              },
            },
          ]);
        },
      },
    ]),
  );

  readonly shorthand: ParserMethod<[], { selector: Selector; token: IToken }> = this.RULE("shorthand", () =>
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(word.Name);
          return this.ACTION(() => ({
            selector: { kind: "name", name: token.image, span: tokenSpan(this.reading, token) } as Selector,
            token,
          }));
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.Star);
          return this.ACTION(() => ({
            selector: { kind: "wildcard", span: tokenSpan(this.reading, token) } as Selector,
            token,
          }));
        },
      },
    ]),
  );

  readonly brackets: ParserMethod<[], Segment> = this.RULE("brackets", () => {
    const open = this.CONSUME(word.LeftBracket);
    const first = this.LA(1);
    const selectors: Selector[] = [this.SUBRULE1(this.selector)];
    const last = this.LA(0);
    this.MANY(() => {
      this.CONSUME(word.Comma);
      selectors.push(this.SUBRULE2(this.selector));
    });
    const close = this.CONSUME(word.RightBracket);
    return this.ACTION(() => {
      const segment: Segment = { kind: "child", selectors, span: tokenSpan(this.reading, open, close) };
      const tight = first.startOffset === word.endOf(open) && close.startOffset === word.endOf(last);
      if (!tight && selectors.length === 1) this.reading.spaced.add(segment);
      return segment;
    });
  });

  readonly selector: ParserMethod<[], Selector> = this.RULE("selector", () =>
    this.OR<Selector>([
      {
        ALT: () => {
          const token = this.CONSUME(word.StringWord);
          return this.ACTION((): Selector => {
            const name = decodeString(this.reading, token.startOffset, token.image, "path");
            return { kind: "name", name, span: tokenSpan(this.reading, token) };
          });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.Star);
          return this.ACTION((): Selector => ({ kind: "wildcard", span: tokenSpan(this.reading, token) }));
        },
      },
      {
        ALT: () => {
          const mark = this.CONSUME(word.Question);
          const condition = this.SUBRULE(this.disjunction);
          return this.ACTION(
            (): Selector => ({
              kind: "filter",
              condition,
              span: joinSpans(tokenSpan(this.reading, mark), tokenSpan(this.reading, this.LA(0))),
            }),
          );
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.NumberWord);
          const tail = this.OPTION(() => this.SUBRULE1(this.slice)) as SliceTail | undefined;
          return this.ACTION(
            (): Selector =>
              tail === undefined
                ? { kind: "index", index: readInteger(this.reading, token), span: tokenSpan(this.reading, token) }
                : this.#sliceOf(token, token, tail),
          );
        },
      },
      {
        ALT: () => {
          const colon = this.LA(1);
          const tail = this.SUBRULE2(this.slice);
          return this.ACTION(() => this.#sliceOf(colon, null, tail));
        },
      },
    ]),
  );

  /** What follows the start of a slice. */
  readonly slice: ParserMethod<[], SliceTail> = this.RULE("slice", () => {
    let end: IToken | null = null;
    let step: IToken | null = null;
    this.CONSUME1(word.Colon);
    this.OPTION1(() => {
      end = this.CONSUME1(word.NumberWord);
    });
    this.OPTION2(() => {
      this.CONSUME2(word.Colon);
      this.OPTION3(() => {
        step = this.CONSUME2(word.NumberWord);
      });
    });
    return { end, step, last: this.LA(0) };
  });

  readonly disjunction: ParserMethod<[], Condition> = this.RULE("disjunction", () => {
    const conditions = [this.SUBRULE1(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(word.Or);
      conditions.push(this.SUBRULE2(this.conjunction));
    });
    return this.ACTION(() => this.#joined("or", conditions));
  });

  readonly conjunction: ParserMethod<[], Condition> = this.RULE("conjunction", () => {
    const conditions = [this.SUBRULE1(this.condition)];
    this.MANY(() => {
      this.CONSUME(word.And);
      conditions.push(this.SUBRULE2(this.condition));
    });
    return this.ACTION(() => this.#joined("and", conditions));
  });

  readonly condition: ParserMethod<[], Condition> = this.RULE("condition", () => {
    const not = this.OPTION1(() => this.CONSUME(word.Not)) as IToken | undefined;
    const condition = this.OR<Condition>([
      { ALT: () => this.SUBRULE(this.group) },
      {
        ALT: () => {
          const left = this.SUBRULE1(this.operand);
          let operator: IToken | undefined;
          let right: Operand | undefined;
          this.OPTION2(() => {
            operator = this.CONSUME(word.Comparison);
            right = this.SUBRULE2(this.operand);
          });
          return this.ACTION(() => this.#comparison(left, operator, right, not !== undefined));
        },
      },
    ]);
    return this.ACTION((): Condition => {
      if (not === undefined) return condition;
      return {
        kind: "not",
        condition,
        span: joinSpans(tokenSpan(this.reading, not), tokenSpan(this.reading, this.LA(0))),
      };
    });
  });

  readonly group: ParserMethod<[], Condition> = this.RULE("group", () => {
    this.CONSUME(word.LeftParenthesis);
    const condition = this.SUBRULE(this.disjunction);
    this.CONSUME(word.RightParenthesis);
    return condition;
  });

  readonly operand: ParserMethod<[], Operand> = this.RULE("operand", () =>
    this.OR<Operand>([
      {
        ALT: () => {
          const query = this.SUBRULE(this.query);
          return this.ACTION((): Operand => ({ kind: "query", query, span: query.span }));
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.StringWord);
          return this.ACTION((): Operand => {
            const value = decodeString(this.reading, token.startOffset, token.image, "path");
            return { kind: "literal", value, span: tokenSpan(this.reading, token) };
          });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.NumberWord);
          return this.ACTION(
            (): Operand => ({
              kind: "literal",
              value: readNumber(this.reading, token),
              span: tokenSpan(this.reading, token),
            }),
          );
        },
      },
      { ALT: () => this.SUBRULE(this.named) },
    ]),
  );

  /** A call of a function, or one of the three words that are literals. */
  readonly named: ParserMethod<[], Operand> = this.RULE("named", () => {
    const name = this.CONSUME(word.Name);
    let called = false;
    const operands: Operand[] = [];
    this.OPTION1(() => {
      const open = this.CONSUME(word.LeftParenthesis);
      called = true;
      this.ACTION(() => this.#glued(name, open));
      this.OPTION2(() => {
        operands.push(this.SUBRULE1(this.operand));
        this.MANY(() => {
          this.CONSUME(word.Comma);
          operands.push(this.SUBRULE2(this.operand));
        });
      });
      this.CONSUME(word.RightParenthesis);
    });
    return this.ACTION(() => (called ? this.#functionOf(name, operands) : this.#wordOf(name)));
  });

  /** A path inside a filter. */
  readonly query: ParserMethod<[], PathExpression> = this.RULE("query", () =>
    this.OR<PathExpression>([
      { ALT: () => this.SUBRULE(this.path) },
      {
        ALT: () => {
          const at = this.CONSUME(word.Node);
          const segments: Segment[] = [];
          this.MANY(() => {
            segments.push(this.SUBRULE(this.segment));
          });
          return this.ACTION(() => this.#pathOf({ kind: "node", span: tokenSpan(this.reading, at) }, segments));
        },
      },
      {
        ALT: () => {
          const operator = this.LA(1);
          const expression = this.SUBRULE(this.call);
          return this.ACTION((): PathExpression => {
            if (expression?.kind === "path") return expression;
            const span = tokenSpan(this.reading, operator);
            if (expression !== null)
              this.reading.mistakes.push(diagnose("path/wrong-root", span, { root: operator.image, inFilter: true }));
            return { kind: "path", root: { kind: "node", span }, segments: [], span };
          });
        },
      },
    ]),
  );

  readonly call: ParserMethod<[], Expression | null> = this.RULE("call", () => {
    const operator = this.CONSUME(word.Operator);
    const open = this.CONSUME(word.LeftParenthesis);
    this.ACTION(() => this.#glued(operator, open));
    const written: WrittenArgument[] = [];
    this.OPTION(() => {
      written.push(this.SUBRULE1(this.argument));
      this.MANY1(() => {
        this.CONSUME(word.Comma);
        written.push(this.SUBRULE2(this.argument));
      });
    });
    const close = this.CONSUME(word.RightParenthesis);
    const segments: Segment[] = [];
    this.MANY2(() => {
      segments.push(this.SUBRULE(this.segment));
    });
    return this.ACTION(() => {
      const expression = resolveCall(this.reading, { operator, close, arguments: written, segments });
      if (expression?.kind === "path") this.#checkSegments(segments);
      return expression;
    });
  });

  readonly argument: ParserMethod<[], WrittenArgument> = this.RULE("argument", () =>
    this.OR<WrittenArgument>([
      {
        ALT: () => {
          const expression = this.SUBRULE(this.path);
          return this.ACTION((): WrittenArgument => ({ kind: "expression", expression, span: expression.span }));
        },
      },
      {
        ALT: () => {
          const operator = this.LA(1);
          const expression = this.SUBRULE(this.call);
          return this.ACTION((): WrittenArgument => {
            if (expression === null) return { kind: "broken", span: tokenSpan(this.reading, operator) };
            return { kind: "expression", expression, span: expression.span };
          });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.StringWord);
          return this.ACTION((): WrittenArgument => {
            const value = decodeString(this.reading, token.startOffset, token.image, "call");
            return { kind: "string", value, token, span: tokenSpan(this.reading, token) };
          });
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.NumberWord);
          return this.ACTION(
            (): WrittenArgument => ({
              kind: "number",
              value: readArgumentNumber(this.reading, token),
              span: tokenSpan(this.reading, token),
            }),
          );
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.Name);
          return this.ACTION(
            (): WrittenArgument => ({ kind: "word", word: token.image, span: tokenSpan(this.reading, token) }),
          );
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(word.HyphenName);
          return this.ACTION(
            (): WrittenArgument => ({ kind: "word", word: token.image, span: tokenSpan(this.reading, token) }),
          );
        },
      },
    ]),
  );

  #pathOf(root: Root, segments: readonly Segment[]): PathExpression {
    this.#checkSegments(segments);
    return { kind: "path", root, segments, span: joinSpans(root.span, segments.at(-1)?.span ?? root.span) };
  }

  #checkSegments(segments: readonly Segment[]): void {
    const { limits, mistakes } = this.reading;
    const surplus = segments[limits.segments];
    if (surplus !== undefined) {
      mistakes.push(diagnose("limit/segments", surplus.span, { limit: limits.segments, actual: segments.length }));
    }
    const descendants = segments.filter((segment) => segment.kind === "descendant");
    const deep = descendants[limits.descendants];
    if (deep !== undefined) {
      mistakes.push(
        diagnose("limit/descendants", deep.span, { limit: limits.descendants, actual: descendants.length }),
      );
    }
  }

  #shortSegment(
    kind: Segment["kind"],
    mark: IToken,
    { selector, token }: { selector: Selector; token: IToken },
  ): Segment {
    this.#glued(mark, token);
    return { kind, selectors: [selector], span: tokenSpan(this.reading, mark, token) };
  }

  #sliceOf(first: IToken, start: IToken | null, tail: SliceTail): Selector {
    const read = (token: IToken | null) => (token === null ? null : readInteger(this.reading, token));
    return {
      kind: "slice",
      start: read(start),
      end: read(tail.end),
      step: read(tail.step),
      span: tokenSpan(this.reading, first, tail.last),
    };
  }

  #joined(kind: "or" | "and", conditions: readonly Condition[]): Condition {
    const [first] = conditions;
    if (conditions.length === 1 && first !== undefined) return first;
    const span = joinSpans(presume(first, "a condition").span, presume(conditions.at(-1), "a condition").span);
    return { kind, conditions, span };
  }

  #comparison(left: Operand, operator: IToken | undefined, right: Operand | undefined, negated: boolean): Condition {
    if (operator === undefined || right === undefined) return asTest(this.reading, left);
    if (negated)
      this.reading.mistakes.push(diagnose("path/not-before-comparison", tokenSpan(this.reading, operator), {}));
    return {
      kind: "compare",
      operator: operator.image as Comparison,
      left: asComparable(this.reading, left),
      right: asComparable(this.reading, right),
      span: joinSpans(left.span, right.span),
    };
  }

  #functionOf(name: IToken, operands: readonly Operand[]): Operand {
    const call = functionCall(this.reading, name, this.LA(0), operands);
    return call === null ? brokenOperand(tokenSpan(this.reading, name)) : { kind: "function", call, span: call.span };
  }

  #wordOf(token: IToken): Operand {
    const span = tokenSpan(this.reading, token);
    const values: ReadonlyMap<string, boolean | null> = new Map([
      ["true", true],
      ["false", false],
      ["null", null],
    ]);
    const value = values.get(token.image);
    if (value !== undefined) return { kind: "literal", value, span };
    this.reading.mistakes.push(diagnose("path/bare-word", span, { word: token.image }));
    return brokenOperand(span);
  }

  /** RFC 9535 allows no blank space here. */
  #glued(before: IToken, after: IToken): void {
    const start = word.endOf(before);
    if (after.startOffset === start) return;
    const span = spanAt(this.reading, start, after.startOffset);
    const said = { before: before.image, after: after.image };
    this.reading.mistakes.push(diagnose("path/space", span, said, { fixes: [removal("remove the space", span)] }));
  }
}
