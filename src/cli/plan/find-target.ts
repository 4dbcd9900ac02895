// A name and the project's settings in, the backend that is planned for, and perhaps run on, out (spec 6.17.2). Nothing is sent.

import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { backends, findBackend, kindNames } from "../../backends/backends.js";
import { combine, type Role, roles, type Target } from "../../backends/combine.js";
import { readWorkflow, type Workflow } from "../../backends/comfyui/workflow.js";
import type { ServerSettings } from "../../backends/server-settings.js";
import { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic, Capabilities } from "../../core/index.js";
import { type ProfileName, profiles } from "../../core/plan/backend/profiles.js";
import { readCapabilities } from "../../core/plan/backend/read-capabilities.js";
import { checkBackend } from "../../core/run/check-backend.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import { presume } from "../../core/unreachable.js";
import { nodeHost } from "../../node/http/node-host.js";
import { tell } from "../format/tell.js";
import { findConfig, type Settings } from "../source/config.js";
import { readJsonDocument } from "../source/read-json.js";
import { isModule } from "../source/servers.js";
import { UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import type { GivenFiles, SharedOptions } from "./plan-options.js";

/** `backend`: a server of the project, a kind or the path of a module; undefined: what the project's routes say. */
export type Wanted = {
  readonly backend?: string | undefined;
  /** Instead of those that it says, or that are declared for its kind. */
  readonly capabilities?: Capabilities | undefined;
  /** A file with a graph for the server that runs ComfyUI, instead of its own. */
  readonly workflow?: string | undefined;
  readonly config?: string | undefined;
};

/** Capabilities that cannot be used are reported elsewhere. */
export function wantedBackend({ backend, config, workflow }: SharedOptions, { capabilities }: GivenFiles): Wanted {
  const given = capabilities === null ? {} : { capabilities: capabilities.value ?? profiles.reference };
  return { backend, config, workflow, ...given };
}

export async function findTarget(wanted: Wanted, settings: Settings, terminal: Terminal): Promise<Target> {
  const open = opener(wanted, settings, terminal);
  const found = await (wanted.backend === undefined ? routed(settings, open) : named(wanted.backend, settings, open));
  const { capabilities } = wanted;
  if (capabilities === undefined) return found;
  return { ...found, capabilities, backend: found.backend === null ? null : { ...found.backend, capabilities } };
}

/** The one that a plan or a journal names. Several servers together are those of the routes, or one of them that the routes complete. */
export async function findRecorded(
  id: string,
  wanted: Wanted,
  settings: Settings,
  terminal: Terminal,
): Promise<Target> {
  const parts = id.split("+");
  for (const backend of parts.length > 1 ? [undefined, ...parts] : []) {
    const target = await findTarget({ ...wanted, backend }, settings, terminal).catch(() => null);
    if (target?.id === id) return target;
  }
  return findTarget({ ...wanted, backend: id }, settings, terminal);
}

type Open = (name: string) => Promise<Target>;

/** Each role by its route. Without any route everything is the embedded backend's. */
async function routed({ routes }: Settings, open: Open): Promise<Target> {
  if (Object.keys(routes).length === 0) return open("reference");
  const of = async (role: Role) => (routes[role] === undefined ? null : open(routes[role]));
  return combine({ objects: await of("objects"), training: await of("training"), images: await of("images") });
}

/** Whatever it cannot do, the routes may say who does. */
async function named(name: string, { routes }: Settings, open: Open): Promise<Target> {
  const target = await open(name);
  const { objects = true, training, images = true } = target.capabilities;
  const can = { objects, training, images };
  const of = async (role: Role) => (can[role] || routes[role] === undefined ? target : open(routes[role]));
  return combine({ objects: await of("objects"), training: await of("training"), images: await of("images") });
}

/** A server is opened once, however many roles it has. */
function opener(wanted: Wanted, settings: Settings, terminal: Terminal): Open {
  const opened = new Map<string, Promise<Target>>();
  return (name) => {
    const before = opened.get(name);
    if (before !== undefined) return before;
    const target = openServer(name, wanted, settings, terminal);
    opened.set(name, target);
    return target;
  };
}

async function openServer(name: string, wanted: Wanted, settings: Settings, terminal: Terminal): Promise<Target> {
  const server = settings.servers.get(name);
  if (server !== undefined) {
    const config = presume(findConfig(wanted.config), "a file of settings");
    return openKind(server, dirname(config), wanted.workflow, terminal);
  }
  if (isModule(name)) return openModule(name, ".", {}, terminal);
  if (findBackend(name) !== undefined) return openKind({ name, kind: name }, ".", wanted.workflow, terminal);
  // A plan needs no more of a backend than what it can do.
  if (wanted.capabilities !== undefined) return { id: name, capabilities: wanted.capabilities, backend: null };
  throw unknownBackend(name, settings);
}

/** `folder`: what paths of the settings are relative to. */
async function openKind(
  server: ServerSettings,
  folder: string,
  given: string | undefined,
  terminal: Terminal,
): Promise<Target> {
  const { name, kind } = server;
  const declared =
    server.capabilities === undefined ? undefined : readDeclared(resolve(folder, server.capabilities), terminal);
  if (isModule(kind)) {
    const target = await openModule(kind, folder, server, terminal);
    return declared === undefined ? target : { ...target, capabilities: declared };
  }
  const capabilities = declared ?? profiles[kind as ProfileName];
  const { make } = backends[kind as ProfileName];
  const file = given ?? (server.workflow === undefined ? undefined : resolve(folder, server.workflow));
  const workflow =
    (kind === "comfyui" || kind === "comfyapi") && file !== undefined ? { workflow: readGraph(file) } : {};
  const backend = make?.(server, { capabilities, host: nodeHost(), ...workflow }) ?? null;
  return { id: name, capabilities: backend?.capabilities ?? capabilities, backend };
}

function readGraph(file: string): Workflow {
  const read = readWorkflow(readJsonDocument(file).value);
  if (read.ok) return read.workflow;
  throw new UsageError(`${printable(file)} cannot be used as a workflow: ${read.problem}`);
}

/** Its default export is a backend, or makes one of the settings that it is given. */
async function openModule(
  path: string,
  folder: string,
  server: Partial<ServerSettings>,
  terminal: Terminal,
): Promise<Target> {
  const url = path.startsWith("file:") ? path : pathToFileURL(resolve(folder, path)).href;
  const backend = await guarded(path, url, async () => {
    const made = await make(url, server);
    return checkBackend(server.name === undefined ? made : { ...(made as object), id: server.name }, path);
  });
  if (!backend.ok) throw refused(backend.diagnostics, path, terminal);
  const { id, capabilities } = backend.value;
  return { id, capabilities: withRoles(capabilities, backend.value), backend: backend.value };
}

/** What it has no server for, it cannot do, whatever it says. */
function withRoles(capabilities: Capabilities, has: { readonly [role in Role]: object | null }): Capabilities {
  const [objects, training, images] = roles.map((role) => has[role] !== null) as [boolean, boolean, boolean];
  return { ...capabilities, objects, training, images };
}

async function make(url: string, server: Partial<ServerSettings>): Promise<unknown> {
  const { default: main } = (await import(url)) as { readonly default?: unknown };
  return typeof main === "function" ? await (main as (settings: Partial<ServerSettings>) => unknown)(server) : main;
}

/** Anything may happen in code of others. */
async function guarded<T>(path: string, url: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { message, code } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
    if (code === "ERR_MODULE_NOT_FOUND" && message?.includes(new URL(url).pathname) === true)
      throw new UsageError(`there is no file ${printable(path)}`);
    throw new UsageError(`${printable(path)} cannot be loaded as a backend: ${printable(message ?? String(error))}`);
  }
}

function readDeclared(file: string, terminal: Terminal): Capabilities {
  const read = readCapabilities(readJsonDocument(file).value, file);
  if (!read.ok) throw refused(read.diagnostics, file, terminal);
  return read.value;
}

function refused(diagnostics: readonly AnyDiagnostic[], file: string, terminal: Terminal): UsageError {
  tell(diagnostics, new Source(file, ""), terminal);
  return new UsageError(`${printable(file)} has errors, so nothing was done`);
}

function unknownBackend(name: string, { servers }: Settings): UsageError {
  const names = [...servers.keys(), ...kindNames];
  const near = nearest(name, names);
  return new UsageError(
    `there is no backend ${quoted(name)}; the backends are ${names.join(", ")}, the path of a module, or any name with --capabilities FILE`,
    near === undefined ? undefined : `--backend ${near}`,
  );
}
