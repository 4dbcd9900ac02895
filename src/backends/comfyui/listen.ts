// A job in, news of it from the server's WebSocket out (spec 6.22.3): how far it is, and that there is something to look at. It is asked all the same:
// a socket that does not open, or breaks off, only makes it slower.

import { numberOf, parsedJson, partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";

export type News = {
  /** Resolves when something has happened since the last time. */
  next(): Promise<void>;
  /** Whether the socket is open. */
  live(): boolean;
  close(): void;
};

const patienceMs = 2000;
const endings = ["execution_success", "execution_error", "execution_interrupted"];

export async function listen(site: Site, id: string, progress: (done: number) => void): Promise<News> {
  let [ended, live] = [false, false];
  let happened = false;
  let tell = () => {};
  const news = () => {
    happened = true;
    tell();
  };
  const opening = site.http.open(
    { url: socketUrl(site, id), headers: site.headers, secrets: site.secrets, maxBytes: 16 * 1_048_576 },
    {
      message: (data) => {
        // What is not text is a preview.
        const json = typeof data === "string" ? parsedJson(data) : undefined;
        if (textOf(json, "data", "prompt_id") !== id) return;
        const [value, max] = [numberOf(json, "data", "value"), numberOf(json, "data", "max")];
        const type = textOf(json, "type") ?? "";
        if (type === "progress" && value !== undefined && max !== undefined && max > 0)
          progress(Math.min(1, Math.max(0, value / max)));
        if (endings.includes(type) || (type === "executing" && partOf(json, "data", "node") === null)) news();
      },
      closed: () => {
        live = false;
        if (!ended) news();
      },
    },
  );
  let close = () => {};
  const opened = opening.then((socket) => {
    if (socket.kind !== "socket") return;
    live = !ended;
    close = () => socket.close();
    if (ended) close();
  });
  // A proxy may keep it waiting for ever; one that opens later is heard all the same.
  await Promise.race([opened, site.http.timer.at(site.http.clock.now() + patienceMs)]);
  return {
    next: () =>
      new Promise((resolve) => {
        tell = () => {
          happened = false;
          tell = () => {};
          resolve();
        };
        if (happened) tell();
      }),
    live: () => live,
    close: () => {
      ended = true;
      close();
    },
  };
}

/** The same address, with what its path and query have besides. */
function socketUrl({ base }: Site, id: string): string {
  const mark = base.indexOf("?");
  const start = (mark < 0 ? base : base.slice(0, mark)).replace(/\/+$/, "").replace(/^http/, "ws");
  const query = mark < 0 ? "" : `&${base.slice(mark + 1)}`;
  return `${start}/ws?clientId=${encodeURIComponent(id)}${query}`;
}
