// A pattern of match() or search() in, the same pattern for re2js out, or null where it is no I-Regexp (RFC 9485 §3; spec 2.15).
// A dot matches all but LF and CR. `^` and `$` stay anchors, as RFC 9485 §5.3 maps them and as the standard's test suite expects.

/** One character of the pattern at a time; surrogate pairs are one. */
type Reader = { readonly characters: readonly string[]; at: number };

export function translateIRegexp(pattern: string): string | null {
  if (/\p{Surrogate}/u.test(pattern)) return null;
  const reader: Reader = { characters: [...pattern], at: 0 };
  const translated = alternatives(reader);
  return translated !== null && reader.at === reader.characters.length ? translated : null;
}

/** i-regexp = branch *( "|" branch ). Parentheses nest as deep as a pattern is long, which the limit on patterns bounds. */
function alternatives(reader: Reader): string | null {
  let out = "";
  for (;;) {
    const character = reader.characters[reader.at];
    if (character === undefined || character === ")") return out;
    if (character === "|") {
      reader.at++;
      out += "|";
      continue;
    }
    const atom = readAtom(reader, character);
    if (atom === null) return null;
    const quantifier = readQuantifier(reader);
    if (quantifier === null) return null;
    out += atom + quantifier;
  }
}

function readAtom(reader: Reader, first: string): string | null {
  reader.at++;
  switch (first) {
    case "(": {
      const inner = alternatives(reader);
      if (inner === null || reader.characters[reader.at] !== ")") return null;
      reader.at++;
      return `(?:${inner})`;
    }
    case ".":
      return "[^\\n\\r]";
    case "\\":
      return readEscape(reader);
    case "[":
      return readClass(reader);
    case "^":
    case "$":
      // An anchor is never repeated by re2js in the plain form, so it stands in a group.
      return `(?:${first})`;
    case "*":
    case "+":
    case "?":
    case "{":
    case "}":
    case "]":
      return null;
    default:
      return plain(first);
  }
}

/** "" where there is none, null where it is wrong. */
function readQuantifier(reader: Reader): string | null {
  const first = reader.characters[reader.at];
  if (first === "*" || first === "+" || first === "?") {
    reader.at++;
    return first;
  }
  if (first !== "{") return "";
  const close = reader.characters.indexOf("}", reader.at);
  if (close < 0) return null;
  const range = /^([0-9]+)(,([0-9]+)?)?$/.exec(reader.characters.slice(reader.at + 1, close).join(""));
  if (range === null) return null;
  reader.at = close + 1;
  const least = Number(range[1]);
  if (range[3] !== undefined && Number(range[3]) < least) return null;
  return `{${least}${range[2] === undefined ? "" : `,${range[3] === undefined ? "" : Number(range[3])}`}}`;
}

/** After the backslash: SingleCharEsc, catEsc or complEsc. */
function readEscape(reader: Reader): string | null {
  const character = reader.characters[reader.at];
  if (character === "p" || character === "P") return readCategory(reader);
  const single = readSingle(reader);
  return single === null ? null : plain(single);
}

const categories = /^(L[lmotu]?|M[cen]?|N[dlo]?|P[c-fios]?|Z[lps]?|S[ckmo]?|C[cfno]?)$/;

function readCategory(reader: Reader): string | null {
  const letter = reader.characters[reader.at];
  const close = reader.characters.indexOf("}", reader.at);
  if (reader.characters[reader.at + 1] !== "{" || close < 0) return null;
  const name = reader.characters.slice(reader.at + 2, close).join("");
  if (!categories.test(name)) return null;
  reader.at = close + 1;
  return `\\${letter}{${name}}`;
}

const controls: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

/** The character that an escape stands for, or null. */
function readSingle(reader: Reader): string | null {
  const character = reader.characters[reader.at++];
  if (character === undefined) return null;
  return controls.get(character) ?? (/^[()*+\-.?[\\\]^{|}]$/.test(character) ? character : null);
}

/** After "[": a hyphen stands for itself at either end only. */
function readClass(reader: Reader): string | null {
  let out = "[";
  if (reader.characters[reader.at] === "^") {
    out += "^";
    reader.at++;
  }
  let members = 0;
  for (;;) {
    const character = reader.characters[reader.at];
    if (character === undefined) return null;
    if (character === "]") {
      reader.at++;
      return members === 0 ? null : `${out}]`;
    }
    const next = reader.characters[reader.at + 1];
    if (character === "-") {
      if (members > 0 && next !== "]") return null;
      reader.at++;
      out += plain("-");
    } else if (character === "\\" && (next === "p" || next === "P")) {
      reader.at++;
      const category = readCategory(reader);
      if (category === null) return null;
      out += category;
    } else {
      const range = readRange(reader);
      if (range === null) return null;
      out += range;
    }
    members++;
  }
}

/** CCchar [ "-" CCchar ] */
function readRange(reader: Reader): string | null {
  const low = readMember(reader);
  if (low === null) return null;
  if (reader.characters[reader.at] !== "-" || reader.characters[reader.at + 1] === "]") return plain(low);
  reader.at++;
  const high = readMember(reader);
  if (high === null || (high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) return null;
  return `${plain(low)}-${plain(high)}`;
}

function readMember(reader: Reader): string | null {
  const character = reader.characters[reader.at];
  if (character === undefined || character === "-" || character === "[" || character === "]") return null;
  reader.at++;
  return character === "\\" ? readSingle(reader) : character;
}

/** A character that means only itself, in and outside of classes. */
function plain(character: string): string {
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
