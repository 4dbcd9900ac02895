// What hover shows for the word under the cursor (spec 7.13).

import type { Json } from "../text/json.js";
import type { Span } from "../text/span.js";
import type { Type } from "../types/type.js";

export type Hover = {
  /** The word that is spoken of. */
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
  readonly type?: Type;
  /** What it is in every run. */
  readonly value?: Json;
  /** Where it is declared. */
  readonly origin?: Span;
};
