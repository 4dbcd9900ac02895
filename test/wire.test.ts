// Servers over HTTP (spec 6.18): what becomes of every way in which asking one can fail, on real connections.

import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { encode } from "fast-png";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { askSite, type Call } from "../src/backends/wire/ask-site.js";
import { bytesOfBase64 } from "../src/backends/wire/base64.js";
import { fetchPicture } from "../src/backends/wire/fetch-picture.js";
import { mannered } from "../src/backends/wire/manners.js";
import { pictureOf } from "../src/backends/wire/pictures.js";
import { retryAfterMs } from "../src/backends/wire/retry-after.js";
import { Secret } from "../src/backends/wire/secret.js";
import { siteOf } from "../src/backends/wire/site.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { handSignal } from "../src/testing/memory-host.js";
import { hastyClock } from "./build/hasty-clock.js";
import { type FakeAnswer, type FakeHttp, fakeHttp, htmlPage, type Misbehaviour } from "./servers/fake-http.js";

const canary = "sk-canary-0123456789";
const http = nodeHttp();
let fake: FakeHttp;
let works = 0;

beforeEach(async () => {
  works = 0;
  fake = await fakeHttp(() => {
    works++;
    return { body: { done: true } };
  });
});
afterEach(() => fake.close());
afterAll(() => http.close());

function siteAt(url: string, paid = true) {
  const secrets = { authorization: Secret.bearer(canary, url) };
  return siteOf({ name: "painter", url, http, secrets, keyName: "PAINTER_KEY", paid });
}
const work: Call = { what: "draw 2 images", effect: "works", method: "POST", path: "/draw", body: { n: 2 } };
const question: Call = { what: "list its models", effect: "asks", method: "GET", path: "/models" };
const follow: Call = { what: "look after its job", effect: "follows", method: "GET", path: "/jobs/1" };

type Row = readonly [string, Misbehaviour, { [field: string]: unknown }];
const any = /./;
const status = (code: number, more: FakeAnswer = {}): Misbehaviour => ({ on: any, instead: { status: code, ...more } });
const rows: readonly Row[] = [
  ["breaks before it answers", { on: any, after: "reset" }, { kind: "unknownOutcome", charged: "maybe" }],
  ["is cut in its JSON", { on: any, after: "cut" }, { kind: "unknownOutcome", charged: "maybe" }],
  [
    "asks to wait for seconds",
    status(429, { headers: { "retry-after": "7" } }),
    { kind: "rateLimited", charged: "no", retryAfterMs: 7000 },
  ],
  ["asks to wait", status(429), { kind: "rateLimited", charged: "no" }],
  [
    "is overloaded",
    status(503, { headers: { "retry-after": "2" } }),
    { kind: "transient", charged: "no", retryAfterMs: 2000 },
  ],
  ["is lost behind a proxy", status(502, htmlPage), { kind: "unknownOutcome", charged: "maybe" }],
  ["fails, and takes money", status(500, { body: { error: "oops" } }), { kind: "unknownOutcome", charged: "maybe" }],
  ["runs out of memory", status(500, { body: { error: "OutOfMemoryError" } }), { kind: "oom", charged: "no" }],
  [
    "refuses the request",
    status(422, { body: { detail: [{ loc: ["body", "steps"], msg: "too large" }] } }),
    { kind: "invalid", charged: "no" },
  ],
  [
    "refuses the key",
    status(401, { body: { error: { message: `Incorrect API key: ${canary}` } } }),
    { kind: "setup", charged: "no" },
  ],
  ["wants money", status(402), { kind: "setup", charged: "no" }],
  ["is another server", status(404, htmlPage), { kind: "setup", charged: "no" }],
  ["is a page", { on: any, instead: htmlPage }, { kind: "setup", charged: "no" }],
  [
    "redirects",
    status(307, { headers: { location: "https://elsewhere.example/?key=1" } }),
    { kind: "setup", charged: "no" },
  ],
  ["says a megabyte", status(400, { body: "x".repeat(1_000_000) }), { kind: "invalid", charged: "no" }],
];

