// What Node and undici throw in, why there is no answer out (spec 6.18.2), and whether the request may have arrived.

import type { NoAnswer } from "../../backends/wire/http.js";

const byCode: { readonly [code: string]: NoAnswer["why"] } = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknown host",
  EAI_AGAIN: "unknown host",
  EAI_NODATA: "unknown host",
  EAI_NONAME: "unknown host",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EHOSTDOWN: "unreachable",
  UND_ERR_CONNECT_TIMEOUT: "unreachable",
  ETIMEDOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "too large",
  FLOWPLAN_PRIVATE_ADDRESS: "forbidden address",
  EPROTO: "tls",
  UND_ERR_INVALID_ARG: "bad url",
};

/** `sent`: the request was being written when it happened. */
export function noAnswerOf(error: unknown, sent: boolean): NoAnswer {
  const { code, message, name } = coded(error);
  const why = name === "HTTPParserError" ? "not http" : whyOf(code, message);
  // A connection that never stood carried nothing, whatever was about to be written.
  const unsent = why === "refused" || why === "unknown host" || why === "forbidden address" || why === "bad url";
  const detail =
    why === "forbidden address"
      ? "its URL leads to a private address, which a server must not name"
      : detailOf(code, message);
  return { kind: "no answer", why, sent: sent && !unsent, detail };
}

function whyOf(code: string, message: string): NoAnswer["why"] {
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
  if (known !== undefined) return known;
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code)) return "tls";
  if (code === "UND_ERR_INVALID_ARG" || /invalid (header|url|method|path)/i.test(message)) return "bad url";
  return "reset";
}

function detailOf(code: string, message: string): string {
  return code === "" || message.includes(code) ? message : `${code}: ${message}`;
}

/** Node gathers what it tried on several addresses; the first that says something counts. */
function coded(error: unknown): { readonly code: string; readonly message: string; readonly name: string } {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; depth++) {
    const { code, message, name, cause } = each as Error & { code?: unknown };
    if (each instanceof AggregateError && each.errors.length > 0) each = each.errors[0];
    else if (typeof code === "string" && (code !== "UND_ERR_SOCKET" || !(cause instanceof Error)))
      return { code, message, name };
    else if (cause instanceof Error) each = cause;
    else return { code: typeof code === "string" ? code : "", message, name };
  }
  return { code: "", message: String(error), name: "" };
}
