// What went wrong in asking a server in, the `Failed` that a run can act on out (spec 6.18.2): its kind, what was charged, when to try again,
// and one sentence that names server, host, what was asked and what to try. No key and no query is ever in it.

import type { Failed, FailureKind } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { isArray, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Answer, Headers, NoAnswer } from "./http.js";
import { partOf, textOf } from "./read-json.js";
import { retryAfterMs } from "./retry-after.js";
import { hidden, type Site } from "./site.js";

/** What is at stake when no answer comes: nothing (`asks`), the work that this request starts (`works`), or work that is under way (`follows`). */
export type Effect = "asks" | "works" | "follows";

export type Asked = {
  readonly site: Site;
  readonly what: string;
  readonly effect: Effect;
  readonly method: string;
  readonly url: string;
  readonly path: string;
};

export function failureOfNoAnswer(asked: Asked, { why, sent, detail, retryAfterMs: wait }: NoAnswer): Failed {
  const { effect, site } = asked;
  const kind = effect === "works" && sent ? "unknownOutcome" : kindsOfNoAnswer[why];
  const words = hidden(site, cut(detail, 120, printable));
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  return { ...failure(asked, kind, problems[why](words), trials[why](site)), ...later };
}

const kindsOfNoAnswer: { readonly [why in NoAnswer["why"]]: FailureKind } = {
  refused: "transient",
  "unknown host": "transient",
  unreachable: "transient",
  tls: "setup",
  reset: "transient",
  timeout: "transient",
  cancelled: "cancelled",
  "too large": "transient",
  "not http": "setup",
  "forbidden address": "content",
  "bad url": "setup",
  busy: "transient",
};

const problems: { readonly [why in NoAnswer["why"]]: (words: string) => string } = {
  refused: () => "the connection was refused",
  "unknown host": () => "no such host is known",
  unreachable: () => "the host cannot be reached",
  tls: (words) => `no secure connection (${words})`,
  reset: () => "the connection broke off",
  timeout: () => "no answer in time",
  cancelled: () => "cancelled",
  "too large": (words) => `the answer is too large (${words})`,
  "not http": (words) => `what answers there does not speak HTTP (${words})`,
  "forbidden address": (words) => words,
  "bad url": (words) => words,
  busy: () => "not tried, since it failed several times in a row",
};

const trials: { readonly [why in NoAnswer["why"]]: (site: Site) => string } = {
  refused: ({ hint }) => `Check that it runs and that the port is right${hint === "" ? "" : `. ${hint}`}`,
  "unknown host": () => "Check the name in its URL",
  unreachable: () => "Check its URL and the network",
  tls: () => "Check whether its URL should begin with http:// instead, or its certificate",
  reset: () => "Look at its log",
  timeout: () => "Look whether it is busy",
  cancelled: () => "",
  "too large": () => "Look at its log",
  "not http": ({ hint }) => `Check the port in its URL${hint === "" ? "" : `. ${hint}`}`,
  "forbidden address": () => "",
  "bad url": () => "Write it as http://HOST:PORT or https://HOST",
  busy: () => "Look at its log",
};

/** An answer that is an error by its status. */
export function failureOfStatus(asked: Asked, answer: Answer, json: Json | undefined): Failed {
  const { status, headers } = answer;
  const { effect, site } = asked;
  const words = wordsOf(asked, answer, json);
  const said = words === "" ? "" : `: ${words}`;
  const wait = retryAfterMs(headers, site.http.clock.now());
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  const page = isPage(headers, answer.body) ? "an HTML page, as a proxy or a server of another kind does" : "";
  const told = page === "" ? `status ${status}${said}` : `status ${status} with ${page}${said}`;
  const as = (kind: FailureKind, trial = "") => ({ ...failure(asked, kind, told, trial), ...later });

  if (status >= 300 && status < 400) {
    const to = hostOf(headers.location, asked.url);
    return failure(
      asked,
      "setup",
      `it redirects${to === null ? "" : ` to ${to}`}`,
      "Put the address that it leads to into its URL",
    );
  }
  switch (status) {
    case 401:
    case 403:
    case 407:
      return as("setup", keyTrial(site));
    case 402:
      return as("setup", "Add credit to the account");
    case 404:
    case 405:
      // A path that is not there, and not a thing that the path is of.
      if (effect === "asks" || page !== "" || json === undefined || /^not found$/i.test(words))
        return as("setup", `Check its URL and its kind${site.hint === "" ? "" : `. ${site.hint}`}`);
      return as("invalid");
    case 408:
    case 425:
      return as("transient");
    case 429:
      return as("rateLimited");
    case 503:
    case 529:
      return as("transient");
  }
  if (status < 500) return as("invalid");
  if (/out of memory|OutOfMemory/i.test(words)) return as("oom");
  // A proxy lost the answer of the server behind it, which may have done the work.
  const lost = status === 502 || status === 504 || (status >= 520 && status <= 524);
  return as(effect === "works" && (lost || site.paid) ? "unknownOutcome" : "transient");
}

