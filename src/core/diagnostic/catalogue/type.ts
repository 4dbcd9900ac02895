// Messages of the codes type/…: what schemas say against what parameters say (spec 3.1).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const typeEntries = {
  "type/count-conflict": entry<{ count: string; property: string; keyword: string; limit: number }>({
    severity: "error",
    clause: "1.12",
    message: ({ count, property, keyword, limit }) =>
      `"count" asks for ${count} elements of ${quoted(property)}, whose "${keyword}" is ${limit}: change one of them, or remove "${keyword}", since "count" sets the length`,
    why: "`count` is the wanted length of the one array that the schema generates. A schema that forbids that length can never be satisfied: every answer would fail the step, after it was paid for.",
  }),
};
