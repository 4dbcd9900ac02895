// Tokens in, the document tree and the mistakes of its text out (spec 1.2, 1.3; productions in grammar/document.ebnf).
//
// Tolerant by design: commas, colons and closing brackets are optional, and anything that is not allowed where it appears is skipped.
// So every sequence of tokens is in the language, the library's recovery is never needed, and each thing that is missing is
// reported at its place. Where a closing bracket is missing is decided by what follows (`#endsHere`); what follows may allow more
// than one answer, so the caller tries several `Reading`s of a broken text and keeps the one with the fewest mistakes.

import { EmbeddedActionsParser, EOF, type IToken, type TokenType } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import { defaultLimits } from "../language/limits.js";
import { type Span, spanOf } from "../text/span.js";
import { closerPlace, type Layout } from "./layout.js";
import { type Mistakes, noMistakes, tell } from "./mistakes.js";
import {
  isGuessed,
  keyOf,
  malformedNumber,
  missing,
  nameOf,
  numberOf,
  type Reader,
  spanOfToken,
  stringOf,
  wordOf,
} from "./scalars.js";
import { isClosed } from "./string-literal.js";
import * as T from "./tokens.js";
import { endOf } from "./tokens.js";
import type { DocumentNode, KeyNode, Member, ObjectNode } from "./tree.js";

/** How to take what can be taken in several ways. Of a text without mistakes all readings are the same. */
export type Reading = {
  /** A line that begins no deeper than the line of an open bracket shows that the bracket should be closed. */
  readonly layout?: Layout | undefined;
  /** A key that is there already belongs to the object around. */
  readonly repeatedKey?: boolean;
  /** A comma with nothing before it belongs to what is around. */
  readonly emptyComma?: boolean;
  /** A closing bracket of the other kind is a slip, and closes. */
  readonly wrongCloser?: boolean;
};

/** An object or array while it is read. */
type OpenBracket = {
  readonly opener: IToken | null;
  readonly isObject: boolean;
  readonly parent: OpenBracket | null;
  readonly members: Member[];
  readonly elements: DocumentNode[];
  /** The keys by name, once there are too many to search one by one. */
  keys: Map<string, KeyNode> | null;
  /** A comma stands before what comes next, or nothing does. */
  separated: boolean;
  /** Something unexpected was reported; what follows it up to the next comma belongs to it. */
  skipping: boolean;
  /** Not all of it could be read. */
  torn: boolean;
  /** The member that is being read. */
  readonly draft: Draft;
  /** The indentation of the opener's line, where the opener ends that line; -1 where lines say nothing. */
  readonly indent: number;
};

type Draft = {
  /** The token before the key. */
  before: IToken;
  key: IToken;
  hasColon: boolean;
  value: DocumentNode | null;
  /** It is not a key: it belongs to something unexpected. */
  junk: boolean;
};

const MANY_KEYS = 12;
const NO_TOKEN: IToken = { image: "", startOffset: 0, tokenType: EOF, tokenTypeIdx: 0 };

const isKey = (type: TokenType): boolean =>
  type === T.Text || type === T.Word || type === T.True || type === T.False || type === T.Null || type === T.CurlyText;
const isValue = (type: TokenType): boolean =>
  isKey(type) || type === T.NumberLiteral || type === T.LeftBrace || type === T.LeftBracket;
const isCloser = (type: TokenType): boolean => type === T.RightBrace || type === T.RightBracket;

/** Deeper texts are refused whatever the limit says: the parser and the stages after it walk the tree by recursion. */
export const DEEPEST = 200;

/**
 * Brackets are counted before the grammar sees them, where every closer closes. The grammar passes over stray closers, so in a text
 * full of them it may come deeper: it stops there, by this, and nothing was read.
 */
class TooDeep {
  readonly bracket: IToken;
  constructor(bracket: IToken) {
    this.bracket = bracket;
  }
}

export type Read = {
  readonly root: DocumentNode | null;
  readonly mistakes: Mistakes;
  readonly doubtful: boolean;
  readonly tooDeep: IToken | null;
};

