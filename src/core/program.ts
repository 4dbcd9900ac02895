// A program: a flow without errors, as its IR (spec 3.2). The IR is plain JSON, so a program can be kept and made again from it.

import type { FlowIr } from "./ir/ir.js";

export type Program = { readonly ir: FlowIr };
