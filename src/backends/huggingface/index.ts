// Pictures from Hugging Face inference providers (spec 6.25).

export { type HuggingfaceOptions, huggingfaceBackend } from "./huggingface-backend.js";