export class DocumentParser extends EmbeddedActionsParser {
  #text = "";
  /** Brackets that are open, stray closers not counted. */
  #depth = 0;
  #reading: Reading = {};
  #reader: Reader = { limits: defaultLimits, hasControls: false, mistakes: noMistakes() };
  /** Around the root; it holds nothing. */
  #outside = newScope(null, false, null, -1);
  #scope: OpenBracket = this.#outside;
  #lastGlued: IToken | null = null;
  /** The scope ends although its closer is not what comes next. */
  #ended = false;
  #toldEnd = false;
  /** Brackets do not fit, so another reading may be better. */
  #doubtful = false;

  constructor(skipValidations: boolean) {
    super(T.grammarTokens, { maxLookahead: 1, recoveryEnabled: false, skipValidations });
    this.performSelfAnalysis();
  }

  read(text: string, tokens: IToken[], reader: Reader, reading: Reading): Read {
    this.input = tokens;
    this.#depth = 0;
    this.#text = text;
    this.#reader = reader;
    this.#reading = reading;
    this.#outside = newScope(null, false, null, -1);
    this.#scope = this.#outside;
    this.#toldEnd = false;
    this.#doubtful = false;
    const { root, tooDeep } = this.#readAll();
    this.input = [];
    return { root, mistakes: reader.mistakes, doubtful: this.#doubtful, tooDeep };
  }

  #readAll(): Pick<Read, "root" | "tooDeep"> {
    try {
      const root = this.document();
      const broken = this.errors[0];
      if (broken !== undefined) throw new Error(`the grammar of documents is not total: ${broken.message}`);
      return { root, tooDeep: null };
    } catch (thrown) {
      if (thrown instanceof TooDeep) return { root: null, tooDeep: thrown.bracket };
      throw thrown;
    }
  }

