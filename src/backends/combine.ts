// A backend for each role in, one whose servers are theirs out (spec 6.17.2).

import type { Capabilities } from "../core/plan/backend/capabilities.js";
import { profiles } from "../core/plan/backend/profiles.js";
import type { Backend, Server } from "./contract.js";

/** What is planned for, and perhaps run on. */
export type Target = {
  readonly id: string;
  readonly capabilities: Capabilities;
  /** null: this version plans for it, and cannot run on it. */
  readonly backend: Backend | null;
};

export const roles = ["objects", "training", "images"] as const;
export type Role = (typeof roles)[number];

/** null: nobody has the role. */
export type Parts = { readonly [role in Role]: Target | null };

/** Its id names each part once. It can be run on if every part can. */
export function combine(parts: Parts): Target {
  const all = roles.flatMap((role) => parts[role] ?? []);
  const [only] = all;
  if (only !== undefined && all.length === roles.length && all.every((part) => part === only)) return only;
  const id = [...new Set(all.map((part) => part.id))].join("+");
  const capabilities = capabilitiesOf(parts);
  const runnable = all.every(({ backend }) => backend !== null);
  return { id, capabilities, backend: runnable ? backendOf(id, capabilities, parts) : null };
}

/** What is said of passes is said of the images' server. */
function capabilitiesOf({ objects, training, images }: Parts): Capabilities {
  return {
    ...(images?.capabilities ?? profiles.reference),
    objects: objects !== null && objects.capabilities.objects !== false,
    training: training?.capabilities.training ?? false,
    images: images !== null && images.capabilities.images !== false,
  };
}

function backendOf(id: string, capabilities: Capabilities, { objects, training, images }: Parts): Backend {
  return {
    id,
    synthetic: [objects, training, images].some((part) => part?.backend?.synthetic === true),
    capabilities,
    objects: objects?.backend?.objects ? ofItsOwn(objects.backend, objects.backend.objects) : null,
    training: training?.backend?.training ? ofItsOwn(training.backend, training.backend.training) : null,
    images: images?.backend?.images ? ofItsOwn(images.backend, images.backend.images) : null,
  };
}

/** The server, which says by itself what its backend says of it. */
function ofItsOwn<Q, A>(backend: Backend, server: Server<Q, A>): Server<Q, A> {
  const { id, identity, synthetic, capabilities } = backend;
  const { name = id, concurrency = capabilities.concurrency, findSettlesAfterMs } = server;
  const known = server.identity ?? (server.name === undefined ? identity : undefined);
  return {
    name,
    ...(known === undefined ? {} : { identity: known }),
    synthetic: server.synthetic ?? synthetic,
    recovery: server.recovery,
    concurrency,
    ...(findSettlesAfterMs === undefined ? {} : { findSettlesAfterMs }),
    // Called on the server itself, since a method may use what is beside it.
    start: (request, context) => server.start(request, context),
    ...(server.follow === undefined ? {} : { follow: server.follow.bind(server) }),
    ...(server.find === undefined ? {} : { find: server.find.bind(server) }),
    ...(server.cancel === undefined ? {} : { cancel: server.cancel.bind(server) }),
  };
}
