// Servers that speak chat completions (spec 6.21): OpenAI, vLLM, llama.cpp and Ollama.

export type { ChatDialect } from "./dialects.js";
export { type ChatOptions, openaiBackend } from "./openai-backend.js";
