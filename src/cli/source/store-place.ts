// The options of a command and the file of its flow in, the folder of the project's kept answers out (spec 6.14.3): --store, else what flowplan.json
// says, else the usual place.

import { dirname, resolve } from "node:path";
import { storeFolder } from "../../node/index.js";
import { findConfig, readConfigFile } from "./config.js";

/** Mistakes in flowplan.json are told by whoever reads its settings. */
export function storePlace(
  { store, config }: { readonly store?: string; readonly config?: string },
  flow: string | null,
): string {
  if (store !== undefined) return store;
  const file = findConfig(config);
  const named = file === null ? undefined : readConfigFile(file).store;
  return file === null || named === undefined ? storeFolder(flow) : resolve(dirname(file), named);
}
