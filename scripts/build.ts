// Builds what the package ships: validators of our own schemas, declarations, the library's modules and the command line as one bundle.

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    "backends/comfyui": "src/backends/comfyui/index.ts",
    "backends/fal": "src/backends/fal/index.ts",
    "backends/huggingface": "src/backends/huggingface/index.ts",
    "backends/openai-images": "src/backends/openai-images/index.ts",
    "backends/openai": "src/backends/openai/index.ts",
    "backends/replicate": "src/backends/replicate/index.ts",
    "backends/sdapi": "src/backends/sdapi/index.ts",
    node: "src/node/index.ts",
    testing: "src/testing/index.ts",
  },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  external: [...Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]), "node:*"],
});

/**
 * The command line: one file with everything in it, so that it starts fast; what only some commands need is run by them alone. A package
 * with a native part finds it beside itself, so it stays outside.
 */
await build({
  ...common,
  format: "cjs",
  platform: "node",
  entryPoints: { main: "src/cli/main.ts" },
  outdir: "dist/cli",
  outExtension: { ".js": ".cjs" },
  minify: true,
  supported: { "dynamic-import": false },
  external: ["fs-native-extensions"],
  define: { "import.meta.url": "__moduleUrl" },
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
});
writeFileSync("dist/cli/package.json", '{ "type": "commonjs" }\n');
copyFileSync("src/cli/start.cjs", "dist/cli/flowplan.js");
chmodSync("dist/cli/flowplan.js", 0o755);
const warmUp = ["dist/cli/flowplan.js", "check", "--quiet", "fixtures/flows/ok/forty-prompts.json"];
execFileSync(process.execPath, warmUp, { env: { ...process.env, FLOWPLAN_MAKE_CACHE: "1" }, stdio: "inherit" });