test.each(rows)("a server that %s", async (_, misbehaviour, expected) => {
  fake.misbehave(misbehaviour);
  const told = await askSite(siteAt(fake.url), work);
  expect(told.ok).toBe(false);
  if (told.ok) return;
  expect(told.failure).toMatchObject(expected);
  const { detail } = told.failure;
  expect(detail).toContain(`painter at ${new URL(fake.url).host}, asked to draw 2 images (POST /draw): `);
  expect(detail.length).toBeLessThan(400);
  expect(detail).not.toContain(canary);
  expect(detail).not.toContain("key=1");
});

test.each(rows)(
  "a look at work that goes on leaves its outcome unknown where the server %s",
  async (_, misbehaviour) => {
    fake.misbehave(misbehaviour);
    const told = await askSite(siteAt(fake.url), follow);
    expect(told).toMatchObject({ ok: false, failure: { kind: "unknownOutcome", charged: "maybe" } });
  },
);

test("what each of them says", async () => {
  const said: string[] = [];
  for (const [, misbehaviour] of rows) {
    fake.misbehave(misbehaviour);
    const told = await askSite(siteAt(fake.url), work);
    if (!told.ok) said.push(told.failure.detail.replace(/^.*?\): /, ""));
  }
  expect(said.map((each) => each.replace(/x{100,}/, "xxx"))).toMatchInlineSnapshot(`
    [
      "the connection broke off. Look at its log",
      "its answer is not whole JSON. Look at its log, and at any proxy between",
      "status 429",
      "status 429",
      "status 503",
      "status 502 with an HTML page, as a proxy or a server of another kind does: Welcome to the proxy",
      "status 500: oops",
      "status 500: OutOfMemoryError",
      "status 422: body.steps: too large",
      "status 401: Incorrect API key: [secret]. Check the key in PAINTER_KEY",
      "status 402. Add credit to the account",
      "status 404 with an HTML page, as a proxy or a server of another kind does: Welcome to the proxy. Check its URL and its kind",
      "it answered with an HTML page ("Welcome to the proxy"), as a proxy or a server of another kind does. Check its URL",
      "it redirects to elsewhere.example. Put the address that it leads to into its URL",
      "status 400: xxx…",
    ]
  `);
});

test("a question may be asked again; what is under way may go on", async () => {
  for (const misbehaviour of [{ on: any, after: "reset" }, status(500), status(502)] as const) {
    fake.misbehave({ ...misbehaviour, times: 2 });
    expect(await askSite(siteAt(fake.url), question)).toMatchObject({ failure: { kind: "transient", charged: "no" } });
    expect(await askSite(siteAt(fake.url), follow)).toMatchObject({
      failure: { kind: "unknownOutcome", charged: "maybe" },
    });
  }
});

test("what was never sent, was not charged", async () => {
  const closed = fake.url;
  await fake.close();
  const refused = await askSite(siteAt(closed), work);
  expect(refused).toMatchObject({ failure: { kind: "transient", charged: "no" } });
  expect(JSON.stringify(refused)).toContain("the connection was refused");
  const unknown = await askSite(siteAt("http://no-such-host.invalid/"), work);
  expect(unknown).toMatchObject({ failure: { kind: "transient", charged: "no" } });
  expect(JSON.stringify(unknown)).toContain("no such host is known");
  fake = await fakeHttp(() => ({}));
  const plain = await askSite(siteAt(fake.url.replace("http:", "https:")), work);
  expect(plain).toMatchObject({ failure: { kind: "setup", charged: "no" } });
  expect(JSON.stringify(plain)).toContain("http://");
  for (const url of ["", "painter", "ftp://painter/", "http://"])
    expect(await askSite(siteAt(url), work)).toMatchObject({ failure: { kind: "setup", charged: "no" } });
});

