// @Format and @Replace in, the closures that make their texts out (spec 2.10, 2.11). The length of a text is known, and charged,
// before it is made.

import { diagnose } from "../diagnostic/diagnose.js";
import type { FormatIr, ReplaceIr, TemplateIr } from "../ir/ir.js";
import type { Json } from "../text/json.js";
import { presume } from "../unreachable.js";
import { chargeString } from "./budget.js";
import { type Compiled, type Context, compileRequired } from "./compile-template.js";
import { failed, report, type Scope, turnOf, typeInWords } from "./scope.js";

export function compileFormat(format: FormatIr, context: Context): Compiled {
  const { limits } = context;
  const { parts, span } = format;
  const parameters = format.parameters.map((parameter) => compileParameter(parameter, context));
  const cost = parameters.reduce((sum, parameter) => sum + parameter.cost, 1);
  return {
    read: (scope) => {
      const texts = parameters.map(({ read }) => read(scope));
      if (texts.includes(null)) return failed;
      const pieces = parts.map((part) => (typeof part === "string" ? part : presume(texts[part], `parameter ${part}`)));
      chargeString(scope.budget, totalLength(pieces), limits, span);
      return pieces.join("");
    },
    cost,
  };
}

/** null: there is no text, which was reported. */
type Text = { readonly read: (scope: Scope) => string | null; readonly cost: number };

function compileParameter(parameter: TemplateIr, context: Context): Text {
  const { read, cost } = compileRequired(parameter, context);
  const { span } = parameter;
  return {
    read: (scope) => {
      const value = read(scope);
      if (typeof value === "string") return value;
      // As JSON writes them; String(-0) is "0", as JSON's is.
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      if (value !== failed) reportType(scope, value);
      return null;
    },
    cost,
  };

  function reportType(scope: Scope, value: Json | undefined): void {
    report(scope, "evaluate/format-type", span, () =>
      diagnose("evaluate/format-type", span, {
        found: typeInWords(value),
        at: turnOf(scope, context.maps.length),
      }),
    );
  }
}

export function compileReplace(replace: ReplaceIr, context: Context): Compiled {
  const { limits, maps } = context;
  const target = compileText(replace.target, "target", context);
  const search = compileText(replace.search, "search text", context);
  const replacement = compileText(replace.replacement, "replacement", context);
  return {
    read: (scope) => {
      const text = target.read(scope);
      const sought = search.read(scope);
      const put = replacement.read(scope);
      if (sought === "") {
        const { span } = replace.search;
        return report(scope, "evaluate/empty-search", span, () =>
          diagnose("evaluate/empty-search", span, { at: turnOf(scope, maps.length) }),
        );
      }
      if (text === null || sought === null || put === null) return failed;
      const length = text.length + occurrences(text, sought) * (put.length - sought.length);
      chargeString(scope.budget, length, limits, replace.span);
      // A function, because in a text `$&` and its like would mean something.
      return text.replaceAll(sought, () => put);
    },
    cost: 1 + target.cost + search.cost + replacement.cost,
  };
}

function compileText(argument: TemplateIr, name: string, context: Context): Text {
  const { read, cost } = compileRequired(argument, context);
  const { span } = argument;
  return {
    read: (scope) => {
      const value = read(scope);
      if (typeof value === "string") return value;
      if (value !== failed) {
        report(scope, "evaluate/replace-type", span, () =>
          diagnose("evaluate/replace-type", span, {
            argument: name,
            found: typeInWords(value),
            at: turnOf(scope, context.maps.length),
          }),
        );
      }
      return null;
    },
    cost,
  };
}

/** Without overlaps, from the left. */
function occurrences(text: string, sought: string): number {
  let count = 0;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) count++;
  return count;
}

function totalLength(pieces: readonly string[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}
