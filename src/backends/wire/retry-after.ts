// The headers of an answer in, how long the server asks to wait out (spec 6.18.5): seconds, or a date, which is read by the server's own clock.

import type { Headers } from "./http.js";

const longest = 24 * 3_600_000;

export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const exact = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (exact >= 0) return Math.min(longest, Math.ceil(exact));
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(longest, Math.ceil(Number(text) * 1000));
  // A date always has letters; other texts that an engine takes for a date are not one.
  if (!/^[A-Za-z]{3,9},? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) return undefined;
  const here = Date.parse(headers.date ?? "");
  return Math.min(longest, Math.max(0, moment - (Number.isNaN(here) ? now : here)));
}
