// A server on loopback that speaks real HTTP and WebSocket, answers as a function says, and can be told to misbehave: the ground of every fake here.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export type FakeRequest = {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: { readonly [lowerCaseName: string]: string | string[] | undefined };
  readonly text: string;
  /** What its body says as JSON; undefined: it is not JSON. */
  readonly json: unknown;
  /** Whether whoever asked has gone. */
  readonly gone: () => boolean;
};

export type FakeAnswer = {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown;
};

/**
 * For the next request that `on` matches ("POST /path"), `times` times. `instead`: the server does not see it. `after`: the server has done its
 * work, and this becomes of its answer. "reset" breaks the connection, "hang" never answers, "cut" sends half.
 */
export type Misbehaviour = {
  readonly on: RegExp;
  readonly times?: number;
  readonly instead?: FakeAnswer | "reset" | "hang";
  readonly after?: "reset" | "hang" | "cut" | ((answer: FakeAnswer) => FakeAnswer);
};

export type FakeHttp = {
  readonly url: string;
  /** Every request, as it arrived. */
  readonly requests: readonly FakeRequest[];
  /** Sockets that are open. */
  readonly sockets: ReadonlySet<WebSocket>;
  misbehave(misbehaviour: Misbehaviour): void;
  /** Connections that were made so far. */
  connections(): number;
  close(): Promise<void>;
};

export async function fakeHttp(
  answer: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>,
  onSocket: (socket: WebSocket, url: URL) => void = () => {},
): Promise<FakeHttp> {
  const requests: FakeRequest[] = [];
  const misbehaviours: (Misbehaviour & { left: number })[] = [];
  const open = new Set<TcpSocket>();
  let connections = 0;

  const server = createServer((incoming, response) => void serve(incoming, response));
  server.on("connection", (socket) => {
    connections++;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  const sockets = new Set<WebSocket>();
  const upgrades = new WebSocketServer({ server });
  upgrades.on("connection", (socket, incoming) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket, new URL(incoming.url ?? "/", "http://fake"));
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await read(incoming, response);
    requests.push(request);
    const name = `${request.method} ${request.path}`;
    const at = misbehaviours.findIndex(({ on }) => on.test(name));
    const found = misbehaviours[at];
    if (found !== undefined && --found.left === 0) misbehaviours.splice(at, 1);
    if (found?.instead === "reset") return void incoming.socket.destroy();
    if (found?.instead === "hang") return;
    if (found?.instead !== undefined) return write(response, found.instead);
    const made = await answer(request);
    switch (found?.after) {
      case undefined:
        return write(response, made);
      case "reset":
        return void incoming.socket.destroy();
      case "hang":
        return;
      case "cut": {
        const whole = bytesOf(made.body);
        return write(response, {
          ...made,
          body: whole.subarray(0, Math.floor(whole.length / 2)),
          headers: { "content-type": "application/json" },
        });
      }
      default:
        return write(response, found?.after?.(made) ?? made);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    sockets,
    misbehave: (misbehaviour) => void misbehaviours.push({ ...misbehaviour, left: misbehaviour.times ?? 1 }),
    connections: () => connections,
    close: async () => {
      for (const socket of open) socket.destroy();
      upgrades.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(incoming: IncomingMessage, response: ServerResponse): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://fake");
  return {
    method: incoming.method ?? "",
    path: pathname,
    query: searchParams,
    headers: incoming.headers,
    text,
    json: jsonOf(text),
    gone: () => response.destroyed,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
}

function write(response: ServerResponse, { status = 200, headers = {}, body }: FakeAnswer): void {
  const isJson = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
  response.writeHead(status, { ...(isJson ? { "content-type": "application/json" } : {}), ...headers });
  response.end(bytesOf(body));
}

/** What a proxy says when what it stands for is not there. */
export const htmlPage: FakeAnswer = {
  headers: { "content-type": "text/html; charset=utf-8" },
  body: `<!DOCTYPE html><html><head><title>Welcome to the proxy</title></head><body>${"<p>no such site</p>".repeat(200)}</body></html>`,
};
