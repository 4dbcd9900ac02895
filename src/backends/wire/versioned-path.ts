// A path of an API with versions in, the same as it follows the site's address out: addresses are written with and without the version.

import type { Site } from "./site.js";

export function pathOf({ base }: Pick<Site, "base">, path: string): string {
  return /\/v\d+\/?(\?|$)/.test(base) ? path : `/v1${path}`;
}
