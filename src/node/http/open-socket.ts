// A WebSocket of a server (spec 6.18): opened by undici, with text as text and frames of bytes as bytes.

import { type Dispatcher, WebSocket } from "undici";
import type { NoAnswer, Socket, SocketListener, SocketRequest } from "../../backends/wire/http.js";
import { headersOf } from "./request-headers.js";

export function openSocket(
  dispatcher: Dispatcher,
  request: SocketRequest,
  listener: SocketListener,
): Promise<Socket | NoAnswer> {
  return new Promise((resolve) => {
    let socket: WebSocket;
    const failed = (why: NoAnswer["why"], detail: string) => resolve({ kind: "no answer", why, sent: false, detail });
    try {
      socket = new WebSocket(request.url, { dispatcher, headers: headersOf(request, httpUrl(request.url)) });
    } catch {
      return failed("bad url", "its URL is not a ws or wss URL");
    }
    socket.binaryType = "arraybuffer";
    let isOpen = false;
    socket.onopen = () => {
      isOpen = true;
      resolve({ kind: "socket", send: (text) => sendText(socket, text), close: () => socket.close() });
    };
    socket.onmessage = ({ data }: { readonly data: unknown }) => {
      const message = typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer);
      if (message.length > request.maxBytes) socket.close();
      else listener.message(message);
    };
    socket.onerror = () => {};
    socket.onclose = () => {
      if (isOpen) listener.closed();
      else failed("reset", "no WebSocket was opened");
    };
  });
}

/** What is sent into a socket that has just closed is lost; its listener hears of the end. */
function sendText(socket: WebSocket, text: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}

/** A key is for an origin of http; the socket of the same host has it too. */
function httpUrl(url: string): string {
  return url.replace(/^ws/, "http");
}
