// What a project says of a server and what its host has in, the site out (spec 6.17.1, 6.18): its address, its key from the environment, its manners.

import type { ServerSettings } from "../server-settings.js";
import type { Http } from "./http.js";
import { mannered } from "./manners.js";
import { Secret } from "./secret.js";
import { type Site, siteOf } from "./site.js";

/** What adapters need from whoever runs them. */
export type Host = {
  readonly http: Http;
  /** The value of an environment variable. */
  readonly variable: (name: string) => string | undefined;
};

export type SiteDefaults = {
  readonly url: string;
  readonly paid: boolean;
  readonly hint?: string;
  /** How its key is sent. Default: "Authorization: Bearer KEY". A header that is the key itself: `{ header: "x-api-key" }`. */
  readonly keyIn?: { readonly word: string } | { readonly header: string };
};

export function siteOfSettings(settings: ServerSettings, { http, variable }: Host, defaults: SiteDefaults): Site {
  const { name, url = defaults.url, key, login, perMinute, timeout } = settings;
  const keyIn = defaults.keyIn ?? { word: "Bearer" };
  const secrets: { [header: string]: Secret } = {};
  const missing: string[] = [];
  const read = (named: string | undefined, use: (value: string) => void) => {
    if (named === undefined) return;
    const value = variable(named);
    if (value === undefined || value === "") missing.push(named);
    else use(value);
  };
  read(login, (value) => {
    secrets.authorization = Secret.basic(value, url);
  });
  read(key, (value) => {
    if ("header" in keyIn) secrets[keyIn.header] = Secret.plain(value, url);
    else secrets.authorization = Secret.bearer(value, url, keyIn.word);
  });
  const [first] = missing;
  const keyName = key ?? login;
  return siteOf({
    name,
    url,
    http: mannered(http, perMinute === undefined ? {} : { perSecond: perMinute / 60 }),
    secrets,
    paid: defaults.paid,
    workWithinMs: timeout === undefined ? null : timeout * 1000,
    ...(keyName === undefined ? {} : { keyName }),
    ...(defaults.hint === undefined ? {} : { hint: defaults.hint }),
    ...(first === undefined ? {} : { problem: `the environment variable ${first} is not set` }),
  });
}
