// The port through which adapters reach servers over HTTP and WebSocket (spec 6.18): a request in, its answer or why there is none out.
// It is filled by `src/node/http/` and by tests.
//
// To write an adapter, stand on `site.ts` and `ask-site.ts`, not on this file:
//
// 1. Make a `Site` with `siteOf({ name, url, http, key, paid })`: one server at one address.
// 2. `askSite(site, { what, effect, method, path, body, … })` sends JSON and gives `{ ok, json }` or a `Failed` that already has the right kind,
//    `charged` and `retryAfterMs`. `effect` says what is at stake when no answer comes: `asks` (a question: nothing), `works` (this request makes
//    the server work: a lost answer is `unknownOutcome`), `follows` (work goes on elsewhere: whatever goes wrong here leaves it unknown).
//    Where the server has error shapes of its own, pass `understand`: it sees status and JSON and may return a better `Failed`.
// 3. Pictures come as base64 or as a URL: `pictureOf` and `picturesOf` (`pictures.ts`) check that they are whole and of the size; `fetchPicture`
//    gets one from a URL that the server named, under the rules of 6.18.6.
// 4. Servers that accept a job: return `{ accepted: handle }` from `start`, wait in `follow` with `poll` (`poll.ts`). The handle holds ids, never keys.
// 5. Read answers with `read-json.ts`: own keys only, nothing is trusted.
// 6. Write a fake under `test/servers/` that speaks the real wire shape and its traps, and run `conformance` (`flowplan/testing`) against both.

import type { Clock, Timer } from "../../core/run/ports.js";
import type { Signal } from "../../core/run/signal.js";
import type { Secret } from "./secret.js";

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";
export type Headers = { readonly [lowerCaseName: string]: string };

export type HttpRequest = {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers?: Headers;
  /** Headers whose values are keys; each is sent only to the origin it was made for. */
  readonly secrets?: { readonly [lowerCaseName: string]: Secret };
  readonly body?: string | Uint8Array;
  readonly signal?: Signal;
  /** Once it has been sent, its answer is awaited, whatever the signal says: breaking off would not end the work, only lose its result. */
  readonly awaited?: boolean;
  /** How long the server may take to begin its answer; null: as long as it needs, as drawing may. */
  readonly answerWithinMs: number | null;
  /** Bytes of the answer that are read; it is dropped at the first byte beyond. */
  readonly maxBytes: number;
  /** Passes what waits for its turn, as a cancellation must. */
  readonly urgent?: boolean;
  /** The URL came from a server, whose own origin this is: redirects are followed, and private addresses refused unless they are its own. */
  readonly namedBy?: string;
};

/**
 * Why there is no answer. `sent`: bytes of the request may have reached the server. `busy`: not tried, since the server failed again and again.
 */
export type NoAnswer = {
  readonly kind: "no answer";
  readonly why:
    | "refused"
    | "unknown host"
    | "unreachable"
    | "tls"
    | "reset"
    | "timeout"
    | "cancelled"
    | "too large"
    | "not http"
    | "forbidden address"
    | "bad url"
    | "busy";
  readonly sent: boolean;
  readonly detail: string;
  readonly retryAfterMs?: number;
};

export type Answer = {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
};

export type SocketRequest = Pick<HttpRequest, "url" | "headers" | "secrets" | "maxBytes">;
export type SocketListener = {
  /** Text frames as text, binary frames as bytes. */
  message(data: string | Uint8Array): void;
  /** Called once, whoever closed it. */
  closed(): void;
};
export type Socket = { readonly kind: "socket"; send(text: string): void; close(): void };

/** Never throws, never follows a redirect of a configured address, and sends no cookies. */
export interface Http {
  readonly clock: Clock;
  readonly timer: Timer;
  send(request: HttpRequest): Promise<Answer | NoAnswer>;
  /** Resolves when the socket is open. */
  open(request: SocketRequest, listener: SocketListener): Promise<Socket | NoAnswer>;
}
