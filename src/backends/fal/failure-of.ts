// How a request ended without pictures in, what may be done about it out (spec 6.24.4). What failed at fal is not charged; what fal refuses to give
// may be, so it counts.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { printable } from "../../core/text/printable.js";

export type Ended = {
  /** Of HTTP; null: it was said in the status of the request. */
  readonly status: number | null;
  /** fal's own name of the error; null: it has none. */
  readonly type: string | null;
  readonly words: string;
  /** A model has worked on it. */
  readonly worked: boolean;
};

export function failureOf({ status, type, words, worked }: Ended): Failed {
  const detail = cut(words.replace(/\s+/g, " ").trim(), 160, printable);
  const as = (kind: Failed["kind"], charged: boolean): Failed => ({ kind, detail, charged: charged ? "yes" : "no" });
  if (type === "content_policy_violation") return as("content", worked);
  if (type === "client_cancelled" || type === "client_disconnected" || status === 499) return as("cancelled", worked);
  if (/out of memory|OutOfMemory/i.test(words)) return as("oom", false);
  if (isOfServer(type, status)) return as("transient", false);
  return as("invalid", worked);
}

const ofServer =
  /^(runner_|request_timeout|startup_timeout|internal_|generation_timeout|downstream_service_(error|unavailable))/;

function isOfServer(type: string | null, status: number | null): boolean {
  return type !== null && ofServer.test(type) ? true : status !== null && status >= 500;
}
