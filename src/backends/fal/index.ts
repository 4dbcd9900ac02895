// Pictures from fal (spec 6.24).

export { type FalOptions, falBackend } from "./fal-backend.js";
