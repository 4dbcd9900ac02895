// The servers that speak chat completions, a row each (spec 6.21.1): what tells them apart.

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import { profiles } from "../../core/plan/backend/profiles.js";

export type ChatDialect = "openai" | "vllm" | "llamacpp" | "ollama";

export type ChatRow = {
  readonly capabilities: Capabilities;
  /** Where it listens if nothing else is said. */
  readonly url: string;
  readonly hint: string;
  readonly paid: boolean;
  /** What the field is called that ends an answer. */
  readonly limit: "max_tokens" | "max_completion_tokens";
  /** How its schemas are written: see `lower-schema.ts`. */
  readonly schemas: "strict" | "grammar" | "plain";
  /** It serves the model that it was started with, whatever it is asked for. */
  readonly oneModel: boolean;
};

export const dialects: { readonly [dialect in ChatDialect]: ChatRow } = {
  openai: {
    capabilities: profiles.openai,
    url: "https://api.openai.com",
    hint: "",
    paid: true,
    limit: "max_completion_tokens",
    schemas: "strict",
    oneModel: false,
  },
  vllm: {
    capabilities: profiles.vllm,
    url: "http://127.0.0.1:8000",
    hint: "Start it with vllm serve MODEL",
    paid: false,
    limit: "max_tokens",
    schemas: "plain",
    oneModel: false,
  },
  llamacpp: {
    capabilities: profiles.llamacpp,
    url: "http://127.0.0.1:8080",
    hint: "Start llama-server",
    paid: false,
    limit: "max_tokens",
    schemas: "grammar",
    oneModel: true,
  },
  ollama: {
    capabilities: profiles.ollama,
    url: "http://127.0.0.1:11434",
    hint: "Start it with ollama serve",
    paid: false,
    limit: "max_tokens",
    schemas: "grammar",
    oneModel: false,
  },
};
