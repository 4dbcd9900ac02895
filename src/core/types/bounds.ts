// How many there may be: a least and a greatest number, both included (spec 1.12, 5.6.1).

/** `max: null`: nothing bounds it. */
export type Bounds = { readonly min: number; readonly max: number | null };