  document = this.RULE("document", (): DocumentNode | null => {
    let root: DocumentNode | null = null;
    this.MANY(() => {
      const token = this.OR(this.#strayChoices);
      if (this.RECORDING_PHASE) return;
      if (this.#reader.mistakes.count === 0) this.#tellUnexpected(token);
      else this.#reader.mistakes.wasted++;
    });
    this.OPTION({
      GATE: () => isKey(this.LA(1).tokenType) && this.LA(2).tokenType === T.Colon,
      DEF: () => {
        root = this.SUBRULE(this.bareObject);
      },
    });
    this.OPTION1({
      GATE: () => root === null,
      DEF: () => {
        root = this.SUBRULE(this.value);
      },
    });
    const isLeft = this.SUBRULE(this.rest);
    return isLeft && root !== null ? tornRoot(root) : root;
  });

  #strayChoices = [T.Comma, T.Colon, T.RightBrace, T.RightBracket, T.Unknown].map((type) => ({
    ALT: (): IToken => this.CONSUME(type),
  }));

  /** The members of a flow whose braces were forgotten. */
  bareObject = this.RULE("bareObject", (): DocumentNode => {
    const first = this.LA(1);
    this.ACTION(() =>
      tell(this.#reader.mistakes, () =>
        diagnose("document/missing-opener", spanOf(first.startOffset, first.startOffset), {}),
      ),
    );
    const scope = this.#enter(null, true);
    this.SUBRULE(this.members);
    this.OPTION(() => this.CONSUME(T.RightBrace));
    this.#scope = this.#outside;
    return objectOf(spanOf(first.startOffset, endOf(this.LA(0))), scope);
  });

  /** What follows the root is reported once, and lost. */
  rest = this.RULE("rest", (): boolean => {
    const first = this.LA(1);
    this.ACTION(() => {
      if (first.tokenType === EOF) return;
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/after-root", spanOfToken(first), { text: first.image }));
    });
    this.MANY(() => {
      this.OR(this.#anyToken);
      this.#reader.mistakes.wasted++;
    });
    return first.tokenType !== EOF;
  });

  #anyToken = T.grammarTokens.map((type) => ({ ALT: (): IToken => this.CONSUME(type) }));

  value = this.RULE("value", (): DocumentNode => this.OR(this.#valueChoices));

  #valueChoices = [
    { ALT: (): DocumentNode => stringOf(this.CONSUME(T.Text), this.#reader) },
    { ALT: (): DocumentNode => this.SUBRULE(this.object) },
    { ALT: (): DocumentNode => this.SUBRULE(this.array) },
    { ALT: (): DocumentNode => this.SUBRULE(this.number) },
    { ALT: (): DocumentNode => ({ kind: "boolean", span: spanOfToken(this.CONSUME(T.True)), value: true }) },
    { ALT: (): DocumentNode => ({ kind: "boolean", span: spanOfToken(this.CONSUME(T.False)), value: false }) },
    { ALT: (): DocumentNode => ({ kind: "null", span: spanOfToken(this.CONSUME(T.Null)) }) },
    { ALT: (): DocumentNode => stringOf(this.CONSUME(T.CurlyText), this.#reader) },
    {
      ALT: (): DocumentNode => wordOf(this.CONSUME(T.Word), this.#scope.skipping, this.#reader),
    },
  ];

  number = this.RULE("number", (): DocumentNode => {
    const first = this.CONSUME(T.NumberLiteral);
    this.#lastGlued = first;
    this.MANY(this.#gluedLoop);
    return this.#lastGlued === first ? numberOf(first, this.#reader) : this.#malformedNumber(first);
  });

  #gluedLoop = {
    GATE: (): boolean => this.#isGlued(this.#lastGlued as IToken),
    DEF: (): void => {
      this.#lastGlued = this.OR(this.#gluedChoices);
    },
  };

  #gluedChoices = [
    { ALT: (): IToken => this.CONSUME1(T.NumberLiteral) },
    { ALT: (): IToken => this.CONSUME(T.Word) },
    { ALT: (): IToken => this.CONSUME(T.Colon) },
  ];

  object = this.RULE("object", (): DocumentNode => {
    const scope = this.#enter(this.CONSUME(T.LeftBrace), true);
    this.SUBRULE(this.members);
    const closer = this.OPTION(this.#objectCloser);
    return objectOf(this.#leave(scope, closer), scope);
  });

  #objectCloser = {
    GATE: (): boolean => !this.#ended,
    DEF: (): IToken => this.OR(this.#objectCloserChoices),
  };

  #objectCloserChoices = [
    { ALT: (): IToken => this.CONSUME(T.RightBrace) },
    { ALT: (): IToken => this.CONSUME(T.RightBracket) },
  ];

  members = this.RULE("members", () => this.MANY(this.#membersLoop));

  #membersLoop = { GATE: (): boolean => this.#memberFollows(), DEF: (): void => this.OR(this.#memberChoices) };

  #memberChoices = [
    { ALT: (): void => this.SUBRULE(this.member) },
    { ALT: (): void => this.#takeComma(this.CONSUME(T.Comma)) },
    { ALT: (): void => this.SUBRULE(this.keyless) },
    { ALT: (): void => this.SUBRULE(this.unexpected) },
  ];

  member = this.RULE("member", (): void => {
    const scope = this.#scope;
    const draft = scope.draft;
    draft.before = this.LA(0);
    draft.key = this.OR(this.#keyChoices);
    draft.hasColon = false;
    draft.value = null;
    draft.junk = this.#isJunk(scope);
    this.OPTION(this.#colon);
    this.OPTION1(this.#wrongColon);
    this.OPTION2(this.#memberValue);
    if (!draft.junk && !this.RECORDING_PHASE) this.#addMember(scope);
  });

  #colon = (): void => {
    this.CONSUME(T.Colon);
    this.#scope.draft.hasColon = true;
  };

  #wrongColon = {
    GATE: (): boolean => {
      const { hasColon, junk } = this.#scope.draft;
      return !hasColon && !junk && /^=+>?$/.test(this.LA(1).image);
    },
    DEF: (): void => {
      this.#tellWrongColon(this.CONSUME(T.Unknown));
      this.#scope.draft.hasColon = true;
    },
  };

  #memberValue = {
    GATE: (): boolean => {
      const { hasColon, junk } = this.#scope.draft;
      return !junk && this.#valueFollows(hasColon);
    },
    DEF: (): void => {
      const { draft } = this.#scope;
      draft.value = this.SUBRULE(this.value);
    },
  };

  #keyChoices = [
    { ALT: (): IToken => this.CONSUME(T.Text) },
    { ALT: (): IToken => this.CONSUME(T.Word) },
    { ALT: (): IToken => this.CONSUME(T.True) },
    { ALT: (): IToken => this.CONSUME(T.False) },
    { ALT: (): IToken => this.CONSUME(T.Null) },
    { ALT: (): IToken => this.CONSUME(T.CurlyText) },
  ];

  #takeComma(token: IToken): void {
    const scope = this.#scope;
    if (scope.separated && !this.RECORDING_PHASE) {
      this.#tellExtraComma(token);
      // An element may be missing before it.
      if (!scope.isObject) scope.torn = true;
    }
    scope.separated = true;
    scope.skipping = false;
  }

  /** A value without a key: reported and left out. */
  keyless = this.RULE("keyless", (): void => {
    const first = this.LA(1);
    const scope = this.#scope;
    if (!scope.skipping && !this.#isAfterUnclosed()) {
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/missing-key", spanOfToken(first), { text: first.image }));
    }
    this.OR(this.#keylessChoices);
    passOver(scope);
  });

  #keylessChoices = [
    { ALT: (): DocumentNode => this.SUBRULE(this.object) },
    { ALT: (): DocumentNode => this.SUBRULE(this.array) },
    { ALT: (): DocumentNode => this.SUBRULE(this.number) },
  ];

  unexpected = this.RULE("unexpected", (): void => {
    const silent = this.#scope.skipping || this.#isAfterUnclosed();
    const token = this.OR(this.#unexpectedChoices);
    if (this.RECORDING_PHASE) return;
    const closer = isCloser(token.tokenType);
    if (closer || !silent) this.#tellUnexpected(token);
    else this.#reader.mistakes.wasted++;
    if (closer) tearAll(this.#scope);
    else passOver(this.#scope);
  });

  #unexpectedChoices = [T.Colon, T.Unknown, T.RightBrace, T.RightBracket].map((type) => ({
    ALT: (): IToken => this.CONSUME(type),
  }));

  array = this.RULE("array", (): DocumentNode => {
    const scope = this.#enter(this.CONSUME(T.LeftBracket), false);
    this.SUBRULE(this.elements);
    const closer = this.OPTION(this.#arrayCloser);
    const span = this.#leave(scope, closer);
    const { elements, torn } = scope;
    return torn ? { kind: "array", span, elements, torn } : { kind: "array", span, elements };
  });

  #arrayCloser = {
    GATE: (): boolean => !this.#ended,
    DEF: (): IToken => this.OR(this.#arrayCloserChoices),
  };

  #arrayCloserChoices = [
    { ALT: (): IToken => this.CONSUME(T.RightBracket) },
    { ALT: (): IToken => this.CONSUME(T.RightBrace) },
  ];

  elements = this.RULE("elements", () => this.MANY(this.#elementsLoop));

  #elementsLoop = { GATE: (): boolean => this.#elementFollows(), DEF: (): void => this.OR(this.#elementChoices) };

  #elementChoices = [
    { ALT: (): void => this.SUBRULE(this.element) },
    { ALT: (): void => this.#takeComma(this.CONSUME(T.Comma)) },
    { ALT: (): void => this.SUBRULE(this.unexpected) },
  ];

  element = this.RULE("element", (): void => {
    const scope = this.#scope;
    const first = this.LA(1);
    if (!scope.separated && !scope.skipping && !this.#isAfterUnclosed()) {
      if (first.tokenType === T.Word) {
        this.#tellUnexpected(first);
        passOver(scope);
      } else {
        this.#tellMissingComma(this.LA(0), first);
        scope.torn = true;
      }
    }
    const value = this.SUBRULE(this.value);
    if (!scope.skipping || first.tokenType !== T.Word) scope.elements.push(value);
    scope.separated = false;
    if (value.kind === "missing") scope.skipping = true;
    if (this.#isAfterUnclosed()) scope.torn = true;
    if (isGuessed(this.LA(0))) tearAll(scope);
  });

  // ── what follows ────────────────────────────────────────────────────────────────────────────────────────────────

  #memberFollows(): boolean {
    const scope = this.#scope;
    const first = this.LA(1);
    const type = first.tokenType;
    this.#ended = false;
    if (type === EOF) return false;
    if (type === T.RightBrace) return this.#passesOverCloser(scope, first);
    const next = this.LA(2).tokenType;
    if (this.#reading.layout === undefined && !this.#reading.repeatedKey) {
      if (type === T.Comma && !scope.separated && next === T.Text && this.LA(3).tokenType === T.Colon) return true;
      if (next === T.Colon && isKey(type)) return true;
    }
    return this.#goesOn(scope);
  }

  #elementFollows(): boolean {
    const scope = this.#scope;
    const first = this.LA(1);
    const type = first.tokenType;
    this.#ended = false;
    if (type === EOF) return false;
    if (type === T.RightBracket) return this.#passesOverCloser(scope, first);
    const next = this.LA(2).tokenType;
    if (this.#reading.layout === undefined) {
      if (type === T.Comma && !scope.separated && isValue(next) && this.LA(3).tokenType !== T.Colon) return true;
      if (next !== T.Colon && isValue(type)) return true;
    }
    return this.#goesOn(scope);
  }

  /** The scope's own kind of closer: it closes, unless a bracket around it is meant or the root would end too early. */
  #passesOverCloser(scope: OpenBracket, closer: IToken): boolean {
    if (scope.parent === null) {
      if (scope.opener === null) return this.LA(2).tokenType !== EOF;
      if (!scope.isObject || this.LA(2).tokenType !== T.Comma) return false;
      return isKey(this.LA(3).tokenType) && this.LA(4).tokenType === T.Colon;
    }
    const placing = this.#reading.layout?.get(closer);
    this.#ended = placing?.first === true && placing.indent < scope.indent && encloses(scope.parent, scope.isObject);
    return false;
  }

  /** For everything but the scope's own closer. */
  #goesOn(scope: OpenBracket): boolean {
    if (this.#reading.wrongCloser === true && isCloser(this.LA(1).tokenType)) return false;
    this.#ended = this.#endsHere(scope);
    return !this.#ended;
  }

  /** Whether a closer is missing here. One comma may follow it; more commas are looked at one by one. */
  #endsHere(scope: OpenBracket): boolean {
    const { parent } = scope;
    if (parent === null) return false;
    const commas = this.LA(1).tokenType === T.Comma ? 1 : 0;
    if (commas === 1 && this.#reading.emptyComma === true && scope.separated) return true;
    const next = this.LA(1 + commas);
    const type = next.tokenType;
    if (type === EOF || type === T.Comma) return false;
    if (this.#isOutdented(scope, this.LA(1)) || (commas === 1 && !isCloser(type) && this.#isOutdented(scope, next)))
      return true;
    if (isCloser(type)) return commas === 0 && encloses(parent, !scope.isObject);
    if (isKey(type) && this.LA(2 + commas).tokenType === T.Colon) {
      if (!scope.isObject) return encloses(parent, true);
      return this.#reading.repeatedKey === true && parent.isObject && this.#belongsOutside(scope, parent, next);
    }
    if (!scope.isObject || !isValue(type) || !encloses(parent, false)) return false;
    if (scope.members.length === 0 && commas === 0) return false;
    return !isKey(type) || type === T.CurlyText ? type !== T.CurlyText : this.#isElement(commas + 1, type);
  }

  /** A string or word of JSON in an object of an array, at LA(at): an element of the array, and not a key that lacks something. */
  #isElement(at: number, type: TokenType): boolean {
    if (type === T.Word) return false;
    const after = this.LA(at + 1).tokenType;
    if (after === T.RightBracket) return true;
    return after === T.Comma && this.LA(at + 3).tokenType !== T.Colon;
  }

  #isOutdented(scope: OpenBracket, token: IToken): boolean {
    const placing = this.#reading.layout?.get(token);
    return placing?.first === true && placing.indent <= scope.indent;
  }

  #belongsOutside(scope: OpenBracket, parent: OpenBracket, key: IToken): boolean {
    const name = nameOf(key);
    return findKey(scope, name) !== undefined && findKey(parent, name) === undefined;
  }

  /** A key stands here without comma, colon or value of its own: it belongs to something unexpected. */
  #isJunk(scope: OpenBracket): boolean {
    if (scope.separated && !scope.skipping) return false;
    const next = this.LA(1);
    const { before, key: token } = scope.draft;
    if (next.tokenType === T.Colon || isUnclosed(before)) return false;
    if (!scope.skipping) {
      const isString = token.tokenType !== T.Word;
      if (isString && isValue(next.tokenType) && next.tokenType !== T.Word) return false;
      this.#tellUnexpected(token);
    }
    passOver(scope);
    if (isGuessed(token)) tearAll(scope);
    return true;
  }

  /** A key with its colon is the next member, not this one's value. */
  #valueFollows(hasColon: boolean): boolean {
    const type = this.LA(1).tokenType;
    if (!isKey(type)) return true;
    if (this.LA(2).tokenType === T.Colon) return false;
    return hasColon || type !== T.Word;
  }

  /** Part of the number before it: `12px`, `1.2.3`, `0123`, `10:30`, `2024-01-01T10:30`. Another word with a colon is the next key. */
  #isGlued(last: IToken): boolean {
    const next = this.LA(1);
    if (next.startOffset !== endOf(last)) return false;
    if (next.tokenType === T.Word) return this.LA(2).tokenType !== T.Colon || /^T\d\d$/.test(next.image);
    const after = this.LA(2);
    if (next.tokenType === T.Colon)
      return /^T?\d\d?$/.test(last.image) && /^\d\d/.test(after.image) && after.startOffset === endOf(next);
    if (last.tokenType === T.Colon) return true;
    return next.tokenType === T.NumberLiteral;
  }

  // ── scopes ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #enter(opener: IToken | null, isObject: boolean): OpenBracket {
    this.#depth++;
    if (opener !== null && this.#depth > Math.min(this.#reader.limits.nesting, DEEPEST)) throw new TooDeep(opener);
    const layout = this.#reading.layout;
    const governed = opener !== null && layout?.get(this.LA(1))?.first === true;
    const indent = governed ? (layout.get(opener)?.indent ?? -1) : -1;
    const parent = this.#scope === this.#outside ? null : this.#scope;
    this.#scope = newScope(opener, isObject, parent, indent);
    return this.#scope;
  }

  /** The span of what ends here. */
  #leave(scope: OpenBracket, closer: IToken | undefined): Span {
    this.#depth--;
    this.#scope = scope.parent ?? this.#outside;
    if (this.RECORDING_PHASE) return spanOf(0, 0);
    const start = scope.opener?.startOffset ?? 0;
    if (closer === undefined) {
      this.#tellMissingCloser(scope);
      return spanOf(start, endOf(this.LA(0)));
    }
    if (closer.tokenType !== closerOf(scope)) this.#tellWrongCloser(scope, closer);
    return spanOf(start, endOf(closer));
  }

  #addMember(scope: OpenBracket): void {
    const { before, key: token, hasColon, value: given } = scope.draft;
    if (!scope.separated && !scope.skipping && !isUnclosed(before)) this.#tellMissingComma(before, token);
    const { count: told } = this.#reader.mistakes;
    const written = keyOf(token, !hasColon && given === null, this.#reader);
    const isAlone = !hasColon && (given === null || given.kind === "missing");
    const isTold = token.tokenType !== T.CurlyText && this.#reader.mistakes.count > told;
    const isBroken = isAlone || isTold || isGuessed(token);
    const key: KeyNode = isBroken ? { ...written, broken: true } : written;
    // A key that was not read for sure may be any.
    if (isBroken) scope.torn = true;
    // A string that does not end may have taken members with it, one that is said to end elsewhere also brackets.
    if (this.#isAfterUnclosed()) scope.torn = true;
    if (isGuessed(this.LA(0))) tearAll(scope);
    scope.separated = false;
    scope.skipping = given?.kind === "missing";
    const value = given ?? this.#missingValue(scope, key, hasColon);
    if (!hasColon && given !== null && !isUnclosed(token)) this.#tellMissingColon(key);
    const twin = findKey(scope, key.name);
    if (twin !== undefined) this.#tellDuplicate(key, twin);
    scope.members.push({ key, value, span: spanOf(key.span.start, value.span.end) });
    const count = scope.members.length;
    if (scope.keys !== null) {
      // Beyond the limit the flow is refused anyway, and keys are no longer compared.
      if (twin === undefined && count <= this.#reader.limits.keys) scope.keys.set(key.name, key);
    } else if (count === MANY_KEYS) {
      scope.keys = new Map(scope.members.map((member) => [member.key.name, member.key] as const).reverse());
    }
    if (count === this.#reader.limits.keys + 1) this.#tellManyKeys(key, count);
  }

  #missingValue(scope: OpenBracket, key: KeyNode, hasColon: boolean): DocumentNode {
    const next = this.LA(1);
    const at = endOf(this.LA(0));
    scope.skipping = !hasColon || next.tokenType === T.Unknown || isKey(next.tokenType);
    if (!hasColon) scope.torn = true;
    if (next.tokenType === EOF || this.#isAfterUnclosed()) return missing(at);
    if (next.tokenType === T.Unknown) this.#tellUnexpected(next);
    else {
      // Where the colon is missing too, the key itself may be two words run together.
      const span = hasColon ? spanOf(at, at) : key.span;
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/missing-value", span, { key: key.name }));
    }
    return missing(at);
  }

  // ── what is reported ────────────────────────────────────────────────────────────────────────────────────────────────

  #isAfterUnclosed(): boolean {
    return isUnclosed(this.LA(0));
  }

  #tellUnexpected(token: IToken): void {
    const span = spanOfToken(token);
    this.#doubtful = true;
    tell(this.#reader.mistakes, () =>
      isCloser(token.tokenType)
        ? diagnose("document/stray-closer", span, { closer: token.image })
        : diagnose("document/unexpected", span, { text: token.image }),
    );
  }

  #tellMissingComma(before: IToken, next: IToken): void {
    const span = spanOf(endOf(before), endOf(before));
    const fixes = [{ title: "write the comma", safe: true, edits: [{ span, text: "," }] }];
    tell(this.#reader.mistakes, () => diagnose("document/missing-comma", span, { before: next.image }, { fixes }));
  }

  #tellExtraComma(token: IToken): void {
    const span = spanOfToken(token);
    const fixes = [{ title: "remove the comma", safe: true, edits: [{ span, text: "" }] }];
    this.#doubtful = true;
    tell(this.#reader.mistakes, () => diagnose("document/extra-comma", span, {}, { fixes }));
  }

  #tellDuplicate(key: KeyNode, twin: KeyNode): void {
    const related = [{ message: "it is first written here", span: twin.span }];
    tell(this.#reader.mistakes, () => diagnose("document/duplicate-key", key.span, { key: key.name }, { related }));
  }

  #tellManyKeys(key: KeyNode, count: number): void {
    tell(this.#reader.mistakes, () => diagnose("limit/keys", key.span, { limit: count - 1, actual: count }));
  }

  #malformedNumber(first: IToken): DocumentNode {
    return this.ACTION(() => malformedNumber(first, this.#lastGlued as IToken, this.#text, this.#reader));
  }

  #tellMissingColon(key: KeyNode): void {
    const span = spanOf(key.span.end, key.span.end);
    const fixes = [{ title: "write the colon", safe: true, edits: [{ span, text: ":" }] }];
    tell(this.#reader.mistakes, () => diagnose("document/missing-colon", span, { key: key.name }, { fixes }));
  }

  #tellWrongColon(token: IToken): void {
    const span = spanOfToken(token);
    const fixes = [{ title: "write a colon", safe: true, edits: [{ span, text: ":" }] }];
    tell(this.#reader.mistakes, () => diagnose("document/wrong-colon", span, { text: token.image }, { fixes }));
  }

  #tellWrongCloser(scope: OpenBracket, token: IToken): void {
    if (scope.opener === null) return;
    tearAll(scope);
    const parameters = { found: token.image, closer: closerImageOf(scope), opener: scope.opener.image };
    const related = [{ message: "it is opened here", span: spanOfToken(scope.opener) }];
    tell(this.#reader.mistakes, () => diagnose("document/wrong-closer", spanOfToken(token), parameters, { related }));
  }

  #tellMissingCloser(scope: OpenBracket): void {
    const { opener } = scope;
    const next = this.LA(1);
    const type = next.tokenType;
    if (opener === null) return;
    tearAll(scope);
    if (type === EOF) {
      this.#tellEnd(scope);
      return;
    }
    this.#doubtful = true;
    const at = this.#closerPlace(opener, next.startOffset, type === T.Comma || isCloser(type));
    const parameters = { closer: closerImageOf(scope), opener: opener.image };
    const related = [{ message: "it is opened here", span: spanOfToken(opener) }];
    tell(this.#reader.mistakes, () => diagnose("document/missing-closer", spanOf(at, at), parameters, { related }));
  }

  /** All brackets that are still open at the end are one mistake: the text is cut off. */
  #tellEnd(innermost: OpenBracket): void {
    if (this.#toldEnd || this.#isAfterUnclosed() || this.#reader.openComment) return;
    this.#toldEnd = true;
    this.#doubtful = true;
    const open: OpenBracket[] = [];
    for (let scope: OpenBracket | null = innermost; scope !== null; scope = scope.parent)
      if (scope.opener !== null) open.push(scope);
    const opener = open.length === 1 ? innermost.opener : null;
    const at = opener === null ? endOf(this.LA(0)) : this.#closerPlace(opener, this.#text.length, true);
    const related = open.slice(0, 3).map((scope) => ({
      message: `this "${scope.opener?.image}" is still open`,
      span: spanOfToken(scope.opener as IToken),
    }));
    const parameters = { closers: open.map(closerImageOf).join(" "), count: open.length };
    tell(this.#reader.mistakes, () => diagnose("document/unclosed", spanOf(at, at), parameters, { related }));
  }

  #closerPlace(opener: IToken, to: number, ends: boolean): number {
    const from = endOf(this.LA(0));
    const indent = this.#reading.layout?.get(opener)?.indent;
    return indent === undefined ? from : closerPlace(this.#text, from, to, indent, ends);
  }
}

function newDraft(): Draft {
  return { before: NO_TOKEN, key: NO_TOKEN, hasColon: false, value: null, junk: false };
}

// What an array never uses of its scope, and an object neither.
const NO_DRAFT: Draft = newDraft();
const NO_MEMBERS: Member[] = [];
const NO_ELEMENTS: DocumentNode[] = [];

function newScope(opener: IToken | null, isObject: boolean, parent: OpenBracket | null, indent: number): OpenBracket {
  const draft = isObject || opener === null ? newDraft() : NO_DRAFT;
  const members: Member[] = isObject ? [] : NO_MEMBERS;
  const elements: DocumentNode[] = isObject ? NO_ELEMENTS : [];
  return {
    opener,
    isObject,
    parent,
    members,
    elements,
    keys: null,
    separated: true,
    skipping: false,
    torn: false,
    draft,
    indent,
  };
}

function objectOf(span: Span, { members, torn }: OpenBracket): ObjectNode {
  return torn ? { kind: "object", span, members, torn } : { kind: "object", span, members };
}

function tornRoot(root: DocumentNode): DocumentNode {
  return root.kind === "object" || root.kind === "array" ? { ...root, torn: true } : root;
}

/** What follows a value without a comma was a part of it, or took its place. */
function passOver(scope: OpenBracket): void {
  scope.torn = true;
  if (!scope.separated && !scope.skipping) {
    const element = scope.elements.pop();
    if (element !== undefined) scope.elements.push(missing(element.span.start, element.span.end));
    const member = scope.members.pop();
    if (member !== undefined)
      scope.members.push({ ...member, value: missing(member.value.span.start, member.value.span.end) });
  }
  scope.skipping = true;
  scope.separated = false;
}

/** Brackets that do not fit: what stands in this may belong to what is around, and the other way. */
function tearAll(innermost: OpenBracket): void {
  for (let scope: OpenBracket | null = innermost; scope !== null; scope = scope.parent) scope.torn = true;
}

function encloses(scope: OpenBracket | null, isObject: boolean): boolean {
  for (let around = scope; around !== null; around = around.parent) if (around.isObject === isObject) return true;
  return false;
}

function findKey(scope: OpenBracket, name: string): KeyNode | undefined {
  if (scope.keys !== null) return scope.keys.get(name);
  for (const { key } of scope.members) if (key.name === name) return key;
  return undefined;
}

function closerOf(scope: OpenBracket): TokenType {
  return scope.isObject ? T.RightBrace : T.RightBracket;
}

function closerImageOf(scope: OpenBracket): string {
  return scope.isObject ? "}" : "]";
}

/** What an unclosed string swallowed, to the end of its line, is not reported as missing. */
function isUnclosed(token: IToken): boolean {
  if (token.tokenType === T.CurlyText) return !/.[\u201c-\u201e]$/.test(token.image);
  return token.tokenType === T.Text && !isClosed(token.image);
}
