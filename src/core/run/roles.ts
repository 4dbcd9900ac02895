// A backend and a call in, the server that answers it and what is said of that server out (spec 6.9.1): each role may have its own.

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
