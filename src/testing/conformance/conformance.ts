// A server and the hand that makes it misbehave in, named checks of the whole contract out (spec 6.19). It knows no test framework:
//
//   for (const { name, run } of conformance(subject)) test(name, async () => void (await run()));
//
// Each check opens a server of its own, so they may run in any order, or at once.

import type { Server } from "../../backends/contract.js";
import { imageChecks } from "./image-checks.js";
import { objectChecks } from "./object-checks.js";
import { type CheckBody, sharedChecks } from "./shared-checks.js";
import { spoken } from "./spoken.js";
import type { Check, OpenSubject, Role, Subject } from "./subject.js";

export function conformance(subject: Subject): readonly Check[] {
  const { images, objects, training } = subject.samples;
  return [
    ...(images === undefined ? [] : checksOf(subject, "images", images, [...sharedChecks, ...imageChecks(images)])),
    ...(objects === undefined
      ? []
      : checksOf(subject, "objects", objects, [...sharedChecks, ...objectChecks(objects)])),
    ...(training === undefined ? [] : checksOf(subject, "training", training, sharedChecks)),
  ];
}

function checksOf(subject: Subject, role: Role, request: object, bodies: readonly CheckBody[]): readonly Check[] {
  return bodies.map(({ name, body }) => ({
    name: `${subject.name}, ${role}: ${name}`,
    run: async () => {
      const opened = await subject.open();
      try {
        const server = watched(serverOf(opened, role), subject.secrets ?? []);
        return await body({ server, request, control: opened.control, capabilities: opened.backend.capabilities });
      } finally {
        await opened.close();
      }
    },
  }));
}

function serverOf({ backend }: OpenSubject, role: Role): Server<never, unknown> {
  const server = backend[role];
  if (server === null) throw new Error(`the backend has no server of ${role}`);
  return server as Server<never, unknown>;
}

/** Whatever it says is looked through for keys. */
function watched(server: Server<never, unknown>, secrets: readonly string[]): Server<never, unknown> {
  const look = async <T>(answer: Promise<T>): Promise<T> => {
    const said = await answer;
    const text = spoken(said);
    for (const secret of secrets) if (text.includes(secret)) throw new Error("a key came out in what the backend says");
    return said;
  };
  const { follow, find, cancel } = server;
  return {
    ...server,
    start: (request, context) => look(server.start(request, context)),
    ...(follow === undefined ? {} : { follow: (handle, context) => look(follow.call(server, handle, context)) }),
    ...(find === undefined ? {} : { find: (key, context) => look(find.call(server, key, context)) }),
    ...(cancel === undefined ? {} : { cancel: (handle) => look(cancel.call(server, handle)) }),
  };
}