test("a server that speaks no HTTP is told from one that fails", async () => {
  const other = createServer((socket) => void socket.end("220 mail.example ESMTP\r\n"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { readonly port: number };
  const told = await askSite(siteAt(`http://127.0.0.1:${port}`), question);
  expect(told).toMatchObject({ failure: { kind: "setup" } });
  other.close();
});

test("a question has a time limit and ends with the run's signal; work has none and is awaited", async () => {
  fake.misbehave({ on: any, instead: "hang" });
  const told = await askSite(siteAt(fake.url), { ...question, answerWithinMs: 1100 });
  expect(told).toMatchObject({ failure: { kind: "transient" } });
  fake.misbehave({ on: any, instead: "hang" });
  const signal = handSignal();
  const asked = askSite(siteAt(fake.url), { ...question, signal });
  while (fake.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const slow = await fakeHttp(async () => {
    works++;
    while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
    return { body: { done: true } };
  });
  const worked = askSite(siteAt(slow.url), { ...work, signal });
  while (works === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  signal.abort();
  expect(await asked).toMatchObject({ failure: { kind: "cancelled", charged: "no" } });
  expect(await worked).toMatchObject({ ok: true });
  expect(await askSite(siteAt(fake.url), { ...work, signal })).toMatchObject({
    failure: { kind: "cancelled", charged: "no" },
  });
  await slow.close();
});

test("connections are used again, and the server is told who asks", async () => {
  for (let i = 0; i < 5; i++) await askSite(siteAt(fake.url), work);
  expect(fake.connections()).toBeLessThan(3);
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
    version: string;
  };
  expect(fake.requests[0]?.headers["user-agent"]).toBe(`flowplan/${version}`);
  expect(fake.requests[0]?.headers.authorization).toBe(`Bearer ${canary}`);
  expect(fake.requests[0]?.headers.cookie).toBe(undefined);
});

test("a user and a password in the URL are a key, and its query stays with it", async () => {
  const url = fake.url.replace("http://", "http://user:p%40ss-word@");
  const site = siteOf({ name: "painter", url: `${url}/base/?token=abc`, http, paid: false });
  fake.misbehave({ on: any, instead: { status: 401, body: { detail: "p@ss-word is wrong" } } });
  const told = await askSite(site, { ...question, query: { page: "2" } });
  expect(fake.requests[0]?.path).toBe("/base/models");
  expect(fake.requests[0]?.query.toString()).toBe("token=abc&page=2");
  expect(fake.requests[0]?.headers.authorization).toBe(`Basic ${btoa("user:p@ss-word")}`);
  expect(inspect([told, site.secrets], { depth: 9 }) + JSON.stringify([told, site.secrets])).not.toMatch(
    /p@ss|p%40ss|dXNlcjp/,
  );
});

test("a key is never printed, and goes to its own origin alone", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.webUrl(), fc.webUrl(), (key, url, other) => {
      const secret = Secret.plain(key, url);
      expect(
        `${secret}${JSON.stringify({ secret })}${inspect(secret)}${inspect({ secret }, { showHidden: true })}`,
      ).toBe('[secret]{"secret":"[secret]"}[secret]{ secret: [secret] }');
      expect(secret.reveal(url)).toBe(key);
      if (new URL(other).origin !== new URL(url).origin) expect(secret.reveal(other)).toBe(null);
      expect(secret.hide(`a ${key} b`)).not.toContain(key);
    }),
  );
});

test("base64 is read strictly", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), (bytes, cut) => {
      const text = Buffer.from(bytes).toString("base64");
      expect(bytesOfBase64(text)).toEqual(bytes);
      expect(bytesOfBase64(`data:image/png;base64,${text}`)).toEqual(bytes);
      const shorter = text.slice(0, cut % (text.length + 1));
      const read = bytesOfBase64(shorter);
      expect(read === null).toBe(shorter.length % 4 !== 0);
    }),
  );
  for (const wrong of ["A===", "====", "A A=", "ÄAAA", "AA=A", "A\u0141AA"]) expect(bytesOfBase64(wrong)).toBe(null);
});

