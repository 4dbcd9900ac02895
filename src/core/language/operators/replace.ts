// @Replace: a text, what to look for and what to put there in, the text with every occurrence replaced out (spec 2.11).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Operator, Parameter } from "./operator.js";

const text = (name: string): Parameter => ({
  name,
  takes: ["string"],
  misfit: (found, span, at) => diagnose("evaluate/replace-type", span, { argument: name, found, at }),
});

export const replace: Operator = {
  name: "Replace",
  form: "@Replace(target, search, replacement)",
  words: "The target with every occurrence replaced, literally.",
  clause: "2.11",
  parameters: [
    text("target"),
    {
      ...text("search text"),
      hidden: true,
      except: {
        value: "",
        mistake: (span, at) =>
          at === null ? diagnose("expression/empty-search", span, {}) : diagnose("evaluate/empty-search", span, { at }),
      },
    },
    text("replacement"),
  ],
  result: { kind: "string", minLength: 0, maxLength: null },
  evaluate: () => (values, room) => {
    const [target, search, replacement] = values as readonly [string, string, string];
    room(target.length + occurrences(target, search) * (replacement.length - search.length));
    // A function, because in a text `$&` and its like would mean something.
    return target.replaceAll(search, () => replacement);
  },
  examples: [
    { expression: "@Replace('a.b.c', '.', ' ')", value: "a b c" },
    { expression: "@Replace('aaa', 'aa', 'b')", value: "ba" },
  ],
};

/** Without overlaps, from the left. */
function occurrences(target: string, search: string): number {
  let count = 0;
  for (let at = target.indexOf(search); at >= 0; at = target.indexOf(search, at + search.length)) count++;
  return count;
}
