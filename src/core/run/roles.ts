// A backend and a call in, the server that answers it and what is said of that server out (spec 6.9.1): each role may have its own.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { FlowIr, StepIr } from "../ir/ir.js";
import { hasOwn, type JsonObject } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import type { Backend, Server } from "./server.js";

/** What is asked for says who answers it. */
export type Asked = { readonly what: "generation" | "training" | "images" };

export function serverOf(backend: Backend, { what }: Asked): Server<never, unknown> | null {
  switch (what) {
    case "generation":
      return backend.objects;
    case "training":
      return backend.training;
    case "images":
      return backend.images;
    default:
      return unreachable(what);
  }
}

export type AboutServer = {
  /** Names it to people. */
  readonly name: string;
  /** What its answers are kept under. */
  readonly identity: string;
  readonly synthetic: boolean;
};

/** A server that says nothing of itself is what its backend says. */
export function aboutServer(backend: Backend, asked: Asked): AboutServer {
  const { name, identity, synthetic } = serverOf(backend, asked) ?? {};
  return {
    name: name ?? backend.id,
    identity: identity ?? (name === undefined ? backend.identity : undefined) ?? name ?? backend.id,
    synthetic: synthetic ?? backend.synthetic,
  };
}

/** The steps that need a server. `given`: those whose results are known. */
function askingSteps({ steps }: FlowIr, given: JsonObject): readonly (Asked & { readonly step: StepIr })[] {
  return steps.flatMap((step) => {
    const what = asksFor[step.type];
    return what === undefined || hasOwn(given, step.id) ? [] : [{ what, step }];
  });
}

/** What a step of that type asks a server for; undefined: it needs none. */
export const asksFor: { readonly [type in StepIr["type"]]?: Asked["what"] } = {
  ObjectGenerator: "generation",
  ModelGenerator: "training",
  ImageGenerator: "images",
};

/** The first step that the backend has no server for, before anything is paid for; null: it has one for each. */
export function lacking(ir: FlowIr, given: JsonObject, backend: Backend): AnyDiagnostic | null {
  for (const { what, step } of askingSteps(ir, given))
    if (serverOf(backend, { what }) === null)
      return diagnose("run/backend-lacks", step.idSpan, { step: step.id, backend: backend.id, what });
  return null;
}

/** What of a flow is made by no model. */
export function syntheticWork(ir: FlowIr, given: JsonObject, backend: Backend): ReadonlySet<Asked["what"]> {
  const asked = askingSteps(ir, given).filter((one) => aboutServer(backend, one).synthetic);
  return new Set(asked.map(({ what }) => what));
}