test("Retry-After is read as seconds, as a date by the server's clock, and as nothing else", () => {
  const date = "Wed, 21 Oct 2026 07:28:10 GMT";
  const now = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");
  expect(retryAfterMs({ "retry-after": "3" }, now)).toBe(3000);
  expect(retryAfterMs({ "retry-after": "0.5" }, now)).toBe(500);
  expect(retryAfterMs({ "retry-after": date }, now)).toBe(10_000);
  expect(retryAfterMs({ "retry-after": date, date: "Wed, 21 Oct 2026 07:27:00 GMT" }, now)).toBe(70_000);
  expect(retryAfterMs({ "retry-after-ms": "1500", "retry-after": "9" }, now)).toBe(1500);
  expect(retryAfterMs({ "retry-after": "Wed, 21 Oct 2020 07:28:10 GMT" }, now)).toBe(0);
  for (const text of ["", "soon", "-1", "1e9999", "Infinity"])
    expect(retryAfterMs({ "retry-after": text }, now)).toBe(undefined);
  expect(retryAfterMs({ "retry-after": "999999999999" }, now)).toBe(86_400_000);
});

const png = Buffer.from(encode({ width: 8, height: 8, data: new Uint8Array(256) }));
const size = { width: 8, height: 8 };

test("a picture is whole, of the size that was asked for, and of a known kind", () => {
  expect(pictureOf(png.toString("base64"), size, 7)).toMatchObject({
    ok: true,
    image: { mime: "image/png", width: 8, height: 8, seed: 7 },
  });
  expect(pictureOf(new Uint8Array(png), { width: 16, height: 8 }, 7)).toMatchObject({
    ok: false,
    problem: "a picture is 8×8 instead of 16×8",
  });
  for (let length = 0; length < png.length - 4; length++)
    expect(pictureOf(new Uint8Array(png.subarray(0, length)), size, 7).ok).toBe(false);
  expect(pictureOf("<svg/>", size, 7).ok).toBe(false);
});

test("a URL that a server named leads to no private address, however it is written", async () => {
  const site = siteAt("https://painter.example/");
  const private_ = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::]/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2001:db8::1]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://192.0.0.1/",
    "http://198.18.0.1/",
    "http://0.0.0.0:8188/",
    `${fake.url}/picture.png`,
    "file:///etc/passwd",
    "ftp://painter.example/a",
    "javascript:1",
    "",
    "//127.0.0.1/",
  ];
  for (const url of private_) expect(await fetchPicture(site, url, size), url).toMatchObject({ ok: false });
  expect(works).toBe(0);
});

test("nor does a name that becomes one, nor a redirect, but its own host is its own business", async () => {
  const drawn = await fakeHttp(({ path }) =>
    path === "/away"
      ? { status: 302, headers: { location: `${fake.url}/secret` } }
      : { headers: { "content-type": "image/png" }, body: new Uint8Array(png) },
  );
  const site = siteAt(drawn.url);
  expect(await fetchPicture(site, `${drawn.url}/1.png`, size)).toMatchObject({ ok: true });
  expect(await fetchPicture(site, `${drawn.url}/away`, size)).toMatchObject({ ok: false });
  let asked = 0;
  const rebinding = nodeHttp({
    lookup: (_, options, callback) => {
      asked++;
      const address = asked === 1 ? "127.0.0.1" : "93.184.216.34";
      if (options.all === true) callback(null, [{ address, family: 4 }] as never, undefined as never);
      else callback(null, address, 4);
    },
  });
  const named = { ...site, http: rebinding, origin: "https://painter.example" };
  const port = new URL(drawn.url).port;
  expect(await fetchPicture(named, `http://pictures.example:${port}/1.png`, size)).toMatchObject({ ok: false });
  expect(works).toBe(0);
  expect(drawn.requests.map(({ path }) => path)).toEqual(["/1.png", "/away"]);
  await rebinding.close();
  await drawn.close();
});

test("the key does not go with the URL of another host, and what comes is a picture within its size", async () => {
  const storage = await fakeHttp(({ path }) =>
    path === "/page"
      ? htmlPage
      : {
          headers: { "content-type": "image/png" },
          body: path === "/huge" ? new Uint8Array(10_000_000) : new Uint8Array(png),
        },
  );
  const open = nodeHttp({ privateAddresses: true });
  const site = { ...siteAt(fake.url), http: open };
  expect(await fetchPicture(site, `${storage.url}/1.png`, size)).toMatchObject({ ok: true });
  expect(storage.requests[0]?.headers.authorization).toBe(undefined);
  expect(await fetchPicture(site, `${storage.url}/page`, size)).toMatchObject({ ok: false });
  expect(await fetchPicture(site, `${storage.url}/huge`, size)).toMatchObject({ ok: false });
  await open.close();
  await storage.close();
});

