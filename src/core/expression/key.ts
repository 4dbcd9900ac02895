// A key of a template's object in, what it means out (spec 2.13). Keys are never expressions.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { insertion } from "../diagnostic/fix.js";
import { operatorNames } from "../language/operators/operators.js";
import { nearest } from "../text/nearest.js";
import type { OffsetOf } from "./reading.js";

export type Key = { readonly key: string; readonly extend: boolean; readonly diagnostics: readonly Diagnostic[] };

export function readKey(name: string, place: OffsetOf): Key {
  if (name === "@Extend") return { key: name, extend: true, diagnostics: [] };
  if (name === "__proto__")
    return wrong(name, diagnose("expression/reserved-key", { start: place(0), end: place(name.length) }, {}));
  if (/^\\[@\\]/.test(name)) return { key: name.slice(1), extend: false, diagnostics: [] };
  const letters = /^@([A-Za-z]+)/.exec(name)?.[1];
  if (letters === undefined) return { key: name, extend: false, diagnostics: [] };
  return wrong(name, operatorKey(name, letters, place));
}

function operatorKey(name: string, letters: string, place: OffsetOf): Diagnostic {
  const whole = { start: place(0), end: place(name.length) };
  if (letters === "Extend" && /^@Extend\s*(?:\(|$)/.test(name)) {
    const source = /\((.*)\)\s*$/s.exec(name)?.[1]?.trim();
    return diagnose("expression/extend-key", whole, { source: source || "$.path" });
  }
  const operator = operatorNames.find((one) => one.toLowerCase() === letters.toLowerCase());
  // @Extend in another case is a slip of the key that exists.
  if (
    operator !== undefined &&
    (operator !== "Extend" || letters === operator) &&
    (letters.length + 1 === name.length || name[letters.length + 1] === "(")
  ) {
    return diagnose("expression/operator-as-key", whole, { operator: `@${operator}` });
  }
  const span = { start: place(1), end: place(1 + letters.length) };
  const near = operatorNames.includes(letters) ? letters : nearest(letters, ["Extend"]);
  const keep = insertion("keep it as a name: write a backslash before the @", place(0), "\\\\");
  const rename = { title: `write @${near}`, safe: false, edits: [{ span, text: near ?? "" }] };
  return diagnose(
    "expression/unknown-key-operator",
    span,
    { name, near },
    { fixes: near === undefined || near === letters ? [keep] : [rename, keep] },
  );
}

function wrong(name: string, diagnostic: Diagnostic): Key {
  return { key: name, extend: false, diagnostics: [diagnostic] };
}
