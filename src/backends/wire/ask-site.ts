// One call of a server in, its JSON or the `Failed` that says what may be done about it out (spec 6.18.1).

import type { Failed } from "../../core/run/server.js";
import type { Signal } from "../../core/run/signal.js";
import type { Json } from "../../core/text/json.js";
import {
  type Asked,
  type Effect,
  failureOfNoAnswer,
  failureOfStatus,
  unreadable,
  unusable,
  wordsOf,
} from "./failures.js";
import type { Headers, HttpMethod } from "./http.js";
import { parsedJson } from "./read-json.js";
import { hidden, type Site } from "./site.js";

export type Call = {
  /** Words after "asked to", as "draw 4 images". */
  readonly what: string;
  readonly effect: Effect;
  readonly method: HttpMethod;
  /** After the site's address, beginning with "/"; or a whole URL that the server gave, which gets the keys only if it is of the same origin. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: Json;
  readonly headers?: Headers;
  /** Ends a question at once, and anything else as long as it has not been sent. */
  readonly signal?: Signal;
  /** Default: the site's for `asks` and `follows`, as long as it needs for `works`. */
  readonly answerWithinMs?: number | null;
  /** Default: 4 MiB. */
  readonly maxBytes?: number;
  readonly urgent?: boolean;
  /** The server's own shape of an error: a better failure, or null. `words`: what it says, without keys. */
  readonly understand?: (status: number, json: Json | undefined, words: string) => Partial<Failed> | null;
};

/** `status` is null where no answer came. */
export type Told =
  | { readonly ok: true; readonly status: number; readonly json: Json; readonly headers: Headers }
  | { readonly ok: false; readonly status: number | null; readonly json: Json | undefined; readonly failure: Failed };

export type Got =
  | { readonly ok: true; readonly status: number; readonly headers: Headers; readonly body: Uint8Array }
  | (Told & { readonly ok: false });

const mebibyte = 1_048_576;

/** An empty answer is null. */
export async function askSite(site: Site, call: Call): Promise<Told> {
  const got = await getBytes(site, call);
  if (!got.ok) return got;
  const json = got.body.length === 0 ? null : parsedJson(new TextDecoder().decode(got.body));
  if (json !== undefined) return { ok: true, status: got.status, json, headers: got.headers };
  const asked = askedOf(site, call);
  return { ok: false, status: got.status, json, failure: unreadable(asked, got.headers, got.body) };
}

/** What it answered, byte for byte. */
export async function getBytes(site: Site, call: Call): Promise<Got> {
  const asked = askedOf(site, call);
  const { method, effect, signal, urgent = false, maxBytes = 4 * mebibyte } = call;
  if (site.problem !== null)
    return { ok: false, status: null, json: undefined, failure: unusable(asked, site.problem) };
  const waiting = effect === "works" ? site.workWithinMs : site.answerWithinMs;
  const answer = await site.http.send({
    method,
    url: asked.url,
    headers: {
      accept: "application/json",
      ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      ...site.headers,
      ...call.headers,
    },
    secrets: site.secrets,
    answerWithinMs: call.answerWithinMs === undefined ? waiting : call.answerWithinMs,
    maxBytes,
    urgent,
    awaited: effect !== "asks",
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.kind === "no answer")
    return { ok: false, status: null, json: undefined, failure: failureOfNoAnswer(asked, answer) };
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { ok: true, status, headers, body };
  const json = parsedJson(hidden(site, new TextDecoder().decode(body)));
  const failure = failureOfStatus(asked, answer, json);
  const better = call.understand?.(status, json, wordsOf(asked, answer, json)) ?? null;
  return { ok: false, status, json, failure: better === null ? failure : { ...failure, ...better } };
}

/** What a failure says of a call: for adapters that find out themselves that something is wrong. */
export function failed(
  site: Site,
  call: Pick<Call, "what">,
  failure: Failed,
): { readonly ok: false; readonly failure: Failed } {
  const detail = `${site.name} at ${site.host}, asked to ${call.what}: ${hidden(site, failure.detail)}`;
  return { ok: false, failure: { ...failure, detail } };
}

function askedOf(site: Site, { what, effect, method, path, query }: Call): Asked {
  const whole = urlOf(site.base, path, query);
  return { site, what, effect, method, url: whole, path: path.startsWith("/") ? path : pathOf(path) };
}

/** What the address itself has after its path, as a key of a proxy, stays. */
function urlOf(base: string, path: string, query: Call["query"]): string {
  const asked = query === undefined ? "" : new URLSearchParams(query).toString();
  if (!path.startsWith("/")) return asked === "" ? path : `${path}${path.includes("?") ? "&" : "?"}${asked}`;
  const mark = base.indexOf("?");
  const start = (mark < 0 ? base : base.slice(0, mark)).replace(/\/+$/, "");
  const kept = mark < 0 ? "" : base.slice(mark + 1);
  const search = [kept, asked].filter((part) => part !== "").join("&");
  return `${start}${path}${search === "" ? "" : `?${search}`}`;
}

/** Without its query, which may hold a signature. */
function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return "a URL that it gave";
  }
}
