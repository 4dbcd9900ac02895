// Messages of the codes ir/…: an IR that was not made by `flowplan compile`, or not by this version (spec 3.2).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const irEntries = {
  "ir/invalid": entry<{ pointer: string; problem: string }>({
    severity: "error",
    clause: "3.2",
    message: ({ pointer, problem }) =>
      `this is not an IR of this version${pointer === "" ? "" : ` (at ${quoted(pointer)})`}: ${problem}; make it again with flowplan compile`,
    why: "A program made from JSON must be what the compiler makes. Anything else is refused before it is planned or run.",
  }),
};
