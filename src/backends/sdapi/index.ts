// Servers that speak sdapi (spec 6.20): AUTOMATIC1111, Forge, SD.Next and stable-diffusion.cpp.

export type { SdapiDialect } from "./dialects.js";
export { type SdapiOptions, sdapiBackend } from "./sdapi-backend.js";
