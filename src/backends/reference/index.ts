// The embedded backend (spec 6.7): pure, seeded and honest. It answers every kind of call without a network, a clock or chance, what it
// gives follows from the call alone, and it says of itself everywhere that it is synthetic.

export { type ReferenceOptions, referenceBackend } from "./reference-backend.js";
