// Replicate (spec 6.23): images by predictions, training by trainings.

export { type ReplicateOptions, replicateBackend } from "./replicate-backend.js";