test("a server is asked so many things at once, in order, and what is urgent passes", async () => {
  let underway = 0;
  let most = 0;
  const order: string[] = [];
  const slow = await fakeHttp(async ({ path }) => {
    most = Math.max(most, ++underway);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underway--;
    order.push(path);
    return { body: {} };
  });
  const site = { ...siteAt(slow.url), http: mannered(http, { atOnce: 1 }) };
  const signal = handSignal();
  const asked = [1, 2, 3].map((n) => askSite(site, { ...work, path: `/${n}` }));
  const dropped = askSite(site, { ...work, path: "/dropped", signal });
  const last = askSite(site, { ...work, path: "/4" });
  const urgent = askSite(site, { ...work, path: "/cancel", urgent: true });
  signal.abort();
  expect(await dropped).toMatchObject({ failure: { kind: "cancelled", charged: "no" } });
  await Promise.all([...asked, last, urgent]);
  expect(order.filter((path) => path !== "/cancel")).toEqual(["/1", "/2", "/3", "/4"]);
  expect(order.indexOf("/cancel")).toBeLessThan(2);
  expect(most).toBe(2);
  await slow.close();
});

test("so many a second", async () => {
  const clock = hastyClock();
  const start = clock.now();
  const site = { ...siteAt(fake.url), http: mannered({ ...http, clock, timer: clock }, { perSecond: 4 }) };
  await Promise.all(Array.from({ length: 9 }, () => askSite(site, work)));
  expect(clock.now() - start).toBe(2000);
  expect(works).toBe(9);
});

test("a server that fails again and again is left alone, then tried with one request", async () => {
  const clock = hastyClock();
  const site = {
    ...siteAt(fake.url),
    http: mannered({ ...http, clock, timer: clock }, { failuresInARow: 3, restMs: 10_000 }),
  };
  fake.misbehave({ on: any, instead: { status: 503 }, times: 4 });
  for (let i = 0; i < 3; i++) await askSite(site, work);
  expect(await askSite(site, work)).toMatchObject({
    failure: { kind: "transient", charged: "no", retryAfterMs: 10_000 },
  });
  expect(fake.requests.length).toBe(3);
  await clock.at(clock.now() + 10_000);
  const [tried, other] = await Promise.all([askSite(site, work), askSite(site, work)]);
  expect(tried).toMatchObject({ status: 503 });
  expect(other).toMatchObject({ status: null });
  await clock.at(clock.now() + 10_000);
  expect(await askSite(site, work)).toMatchObject({ ok: true });
  expect(await askSite(site, work)).toMatchObject({ ok: true });
});

test("a WebSocket tells text from bytes, and what is not one is a value", async () => {
  const server = await fakeHttp(
    () => ({ status: 404 }),
    (socket, url) => {
      socket.send(JSON.stringify({ path: url.pathname }));
      socket.send(new Uint8Array([1, 2, 3]));
      socket.on("message", (data) => {
        socket.send(String(data));
        socket.close();
      });
    },
  );
  const heard: (string | Uint8Array)[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    const url = server.url.replace("http", "ws");
    http
      .open({ url: `${url}/ws`, maxBytes: 1000 }, { message: (data) => void heard.push(data), closed: resolve })
      .then((socket) => (socket.kind === "socket" ? socket.send("hello") : reject(new Error(socket.detail))));
  });
  await closed;
  expect(heard).toEqual(['{"path":"/ws"}', new Uint8Array([1, 2, 3]), "hello"]);
  await server.close();
  const silent = { message: () => {}, closed: () => {} };
  expect(await http.open({ url: server.url.replace("http", "ws"), maxBytes: 9 }, silent)).toMatchObject({
    kind: "no answer",
  });
  expect(await http.open({ url: "nonsense", maxBytes: 9 }, silent)).toMatchObject({
    kind: "no answer",
    why: "bad url",
  });
});
