// The lock file in, the lock file with every platform's package out. A registry that lacks the packages of some platforms makes npm leave
// them out of the lock, and `npm ci` then refuses it. Each is added by its exact version, for its own platform alone.
// Run by `npm run lock`, after dependencies have changed.

import { readFileSync, writeFileSync } from "node:fs";

type Locked = {
  version?: string;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
};
type LockFile = { packages: Record<string, Locked> };

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8")) as LockFile;
const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32", "aix"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

/** "binding-linux-arm-musleabihf" is for linux, arm, musl. */
function platformOf(name: string): Pick<Locked, "os" | "cpu" | "libc"> {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) throw new Error(`${name} names no platform`);
  const libc = words.some((word) => word.startsWith("musl"))
    ? ["musl"]
    : words.some((word) => word.startsWith("gnu"))
      ? ["glibc"]
      : null;
  return { cpu: [cpu], ...(libc === null || os !== "linux" ? {} : { libc }), os: [os] };
}

const added: string[] = [];
for (const [place, locked] of Object.entries(lock.packages)) {
  if (place === "") continue;
  for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] !== undefined || lock.packages[`${place}/${key}`] !== undefined) continue;
    lock.packages[key] = {
      version,
      ...platformOf(name),
      ...(locked.dev === true ? { dev: true } : {}),
      optional: true,
    };
    added.push(name);
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(added.length === 0 ? "every platform is there" : `added ${added.length}: ${added.join(", ")}`);
