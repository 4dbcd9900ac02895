// The port of servers over HTTP, filled by undici (spec 6.18): a connection is kept and used again, a server may think as long as it needs, no
// redirect is followed but that of a picture's URL, whose every host is looked at.

import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { Agent, type Dispatcher } from "undici";
import type { Answer, Headers, Http, HttpRequest, NoAnswer } from "../../backends/wire/http.js";
import { originOf } from "../../backends/wire/secret.js";
import type { Clock, Timer } from "../../core/run/ports.js";
import { systemClock, systemTimer } from "../system.js";
import { noAnswerOf } from "./no-answer.js";
import { openSocket } from "./open-socket.js";
import { isPrivateAddress } from "./private-address.js";
import { headersOf } from "./request-headers.js";

export type NodeHttpOptions = {
  readonly clock?: Clock;
  readonly timer?: Timer;
  readonly connectWithinMs?: number;
  /** How long an answer that has begun may pause. */
  readonly pauseMs?: number;
  /** Allows URLs that servers name to lead to private addresses. */
  readonly privateAddresses?: boolean;
  /** How names become addresses; tests give their own. */
  readonly lookup?: LookupFunction;
};

/** `close` ends the connections that are kept. */
export type NodeHttp = Http & { close(): Promise<void> };

const mostRedirects = 5;

