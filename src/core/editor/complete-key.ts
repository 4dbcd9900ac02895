// A key that is being written in, the fields that its object may have and does not have yet out (spec 1.6–1.20, 7.13).

import { fieldsOf, ownerAt, rowAt } from "../flow/flow-place.js";
import type { Analysis } from "./analysis.js";
import type { CompletionItem } from "./completion-item.js";
import { replacedWord } from "./replaced.js";
import { asString } from "./write-name.js";
import type { Writing } from "./writing-at.js";

export function completeKey({ document, text }: Analysis, writing: Writing, offset: number): readonly CompletionItem[] {
  if (document.root === null) return [];
  const { way, before, siblings, quote, word } = writing;
  const owner = ownerAt(way, document.root);
  const isTemplate = way[0] === "steps" && (way[2] === "result" || way[3] === "images" || way[3] === "input");
  const fields = owner.kind === "other" && isTemplate ? ["@Extend"] : fieldsOf(owner);
  const span = replacedWord(text, writing, offset);
  const isBare = quote === "" && word.start < word.end;
  return fields
    .filter((field) => !siblings.includes(field) && field.toLowerCase().startsWith(before.toLowerCase()))
    .map((field) => {
      const name = isBare && /^[A-Za-z_$][\w$]*$/.test(field) ? field : asString(field, quote);
      const edit = { span, text: writing.hasColon ? name : `${name}: ` };
      return {
        label: field,
        kind: "field",
        edit,
        detail: owner.kind === "other" ? null : (rowAt(owner, field)?.words ?? null),
      };
    });
}
