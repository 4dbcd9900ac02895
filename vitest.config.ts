import { join } from "node:path";
import { defineConfig } from "vitest/config";

const source = (path: string) => join(import.meta.dirname, "src", path);

export default defineConfig({
  // The package's own names, so that what the README shows can be run from source.
  resolve: {
    alias: [
      { find: /^flowplan$/, replacement: source("core/index.ts") },
      { find: /^flowplan\/(backends\/\w+|node|testing)$/, replacement: source("$1/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    isolate: false,
  },
});