/** A good status with something that is not JSON: cut off on its way, or never from such a server. */
export function unreadable(asked: Asked, headers: Headers, body: Uint8Array): Failed {
  if (isPage(headers, body)) {
    const title = titleOf(body);
    const problem = `it answered with an HTML page${title === "" ? "" : ` ("${title}")`}, as a proxy or a server of another kind does`;
    return failure(asked, "setup", problem, "Check its URL");
  }
  const kind = asked.effect === "asks" ? "transient" : "unknownOutcome";
  return failure(asked, kind, "its answer is not whole JSON", "Look at its log, and at any proxy between");
}

/** It is not even asked. */
export function unusable(asked: Asked, problem: string): Failed {
  return failure(asked, "setup", problem, "");
}

function failure(asked: Asked, found: FailureKind, problem: string, trial: string): Failed {
  const { site, what, effect, method, path } = asked;
  // Whatever goes wrong in asking about work, also the key, the work itself may go on.
  const kind = effect === "follows" ? "unknownOutcome" : found;
  const next = trial === "" ? "" : `. ${trial}`;
  const detail = `${site.name} at ${site.host}, asked to ${what} (${method} ${printable(hidden(site, path))}): ${problem}${next}`;
  return { kind, detail, charged: kind === "unknownOutcome" ? "maybe" : "no" };
}

function keyTrial({ keyName, secrets }: Site): string {
  if (keyName !== null) return `Check the key in ${keyName}`;
  return Object.keys(secrets).length === 0 ? "It needs a key" : "Check its key";
}

const longestWords = 160;

/** What the server says of its error, in one line, without keys, cut. */
export function wordsOf(
  { site }: Pick<Asked, "site">,
  { headers, body }: Pick<Answer, "headers" | "body">,
  json: Json | undefined,
): string {
  if (isPage(headers, body)) return titleOf(body);
  const text = json === undefined ? startOf(body) : (said(json) ?? "");
  return cut(hidden(site, text.replace(/\s+/g, " ").trim()), longestWords, printable);
}

/** The shapes in which servers say what is wrong. */
function said(json: Json): string | null {
  if (typeof json === "string") return json;
  for (const key of ["error", "detail", "message", "errors", "title", "msg"]) {
    const part = partOf(json, key);
    if (typeof part === "string" && part !== "") {
      const more = key === "error" ? (textOf(json, "detail") ?? textOf(json, "errors") ?? "") : "";
      return more === "" || more === part ? part : `${part}: ${more}`;
    }
    if (isArray(part) && part.length > 0) return part.slice(0, 3).map(saidOfPart).join("; ");
    if (typeof part === "object" && part !== null && !isArray(part)) return said(part) ?? null;
  }
  return null;
}

/** FastAPI tells what is wrong with which field. */
function saidOfPart(part: Json): string {
  const where = partOf(part, "loc");
  const text = textOf(part, "msg") ?? said(part) ?? "";
  return isArray(where) ? `${where.join(".")}: ${text}` : text;
}

function isPage(headers: Headers, body: Uint8Array): boolean {
  return /\bhtml\b/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype html|html)\b/i.test(startOf(body));
}

function titleOf(body: Uint8Array): string {
  const title = /<title[^>]*>([^<]*)</i.exec(startOf(body, 4096))?.[1] ?? "";
  return cut(title.replace(/\s+/g, " ").trim(), 60, printable);
}

function startOf(body: Uint8Array, length = 1024): string {
  return new TextDecoder().decode(body.subarray(0, length));
}

function hostOf(location: string | undefined, from: string): string | null {
  try {
    return location === undefined ? null : new URL(location, from).host;
  } catch {
    return null;
  }
}
