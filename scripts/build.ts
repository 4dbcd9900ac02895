// Builds what the package ships: validators of our own schemas, declarations, the library's modules and the command line as one bundle.

import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { type BuildOptions, build } from "esbuild";

const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
const run = (command: string, ...parameters: string[]) =>
  execFileSync(process.execPath, [command, ...parameters], { stdio: "inherit" });

const common: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2023",
  mainFields: ["module", "main"],
  conditions: ["import"],
  legalComments: "none",
  logLevel: "warning",
};

rmSync("dist", { recursive: true, force: true });
run("node_modules/tsx/dist/cli.mjs", "scripts/build-validators.ts");
run("node_modules/typescript/bin/tsc", "-b", "src/core", "src/backends", "src/node", "src/testing", "src/cli");

/** The library: our own code in shared chunks, dependencies left to the package that installs it. */
await build({
  ...common,
  entryPoints: {
    index: "src/core/index.ts",
    "backends/reference": "src/backends/reference/index.ts",
    node: "src/node/index.ts",
    testing: "src/testing/index.ts",
  },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  external: [...Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]), "node:*"],
});

/** The command line: one file with everything in it, so that it starts fast; what only some commands need is loaded by them. */
await build({
  ...common,
  platform: "node",
  entryPoints: { flowplan: "src/cli/main.ts" },
  outdir: "dist/cli",
  splitting: true,
  minifySyntax: true,
  chunkNames: "chunks/[name]-[hash]",
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
chmodSync("dist/cli/flowplan.js", 0o755);
