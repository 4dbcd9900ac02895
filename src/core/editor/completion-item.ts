// What an editor may write at the cursor (spec 7.13).

import type { Edit } from "../diagnostic/diagnostic.js";

export type CompletionItem = {
  readonly label: string;
  readonly kind: "field" | "value" | "step" | "property" | "root" | "operator" | "map";
  readonly edit: Edit;
  /** One line of plain text or Markdown. */
  readonly detail: string | null;
};
