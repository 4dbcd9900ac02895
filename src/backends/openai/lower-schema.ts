// A schema and how a server's schemas are written in, what it is sent out (spec 6.21.2): never less than the schema allows in shape, often
// more, since every answer is checked against the schema itself.

import type { Json, JsonObject } from "../../core/text/json.js";
import type { ChatRow } from "./dialects.js";
import { grammarSchema } from "./grammar-schema.js";
import { strictSchema } from "./strict-schema.js";
import { withoutNulls } from "./without-nulls.js";

export type Lowered = {
  readonly schema: JsonObject;
  readonly strict: boolean;
  /** Its answer as the flow's schema means it. */
  readonly meant: (answer: Json) => Json;
};

export function lowerSchema(schema: JsonObject, how: ChatRow["schemas"]): Lowered {
  const asItIs = (answer: Json) => answer;
  if (how === "grammar")
    return { schema: grammarSchema(schema, { bounds: false, patterns: false }), strict: true, meant: asItIs };
  if (how === "plain")
    return { schema: grammarSchema(schema, { bounds: true, patterns: true }), strict: true, meant: asItIs };
  const strict = strictSchema(schema);
  if (strict === null) return { schema, strict: false, meant: asItIs };
  return { schema: strict, strict: true, meant: (answer) => withoutNulls(answer, schema) };
}