export function nodeHttp(options: NodeHttpOptions = {}): NodeHttp {
  const { connectWithinMs = 10_000, pauseMs = 120_000, privateAddresses = false } = options;
  const lookup = options.lookup ?? (systemLookup as LookupFunction);
  // Servers close idle connections after 5 s and more: one that is closed while a request leaves would lose its answer.
  const shared = {
    keepAliveTimeout: 4000,
    keepAliveMaxTimeout: 60_000,
    keepAliveTimeoutThreshold: 2000,
    bodyTimeout: pauseMs,
  };
  const own = new Agent({ ...shared, connect: { timeout: connectWithinMs, lookup } });
  const careful = new Agent({ ...shared, connect: { timeout: connectWithinMs, lookup: publicOnly(lookup) } });

  const once = (request: HttpRequest, url: string): Promise<Answer | NoAnswer> => {
    const origin = originOf(url);
    if (origin === null || !/^https?:/.test(origin)) return Promise.resolve(badUrl());
    const { namedBy } = request;
    const trusted = namedBy === undefined || privateAddresses || origin === namedBy;
    if (!trusted && isPrivateHost(new URL(url).hostname)) return Promise.resolve(forbidden());
    return dispatch(trusted ? own : careful, request, url);
  };

  return {
    clock: options.clock ?? systemClock,
    timer: options.timer ?? systemTimer,
    send: async (request) => {
      let url = request.url;
      for (let redirects = 0; ; redirects++) {
        const answer = await once(request, url);
        if (request.namedBy === undefined || answer.kind === "no answer" || !isRedirect(answer.status)) return answer;
        const next = nextUrl(answer.headers.location, url);
        if (next === null || redirects === mostRedirects)
          return { ...forbidden(), detail: "its URL redirects without end" };
        if (url.startsWith("https:") && !next.startsWith("https:"))
          return { ...forbidden(), detail: "its URL redirects from https to http" };
        url = next;
      }
    },
    open: (request, listener) => openSocket(own, request, listener),
    close: async () => {
      await Promise.all([own.destroy(), careful.destroy()]);
    },
  };
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function nextUrl(location: string | undefined, from: string): string | null {
  try {
    return location === undefined ? null : new URL(location, from).href;
  } catch {
    return null;
  }
}

function badUrl(): NoAnswer {
  return { kind: "no answer", why: "bad url", sent: false, detail: "its URL is not an http or https URL" };
}

function forbidden(): NoAnswer {
  const detail = "its URL leads to a private address, which a server must not name";
  return { kind: "no answer", why: "forbidden address", sent: false, detail };
}

function isPrivateHost(hostname: string): boolean {
  const plain = hostname.replace(/^\[|\]$/g, "");
  return isIP(plain) !== 0 && isPrivateAddress(plain);
}

/** A name becomes addresses once; the connection goes to one of those that were looked at, so that no later answer can change it. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, "", 4);
      const addresses = (Array.isArray(found) ? found : [{ address: found, family: isIP(found) }]) as {
        readonly address: string;
        readonly family: number;
      }[];
      if (addresses.length === 0 || addresses.some(({ address }) => isPrivateAddress(address)))
        return callback(Object.assign(new Error("private address"), { code: "FLOWPLAN_PRIVATE_ADDRESS" }), "", 4);
      if (options.all === true) callback(null, addresses as never, undefined as never);
      else callback(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 4);
    });
  };
}

function dispatch(agent: Agent, request: HttpRequest, url: string): Promise<Answer | NoAnswer> {
  const { signal, maxBytes } = request;
  return new Promise((resolve) => {
    let control: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: Headers = {};
    let size = 0;
    let settled = false;
    const chunks: Uint8Array[] = [];
    let forget = () => {};
    const settle = (answer: Answer | NoAnswer) => {
      if (settled) return;
      settled = true;
      forget();
      resolve(answer);
    };
    const stop = (why: NoAnswer["why"], detail: string) => {
      settle({ kind: "no answer", why, sent: control !== null, detail });
      control?.abort(new Error(why));
    };
    if (signal?.aborted === true) return stop("cancelled", "");
    const { origin, pathname, search } = new URL(url);
    try {
      agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: request.method,
          headers: headersOf(request, url),
          body: request.body ?? null,
          headersTimeout: request.answerWithinMs ?? 0,
        },
        {
          onRequestStart: (controller) => {
            if (settled) controller.abort(new Error("cancelled"));
            else control = controller;
          },
          onResponseStart: (_, code, received) => {
            status = code;
            headers = plainHeaders(received);
          },
          onResponseData: (_, chunk) => {
            size += chunk.length;
            if (size > maxBytes) stop("too large", `more than ${maxBytes} bytes`);
            else chunks.push(chunk);
          },
          onResponseEnd: () => settle(answerOf(status, headers, chunks, maxBytes)),
          onResponseError: (_, error) => settle(noAnswerOf(error, control !== null)),
        },
      );
    } catch (error) {
      settle(noAnswerOf(error, false));
    }
    const interrupt = () => {
      if (request.awaited !== true || control === null) stop("cancelled", "");
    };
    forget = signal?.onAbort(interrupt) ?? forget;
    if (settled) forget();
  });
}

/** A byte buffer of its own, not a window on a larger one. */
function answerOf(
  status: number,
  headers: Headers,
  chunks: readonly Uint8Array[],
  maxBytes: number,
): Answer | NoAnswer {
  const body = unpacked(headers["content-encoding"], Buffer.concat(chunks), maxBytes);
  if (body === null) return { kind: "no answer", why: "not http", sent: true, detail: "its answer cannot be unpacked" };
  return { kind: "answer", status, headers, body: new Uint8Array(body.buffer, body.byteOffset, body.length) };
}

/** We ask for what is not packed; some proxies pack all the same. */
function unpacked(encoding: string | undefined, body: Buffer, maxOutputLength: number): Buffer | null {
  try {
    switch (encoding?.trim().toLowerCase()) {
      case undefined:
      case "":
      case "identity":
        return body;
      case "gzip":
      case "x-gzip":
        return gunzipSync(body, { maxOutputLength });
      case "deflate":
        return inflateSync(body, { maxOutputLength });
      case "br":
        return brotliDecompressSync(body, { maxOutputLength });
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function plainHeaders(received: { readonly [name: string]: string | readonly string[] | undefined }): Headers {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(received))
    if (value !== undefined) plain[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ");
  return plain;
}
