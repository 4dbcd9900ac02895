// Pictures from OpenAI, and from servers that speak as it does (spec 6.26).

export { type OpenaiImagesOptions, openaiImagesBackend } from "./openai-images-backend.js";
