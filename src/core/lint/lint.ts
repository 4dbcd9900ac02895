// A flow that was read and lowered, and what was found in it so far in; all diagnostics about it out (spec 7.10, 7.11): what rules
// find, without what comments silence, at the severities that the settings ask for.

import { type Diagnostic, hasErrors, type Severity } from "../diagnostic/diagnostic.js";
import { hasOwn } from "../text/json.js";
import type { Subject } from "./rule.js";
import { rules } from "./rules.js";
import { silence } from "./silence.js";

/** What `flowplan.json` holds under "rules": a severity for a code that is no error, or "off". */
export type RuleSettings = { readonly [code: string]: Severity | "off" };

export function lint(
  subject: Subject,
  text: string,
  found: readonly Diagnostic[],
  settings: RuleSettings = {},
): readonly Diagnostic[] {
  const isWhole = !hasErrors(found);
  // What a rule would find in a part of a flow may be because of the part that could not be read.
  const isRead = !found.some(({ code, severity }) => severity === "error" && code.startsWith("document/"));
  const asked = rules.filter(
    ({ code, fromAbsence }) => isRead && settingOf(code, settings) !== "off" && (isWhole || !fromAbsence),
  );
  const all = [...found, ...asked.flatMap(({ check }) => check(subject))];
  const isOff = (code: string) => settingOf(code, settings) === "off";
  return silence(subject.document.comments, text, all, isOff).flatMap((diagnostic) =>
    withSetting(diagnostic, settings),
  );
}

/** Errors stay errors: a flow that has one cannot be run, whatever the settings say. */
function withSetting(diagnostic: Diagnostic, settings: RuleSettings): readonly Diagnostic[] {
  const setting = settingOf(diagnostic.code, settings);
  if (setting === undefined || diagnostic.severity === "error") return [diagnostic];
  return setting === "off" ? [] : [{ ...diagnostic, severity: setting }];
}

function settingOf(code: string, settings: RuleSettings): RuleSettings[string] | undefined {
  return hasOwn(settings, code) ? settings[code] : undefined;
}
