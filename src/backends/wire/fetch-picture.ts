// A URL that a server named in, the bytes of the picture or what is wrong with it out (spec 6.18.6).

import { mostPictureBytes } from "../../core/plan/cost/zip-bytes.js";
import type { Signal } from "../../core/run/signal.js";
import type { Answer, NoAnswer } from "./http.js";
import { hidden, type Site } from "./site.js";

/** `passing`: it may be there, and can be fetched later. */
type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: string; readonly passing: boolean };

/** The keys do not go with it, unless it is the server's own origin. */
export async function fetchPicture(
  site: Site,
  url: string,
  size: { readonly width: number; readonly height: number },
  signal?: Signal,
): Promise<Fetched> {
  const answer = await site.http.send({
    method: "GET",
    url,
    headers: { accept: "image/*" },
    secrets: site.secrets,
    answerWithinMs: site.answerWithinMs,
    maxBytes: mostPictureBytes(size),
    namedBy: site.origin,
    ...(signal === undefined ? {} : { signal }),
  });
  const problem = problemOf(answer);
  if (problem === null) return { ok: true, bytes: (answer as Answer).body };
  return { ok: false, problem: hidden(site, problem), passing: isPassing(answer) };
}

function isPassing(answer: Answer | NoAnswer): boolean {
  if (answer.kind === "answer") return [408, 425, 429].includes(answer.status) || answer.status >= 500;
  return !["forbidden address", "bad url", "too large", "not http"].includes(answer.why);
}

function problemOf(answer: Answer | NoAnswer): string | null {
  if (answer.kind === "no answer") return `a picture could not be fetched: ${answer.detail}`;
  if (answer.status !== 200) return `a picture could not be fetched: status ${answer.status}`;
  const type = answer.headers["content-type"] ?? "";
  // What storage does not know the type of, it calls octets; the first bytes decide then.
  if (!/^\s*(image\/|application\/octet-stream|binary\/octet-stream|$)/i.test(type))
    return "a picture could not be fetched: what came is not a picture";
  return null;
}
