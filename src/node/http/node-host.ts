// What adapters need from Node (spec 6.18): HTTP, which is loaded when the first request is sent, since most commands send none; and the environment.

import { env } from "node:process";
import type { Http } from "../../backends/wire/http.js";
import type { Host } from "../../backends/wire/site-of-settings.js";
import { systemClock, systemTimer } from "../system.js";

export function nodeHost(): Host {
  let loaded: Promise<Http> | null = null;
  const load = () => {
    loaded ??= import("./node-http.js").then(({ nodeHttp }) => nodeHttp());
    return loaded;
  };
  const http: Http = {
    clock: systemClock,
    timer: systemTimer,
    send: async (request) => (await load()).send(request),
    open: async (request, listener) => (await load()).open(request, listener),
  };
  return { http, variable: (name) => env[name] };
}
