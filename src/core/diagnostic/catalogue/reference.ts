// Messages about paths that are well-formed but lead nowhere (spec 2.6, 3.4).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";
import { type Lack, remedyOf } from "../remedy.js";

const whyNowhere =
  "A path that can never find anything would leave its property out, or fail the run after the earlier steps were paid for.";

export const referenceEntries = {
  "path/unknown-property": entry<{
    name: string;
    near?: string | undefined;
    candidates: readonly string[];
    /** The path starts with $$, and no map is around it. */
    outside?: boolean | undefined;
    /** `near` is a whole path. */
    whole?: boolean | undefined;
  }>({
    severity: "error",
    clause: "2.6",
    message: ({ name, near, candidates, outside, whole }) => {
      const meant = near === undefined ? "" : `; did you mean ${whole ? near : quoted(near)}?`;
      if (outside)
        return `there is no ${quoted(name)} here: $$ is the run state here, since it is not inside an @Map${meant}`;
      if (near !== undefined) return `there is no ${quoted(name)} here${meant}`;
      if (candidates.length === 0) return `there is no ${quoted(name)} here: this object has no properties`;
      const shown = candidates.slice(0, 8).map((candidate) => quoted(candidate));
      return `there is no ${quoted(name)} here; there is ${shown.join(", ")}${candidates.length > 8 ? ", …" : ""}`;
    },
    why: `${whyNowhere} What exists is what the schemas of the input and of the generators declare, what the store contains, and what each type of step gives.`,
  }),
  "path/not-an-object": entry<{ name: string; found: string; meant?: string | undefined }>({
    severity: "error",
    clause: "2.6",
    message: ({ name, found, meant }) =>
      meant === undefined
        ? `there is no property ${quoted(name)} here: this is ${found}`
        : `there is no property ${quoted(name)} here: the item of this map is ${found}; did you mean ${meant}?`,
    why: whyNowhere,
  }),
  "path/not-an-array": entry<{ index: string; found: string }>({
    severity: "error",
    clause: "2.6",
    message: ({ index, found }) => `there is no element ${index} here: this is ${found}`,
    why: whyNowhere,
  }),
  "path/index-out-of-range": entry<{ index: string; found: string }>({
    severity: "error",
    clause: "2.6",
    message: ({ index, found }) => `there is no element ${index} here: this is ${found}; elements count from 0`,
    why: whyNowhere,
  }),
  "path/may-be-missing": entry<{ where: string } & Lack>({
    severity: "error",
    clause: "2.5",
    message: ({ where, ...lack }) => `this path may find nothing, but ${where} needs a value: ${remedyOf(lack)}`,
    why: "A path that finds nothing leaves out the property that it is the value of; everywhere else (in an array, a call, a map's source, an @Extend) there is nothing to leave out, and the run would fail.",
  }),
};
