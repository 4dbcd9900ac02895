// Tokens in, the document tree and the mistakes of its text out (spec 1.2, 1.3; productions in grammar/document.ebnf).
//
// Tolerant by design: commas, colons and closing brackets are optional, and whatever stands where it cannot is passed over.
// So every sequence of tokens is in the language, the library's recovery is never needed, and each thing that is missing is
// told at its place. Where a closing bracket is missing is decided by what follows (`#endsHere`); what follows may allow more
// than one answer, so the caller tries several `Reading`s of a broken text and keeps the one with the fewest mistakes.

import { EmbeddedActionsParser, EOF, type IToken, type TokenType } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Fix } from "../diagnostic/diagnostic.js";
import { defaultLimits } from "../limits.js";
import { spanOf } from "../text/span.js";
import { closerPlace, type Layout } from "./layout.js";
import { noMistakes, tell } from "./mistakes.js";
import { keyOf, malformedNumber, missing, nameOf, numberOf, type Reader, spanOfToken, stringOf, wordOf } from "./scalars.js";
import { readString } from "./string-literal.js";
import * as T from "./tokens.js";
import { endOf } from "./tokens.js";
import type { DocumentNode, KeyNode, Member } from "./tree.js";

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
type Scope = {
  readonly opener: IToken | null;
  readonly isObject: boolean;
  readonly parent: Scope | null;
  readonly members: Member[];
  readonly elements: DocumentNode[];
  /** The keys by name, once there are too many to search one by one. */
  keys: Map<string, KeyNode> | null;
  /** A comma stands before what comes next, or nothing does. */
  separated: boolean;
  /** Something unexpected was told; what follows it up to the next comma belongs to it. */
  skipping: boolean;
  /** The indentation of the opener's line, where the opener ends that line; -1 where lines say nothing. */
  readonly indent: number;
};

const MANY_KEYS = 12;

const isKey = (type: TokenType): boolean =>
  type === T.Text || type === T.Word || type === T.True || type === T.False || type === T.Null || type === T.CurlyText;
const isValue = (type: TokenType): boolean =>
  isKey(type) || type === T.NumberLiteral || type === T.LeftBrace || type === T.LeftBracket;
const isCloser = (type: TokenType): boolean => type === T.RightBrace || type === T.RightBracket;

export class DocumentParser extends EmbeddedActionsParser {
  #text = "";
  #reading: Reading = {};
  #reader: Reader = { limits: defaultLimits, hasControls: false, mistakes: noMistakes() };
  #scope: Scope | null = null;
  /** The scope ends although its closer is not what comes next. */
  #ended = false;
  #toldEnd = false;
  /** Brackets do not fit, so another reading may be better. */
  #doubtful = false;

  constructor(skipValidations: boolean) {
    super(T.grammarTokens, { maxLookahead: 1, recoveryEnabled: false, skipValidations });
    this.performSelfAnalysis();
  }

