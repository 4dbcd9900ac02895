// A server's address, keys and manners in, one value that calls are made of out (spec 6.18.1). See `http.ts` for how to write an adapter.

import type { Headers, Http } from "./http.js";
import { Secret } from "./secret.js";

export type SiteOptions = {
  /** Names it in messages, as the configuration does. */
  readonly name: string;
  /** Where its paths begin. A user and password in it become a key and are never shown. */
  readonly url: string;
  readonly http: Http;
  /** Header names in lower case, and the key that each carries: see `Secret`. */
  readonly secrets?: { readonly [header: string]: Secret };
  /** How the user names the key, as the variable that holds it; for messages. */
  readonly keyName?: string;
  readonly headers?: Headers;
  /** It takes money, so an error of its own may have been charged. */
  readonly paid: boolean;
  /** How long it may take to begin an answer to a question. Default: 30 s. */
  readonly answerWithinMs?: number;
  /** How long work may take; null: as long as it needs. Default: null. */
  readonly workWithinMs?: number | null;
  /** Why nothing can be asked of it at all, as "the environment variable KEY is not set". */
  readonly problem?: string;
  /** What to try where it cannot be reached, as "Start it with --api". */
  readonly hint?: string;
};

export type Site = Required<
  Pick<SiteOptions, "name" | "http" | "paid" | "answerWithinMs" | "workWithinMs" | "hint">
> & {
  readonly base: string;
  /** Name and port, without user, password, path and query. */
  readonly host: string;
  readonly origin: string;
  readonly headers: Headers;
  readonly secrets: { readonly [header: string]: Secret };
  readonly keyName: string | null;
  readonly problem: string | null;
};

export function siteOf(options: SiteOptions): Site {
  const { name, http, paid, headers = {}, keyName = null, hint = "", problem = null } = options;
  const { answerWithinMs = 30_000, workWithinMs = null } = options;
  const shared = { name, http, paid, headers, keyName, hint, problem, answerWithinMs, workWithinMs };
  let url: URL;
  try {
    url = new URL(options.url);
  } catch {
    // Whatever is asked of it then fails with words that say so.
    return { ...shared, base: "", host: "its address", origin: "", secrets: {} };
  }
  const account = decoded(`${url.username}${url.password === "" ? "" : `:${url.password}`}`);
  url.username = "";
  url.password = "";
  url.hash = "";
  const own = account === "" ? {} : { authorization: Secret.basic(account, url.href) };
  return { ...shared, base: url.href, host: url.host, origin: url.origin, secrets: { ...own, ...options.secrets } };
}

export function hidden({ secrets }: Pick<Site, "secrets">, text: string): string {
  return Object.values(secrets).reduce((shown, secret) => secret.hide(shown), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
