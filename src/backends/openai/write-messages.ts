// What a generation asks in, the messages of a chat out (spec 6.21.3). The schema is told in words too: a server that enforces it does not show it to the model.

import type { JsonObject } from "../../core/text/json.js";
import type { GenerationRequest } from "../contract.js";

export type Message = { readonly role: "system" | "user" | "assistant"; readonly content: string };

export function writeMessages({ description, schema, context, input, repair }: GenerationRequest): readonly Message[] {
  const told = context === null ? [] : [`Context:\n${JSON.stringify(context)}`];
  const system = [
    description,
    ...told,
    `Answer with JSON alone. It must match this JSON Schema:\n${JSON.stringify(schema)}`,
  ];
  const asked: readonly Message[] = [
    { role: "system", content: system.join("\n\n") },
    { role: "user", content: input ?? "Write the JSON." },
  ];
  if (repair === undefined) return asked;
  const mistakes = repair.mistakes.map((mistake) => `- ${mistake}`).join("\n");
  return [
    ...asked,
    { role: "assistant", content: repair.answer },
    {
      role: "user",
      content: `That does not match the schema:\n${mistakes}\nWrite the whole JSON again, without these mistakes.`,
    },
  ];
}

/** A name that every dialect takes. */
export const schemaName = "answer";

export function responseFormat(schema: JsonObject, strict: boolean): JsonObject {
  return { type: "json_schema", json_schema: { name: schemaName, strict, schema } };
}
