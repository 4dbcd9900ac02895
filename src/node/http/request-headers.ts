// A request in, the headers that go out with it (spec 6.18.3, 6.18.5): keys only where they belong.

import type { HttpRequest } from "../../backends/wire/http.js";
import { version } from "./version.js";

export function headersOf(
  { headers, secrets }: Pick<HttpRequest, "headers" | "secrets">,
  url: string,
): Record<string, string> {
  const sent: Record<string, string> = {
    "user-agent": `flowplan/${version}`,
    "accept-encoding": "identity",
    ...headers,
  };
  for (const [name, secret] of Object.entries(secrets ?? {})) {
    const value = secret.reveal(url);
    if (value !== null) sent[name] = value;
  }
  return sent;
}
