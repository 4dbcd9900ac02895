// What a backend is: the ports of a run that it fills, written once in the core and named here for those who write one (spec 6.2).
//
// A backend is a value, not a class: `id` names it in plans and events, `capabilities` say what it can (declared, or probed before the
// backend is made), and each of `objects`, `training`, `images` is null where it cannot. Three rules hold for every call:
//
// 1. It never throws for what may happen: a failure is a `Failed`, of the kind that says what may be done about it. `unknownOutcome` is
//    for answers that were lost after the request had left, and never for anything else; a timeout is one.
// 2. Same key, same effect: a call that arrives twice with one key is done, and paid, once, as far as the server allows it
//    (`capabilities.dedup` says how far).
// 3. What it cannot honour it declares in `capabilities.fields`; it drops nothing silently.

export type { Capabilities, CapabilityField, Fidelity, Range } from "../core/plan/backend/capabilities.js";
export type * from "../core/run/server.js";
