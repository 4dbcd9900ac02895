// A name in, the text that means it in a string or a path out (spec 2.4.2, 7.13): quoted where it must be, as the author quotes.

/** RFC 9535 `member-name-shorthand`: such a name may stand after a dot. */
const shorthand =
  /^(?:[A-Za-z_\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])(?:[A-Za-z0-9_\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

export function isShorthand(name: string): boolean {
  return shorthand.test(name);
}

/** Text as it stands between the quotes of a document's string. */
export function insideString(text: string, quote: string): string {
  const json = JSON.stringify(text).slice(1, -1);
  return quote === "'" ? json.replaceAll('\\"', '"').replaceAll("'", "\\'") : json;
}

/** A whole string of the document, in single quotes where the author uses them. */
export function asString(text: string, quote: string): string {
  return quote === "'" ? `'${insideString(text, "'")}'` : JSON.stringify(text);
}

/** A name in the quotes of a path, not yet written into a string of the document. */
export function quotedName(name: string, quote: string): string {
  const json = JSON.stringify(name);
  return quote === '"' ? json : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** `.name`, or `['name']` where it must be; quotes other than those of the string around, so that none needs a backslash. */
export function nameSegment(name: string, stringQuote: string): string {
  if (isShorthand(name)) return `.${name}`;
  return insideString(`[${quotedName(name, stringQuote === "'" ? '"' : "'")}]`, stringQuote);
}