  read(text: string, tokens: readonly IToken[], reader: Reader, reading: Reading) {
    this.input = [...tokens];
    this.#text = text;
    this.#reader = reader;
    this.#reading = reading;
    this.#scope = null;
    this.#toldEnd = false;
    this.#doubtful = false;
    const root = this.document();
    const broken = this.errors[0];
    if (broken !== undefined) throw new Error(`the grammar of documents is not total: ${broken.message}`);
    this.input = [];
    return { root, mistakes: reader.mistakes, doubtful: this.#doubtful };
  }

  document = this.RULE("document", (): DocumentNode | null => {
    let root: DocumentNode | null = null;
    this.MANY(() => {
      const token = this.OR([
        { ALT: () => this.CONSUME(T.Comma) },
        { ALT: () => this.CONSUME(T.Colon) },
        { ALT: () => this.CONSUME(T.RightBrace) },
        { ALT: () => this.CONSUME(T.RightBracket) },
        { ALT: () => this.CONSUME(T.Unknown) },
      ]);
      this.ACTION(() => {
        if (this.#reader.mistakes.count === 0) this.#tellUnexpected(token);
      });
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
    this.SUBRULE(this.rest);
    return root;
  });

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
    this.#scope = null;
    return { kind: "object", span: spanOf(first.startOffset, endOf(this.LA(0))), members: scope.members };
  });

  /** What follows the root is told once, and lost. */
  rest = this.RULE("rest", () => {
    const first = this.LA(1);
    this.ACTION(() => {
      if (first.tokenType === EOF) return;
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/after-root", spanOfToken(first), { text: first.image }));
    });
    this.MANY(() => {
      this.OR(this.#anyToken);
    });
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
      ALT: (): DocumentNode => wordOf(this.CONSUME(T.Word), this.#scope?.skipping ?? false, this.#reader),
    },
  ];

  number = this.RULE("number", (): DocumentNode => {
    const first = this.CONSUME(T.NumberLiteral);
    let last = first;
    this.MANY({
      GATE: () => this.#isGlued(last),
      DEF: () => {
        last = this.OR([{ ALT: () => this.CONSUME1(T.NumberLiteral) }, { ALT: () => this.CONSUME(T.Word) }]);
      },
    });
    if (last === first) return numberOf(first, this.#reader);
    return this.ACTION(() => malformedNumber(first, last, this.#text, this.#reader));
  });

  object = this.RULE("object", (): DocumentNode => {
    const scope = this.#enter(this.CONSUME(T.LeftBrace), true);
    this.SUBRULE(this.members);
    let closer: IToken | undefined;
    this.OPTION({
      GATE: () => !this.#ended,
      DEF: () => {
        closer = this.OR([{ ALT: () => this.CONSUME(T.RightBrace) }, { ALT: () => this.CONSUME(T.RightBracket) }]);
      },
    });
    const span = this.ACTION(() => spanOf(scope.opener?.startOffset ?? 0, this.#leave(scope, closer)));
    return { kind: "object", span, members: scope.members };
  });

  members = this.RULE("members", () => this.MANY(this.#membersLoop));

  #membersLoop = { GATE: (): boolean => this.#memberFollows(), DEF: (): void => this.OR(this.#memberChoices) };

  #memberChoices = [
    { ALT: (): void => this.SUBRULE(this.member) },
    { ALT: (): void => this.SUBRULE(this.comma) },
    { ALT: (): void => this.SUBRULE(this.keyless) },
    { ALT: (): void => this.SUBRULE(this.unexpected) },
  ];

  member = this.RULE("member", (): void => {
    const scope = this.#scope;
    const before = this.LA(0);
    const token = this.OR(this.#keyChoices);
    const junk = scope !== null && (this.ACTION(() => this.#isJunk(scope, before, token)) ?? false);
    let hasColon = false;
    let value: DocumentNode | null = null;
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      hasColon = true;
    });
    this.OPTION1({
      GATE: () => !hasColon && !junk && /^=+>?$/.test(this.LA(1).image),
      DEF: () => {
        const wrong = this.CONSUME(T.Unknown);
        hasColon = true;
        this.ACTION(() => this.#tellWrongColon(wrong));
      },
    });
    this.OPTION2({
      GATE: () => !junk && this.#valueFollows(hasColon),
      DEF: () => {
        value = this.SUBRULE(this.value);
      },
    });
    if (scope !== null && !junk) this.ACTION(() => this.#addMember(scope, before, token, hasColon, value));
  });

  #keyChoices = [
    { ALT: (): IToken => this.CONSUME(T.Text) },
    { ALT: (): IToken => this.CONSUME(T.Word) },
    { ALT: (): IToken => this.CONSUME(T.True) },
    { ALT: (): IToken => this.CONSUME(T.False) },
    { ALT: (): IToken => this.CONSUME(T.Null) },
    { ALT: (): IToken => this.CONSUME(T.CurlyText) },
  ];

  comma = this.RULE("comma", (): void => {
    const token = this.CONSUME(T.Comma);
    const scope = this.#scope;
    if (scope === null) return;
    if (scope.separated) {
      this.#doubtful = true;
      const fixes: Fix[] = [{ title: "take out the comma", safe: true, edits: [{ span: spanOfToken(token), text: "" }] }];
      tell(this.#reader.mistakes, () => diagnose("document/extra-comma", spanOfToken(token), {}, { fixes }));
    }
    scope.separated = true;
    scope.skipping = false;
  });

  /** A value without a key: told and left out. */
  keyless = this.RULE("keyless", (): void => {
    const first = this.LA(1);
    const scope = this.#scope;
    if (scope !== null && !scope.skipping && !this.#isAfterUnclosed()) {
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/missing-key", spanOfToken(first), { text: first.image }));
    }
    this.OR([
      { ALT: () => this.SUBRULE(this.object) },
      { ALT: () => this.SUBRULE(this.array) },
      { ALT: () => this.SUBRULE(this.number) },
    ]);
    if (scope !== null) passOver(scope);
  });

  unexpected = this.RULE("unexpected", (): void => {
    const silent = this.#scope?.skipping === true || this.#isAfterUnclosed();
    const token = this.OR([
      { ALT: () => this.CONSUME(T.Colon) },
      { ALT: () => this.CONSUME(T.Unknown) },
      { ALT: () => this.CONSUME(T.RightBrace) },
      { ALT: () => this.CONSUME(T.RightBracket) },
    ]);
    this.ACTION(() => {
      const closer = isCloser(token.tokenType);
      if (closer || !silent) this.#tellUnexpected(token);
      if (!closer && this.#scope !== null) passOver(this.#scope);
    });
  });

  array = this.RULE("array", (): DocumentNode => {
    const scope = this.#enter(this.CONSUME(T.LeftBracket), false);
    this.SUBRULE(this.elements);
    let closer: IToken | undefined;
    this.OPTION({
      GATE: () => !this.#ended,
      DEF: () => {
        closer = this.OR([{ ALT: () => this.CONSUME(T.RightBracket) }, { ALT: () => this.CONSUME(T.RightBrace) }]);
      },
    });
    const span = this.ACTION(() => spanOf(scope.opener?.startOffset ?? 0, this.#leave(scope, closer)));
    return { kind: "array", span, elements: scope.elements };
  });

  elements = this.RULE("elements", () => this.MANY(this.#elementsLoop));

  #elementsLoop = { GATE: (): boolean => this.#elementFollows(), DEF: (): void => this.OR(this.#elementChoices) };

  #elementChoices = [
    { ALT: (): void => this.SUBRULE(this.element) },
    { ALT: (): void => this.SUBRULE(this.comma) },
    { ALT: (): void => this.SUBRULE(this.unexpected) },
  ];

  element = this.RULE("element", (): void => {
    const scope = this.#scope;
    const first = this.LA(1);
    if (scope !== null && !scope.separated && !scope.skipping && !this.#isAfterUnclosed()) {
      if (first.tokenType === T.Word) {
        this.#tellUnexpected(first);
        scope.skipping = true;
      } else this.#tellMissingComma(this.LA(0), first);
    }
    const value = this.SUBRULE(this.value);
    if (scope === null) return;
    if (!scope.skipping || first.tokenType !== T.Word) scope.elements.push(value);
    scope.separated = false;
    if (value.kind === "missing") scope.skipping = true;
  });

  // ── what follows ────────────────────────────────────────────────────────────────────────────────────────────────

  #memberFollows(): boolean {
    const scope = this.#scope as Scope;
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
    const scope = this.#scope as Scope;
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
  #passesOverCloser(scope: Scope, closer: IToken): boolean {
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
  #goesOn(scope: Scope): boolean {
    if (this.#reading.wrongCloser === true && isCloser(this.LA(1).tokenType)) return false;
    this.#ended = this.#endsHere(scope);
    return !this.#ended;
  }

  /** Whether a closer is missing here. One comma may follow it; more commas are looked at one by one. */
  #endsHere(scope: Scope): boolean {
    const { parent } = scope;
    if (parent === null) return false;
    const commas = this.LA(1).tokenType === T.Comma ? 1 : 0;
    if (commas === 1 && this.#reading.emptyComma === true && scope.separated) return true;
    const next = this.LA(1 + commas);
    const type = next.tokenType;
    if (type === EOF || type === T.Comma) return false;
    if (this.#isOutdented(scope, this.LA(1)) || (commas === 1 && !isCloser(type) && this.#isOutdented(scope, next))) return true;
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

  #isOutdented(scope: Scope, token: IToken): boolean {
    const placing = this.#reading.layout?.get(token);
    return placing?.first === true && placing.indent <= scope.indent;
  }

  #belongsOutside(scope: Scope, parent: Scope, key: IToken): boolean {
    const name = nameOf(key);
    return findKey(scope, name) !== undefined && findKey(parent, name) === undefined;
  }

  /** A key stands here without comma, colon or value of its own: it belongs to something unexpected. */
  #isJunk(scope: Scope, before: IToken, token: IToken): boolean {
    if (scope.separated && !scope.skipping) return false;
    const next = this.LA(1);
    if (next.tokenType === T.Colon || isUnclosed(before)) return false;
    if (!scope.skipping) {
      const isString = token.tokenType !== T.Word;
      if (isString && isValue(next.tokenType) && next.tokenType !== T.Word) return false;
      this.#tellUnexpected(token);
    }
    passOver(scope);
    return true;
  }

  /** A key with its colon is the next member, not this one's value. */
  #valueFollows(hasColon: boolean): boolean {
    const type = this.LA(1).tokenType;
    if (!isKey(type)) return true;
    if (this.LA(2).tokenType === T.Colon) return false;
    return hasColon || type !== T.Word;
  }

  /** Part of the number before it: `12px`, `1.2.3`, `0123`. A word with a colon is the next key. */
  #isGlued(last: IToken): boolean {
    const next = this.LA(1);
    if (next.startOffset !== endOf(last)) return false;
    if (next.tokenType === T.Word) return this.LA(2).tokenType !== T.Colon;
    return next.tokenType === T.NumberLiteral && /^[.\d]/.test(next.image);
  }

  // ── scopes ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #enter(opener: IToken | null, isObject: boolean): Scope {
    const layout = this.#reading.layout;
    const governed = opener !== null && layout?.get(this.LA(1))?.first === true;
    const indent = governed ? (layout.get(opener)?.indent ?? -1) : -1;
    const parent = this.#scope;
    const scope = {
      opener,
      isObject,
      parent,
      members: [],
      elements: [],
      keys: null,
      separated: true,
      skipping: false,
      indent,
    };
    this.#scope = scope;
    return scope;
  }

  /** The end of the scope's span. */
  #leave(scope: Scope, closer: IToken | undefined): number {
    this.#scope = scope.parent;
    if (closer === undefined) {
      this.#tellMissingCloser(scope);
      return endOf(this.LA(0));
    }
    if (closer.tokenType !== closerOf(scope)) this.#tellWrongCloser(scope, closer);
    return endOf(closer);
  }

  #addMember(scope: Scope, before: IToken, token: IToken, hasColon: boolean, given: DocumentNode | null): void {
    const reader = this.#reader;
    if (!scope.separated && !scope.skipping && !isUnclosed(before)) this.#tellMissingComma(before, token);
    const key = keyOf(token, reader);
    scope.separated = false;
    scope.skipping = given?.kind === "missing";
    const value = given ?? this.#missingValue(scope, key, hasColon);
    if (!hasColon && given !== null && !isUnclosed(token)) this.#tellMissingColon(key);
    const twin = findKey(scope, key.name);
    if (twin !== undefined) {
      const related = [{ message: "it is first written here", span: twin.span }];
      tell(reader.mistakes, () => diagnose("document/duplicate-key", key.span, { key: key.name }, { related }));
    }
    scope.members.push({ key, value, span: spanOf(key.span.start, Math.max(value.span.end, key.span.end)) });
    if (scope.keys !== null) {
      if (twin === undefined) scope.keys.set(key.name, key);
    } else if (scope.members.length === MANY_KEYS) {
      scope.keys = new Map(scope.members.map((member) => [member.key.name, member.key] as const).reverse());
    }
    const limit = reader.limits.keys;
    if (scope.members.length === limit + 1) {
      tell(reader.mistakes, () => diagnose("limit/keys", key.span, { limit, actual: limit + 1 }));
    }
  }

  #missingValue(scope: Scope, key: KeyNode, hasColon: boolean): DocumentNode {
    const next = this.LA(1);
    const at = endOf(this.LA(0));
    scope.skipping = !hasColon || next.tokenType === T.Unknown || isKey(next.tokenType);
    if (next.tokenType === EOF || this.#isAfterUnclosed()) return missing(at);
    if (next.tokenType === T.Unknown) this.#tellUnexpected(next);
    else {
      this.#doubtful = true;
      tell(this.#reader.mistakes, () => diagnose("document/missing-value", spanOf(at, at), { key: key.name }));
    }
    return missing(at);
  }

  // ── what is told ────────────────────────────────────────────────────────────────────────────────────────────────

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

  #tellWrongCloser(scope: Scope, token: IToken): void {
    if (scope.opener === null) return;
    const parameters = { found: token.image, closer: closerImageOf(scope), opener: scope.opener.image };
    const related = [{ message: "it is opened here", span: spanOfToken(scope.opener) }];
    tell(this.#reader.mistakes, () => diagnose("document/wrong-closer", spanOfToken(token), parameters, { related }));
  }

  #tellMissingCloser(scope: Scope): void {
    const { opener } = scope;
    const next = this.LA(1);
    const type = next.tokenType;
    this.#doubtful = true;
    if (opener === null) return;
    if (type === EOF) {
      this.#tellEnd(scope);
      return;
    }
    const at = this.#closerPlace(opener, next.startOffset, type === T.Comma || isCloser(type));
    const parameters = { closer: closerImageOf(scope), opener: opener.image };
    const related = [{ message: "it is opened here", span: spanOfToken(opener) }];
    tell(this.#reader.mistakes, () => diagnose("document/missing-closer", spanOf(at, at), parameters, { related }));
  }

  /** All brackets that are still open at the end are one mistake: the text is cut off. */
  #tellEnd(innermost: Scope): void {
    if (this.#toldEnd || this.#isAfterUnclosed() || this.#reader.openComment) return;
    this.#toldEnd = true;
    const open: Scope[] = [];
    for (let scope: Scope | null = innermost; scope !== null; scope = scope.parent) if (scope.opener !== null) open.push(scope);
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

function passOver(scope: Scope): void {
  scope.skipping = true;
  scope.separated = false;
}

function encloses(scope: Scope | null, isObject: boolean): boolean {
  for (let around = scope; around !== null; around = around.parent) if (around.isObject === isObject) return true;
  return false;
}

function findKey(scope: Scope, name: string): KeyNode | undefined {
  if (scope.keys !== null) return scope.keys.get(name);
  for (const { key } of scope.members) if (key.name === name) return key;
  return undefined;
}

function closerOf(scope: Scope): TokenType {
  return scope.isObject ? T.RightBrace : T.RightBracket;
}

function closerImageOf(scope: Scope): string {
  return scope.isObject ? "}" : "]";
}

/** What an unclosed string took with it to the end of its line is not told as missing. */
function isUnclosed(token: IToken): boolean {
  if (token.tokenType === T.CurlyText) return !/.[\u201c-\u201e]$/.test(token.image);
  return token.tokenType === T.Text && readString(token.image).mistakes.some(({ kind }) => kind === "unterminated");
}
