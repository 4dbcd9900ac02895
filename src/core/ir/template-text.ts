// Text of a template in, a warning out where it names something of the run state that is there, and would be sent as it is: in the
// manner of other template languages, or inside the text of @Format (spec 2.2.5, 2.10).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { type Embedded, inJson, sayEmbedded } from "../expression/embedded.js";
import { findNamed } from "../expression/named-state.js";
import { type OffsetOf, parsePath } from "../expression/parse-expression.js";
import { printExpression } from "../expression/print.js";
import type { Argument, CallExpression, PathExpression } from "../expression/tree.js";
import { format } from "../language/operators/format.js";
import { printFormatTemplate, readFormatText } from "../language/operators/format-template.js";
import { exists } from "./lower-path.js";
import type { Scope } from "./scope.js";

/** Null where nothing is named, or nothing that is there; a text with a backslash before it says that it is text. */
export function namedInText(value: string, place: OffsetOf, scope: Scope): Diagnostic | null {
  if (scope.state.kind !== "object" || value.startsWith("\\")) return null;
  const found = findNamed(value).filter(({ text }) => existingPath(text, scope) !== null);
  return found.length === 0 ? null : sayEmbedded(value, found, place);
}

/** `value` is the string that holds nothing but this call. */
export function namedInFormat(
  call: Extract<CallExpression, { kind: "call" }>,
  value: string,
  place: OffsetOf,
  scope: Scope,
): Diagnostic | null {
  const [template, ...given] = call.arguments;
  if (scope.state.kind !== "object" || call.operator !== format.name || template?.kind !== "literal") return null;
  const parts: (string | number)[] = [];
  const parameters: Argument[] = [];
  let first: string | null = null;
  for (const part of readFormatText(String(template.value))) {
    const parameter = typeof part === "number" ? given[part] : undefined;
    const text = typeof part === "string" ? part : parameter?.kind === "literal" ? parameter.value : null;
    const found = typeof text === "string" ? findPaths(text, scope) : [];
    if (typeof text !== "string" || (found.length === 0 && typeof part === "number")) {
      if (parameter !== undefined) parts.push(parameters.push(parameter) - 1);
      continue;
    }
    let from = 0;
    for (const { piece, path } of found) {
      first ??= text.slice(piece.from, piece.to);
      parts.push(text.slice(from, piece.from), parameters.push(path) - 1);
      from = piece.to;
    }
    parts.push(text.slice(from));
  }
  if (first === null) return null;
  const written = printFormatTemplate(parts.filter((part) => part !== ""));
  const instead = printExpression({ ...call, arguments: [{ ...template, value: written }, ...parameters] });
  const at = value.indexOf(first);
  const span = at < 0 ? call.span : { start: place(at), end: place(at + first.length) };
  const whole = { start: place(0), end: place(value.length) };
  const fixes = [
    { title: "take the value as a parameter", safe: false, edits: [{ span: whole, text: inJson(instead) }] },
  ];
  return diagnose("expression/path-in-format", span, { piece: first, instead: inJson(instead) }, { fixes });
}

type EmbeddedPath = { readonly piece: Embedded; readonly path: PathExpression };
const paths = /\$\.(?:input|results|store)(?:\.[A-Za-z_]\w{0,99}|\[(?:\d{1,9}|\*)\]){1,50}/g;

/** Of "$.input.topic.zip" the part that is there: "$.input.topic". */
function findPaths(text: string, scope: Scope): readonly EmbeddedPath[] {
  if (!/[{$]/.test(text)) return [];
  const written = [...text.matchAll(paths)].slice(0, 32).map(({ 0: whole, index }): Embedded => {
    return {
      start: index,
      end: index + whole.length,
      from: index,
      to: index + whole.length,
      text: whole,
      kind: "path",
    };
  });
  const named = findNamed(text).filter((piece) => !written.some(({ from, to }) => piece.from < to && from < piece.to));
  return [...named, ...written]
    .sort((a, b) => a.from - b.from)
    .flatMap((piece): EmbeddedPath[] => {
      const whole = existingPath(piece.text, scope);
      if (whole !== null) return [{ piece, path: whole }];
      const shorter = piece.text.replace(/\.\w+$/, "");
      const path = text.slice(piece.from, piece.to) === piece.text ? existingPath(shorter, scope) : null;
      return path === null ? [] : [{ piece: { ...piece, to: piece.from + shorter.length }, path }];
    });
}

/** The path, where it names something below the input, the results or the store that can be there. */
function existingPath(text: string, scope: Scope): PathExpression | null {
  const { path } = parsePath(text, () => 0, scope.limits);
  if (path === null || (path.root.kind === "state" && path.segments.length < 2)) return null;
  if (path.root.kind === "current" && scope.maps.length === 0) return null;
  return exists(path, scope) ? path : null;
}
