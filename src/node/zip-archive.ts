// Named files in, the bytes of a zip out (spec 6.8): the same files give the same bytes, on any day and in any time zone.

import { type Zippable, zipSync } from "fflate";
import type { Archive, ArchiveEntry } from "../core/run/ports.js";

/** The first moment that a zip can name, in local time, since that is what a zip writes. */
const moment = () => new Date(1980, 0, 1);
const packed = /\.(png|jpe?g|webp|zip)$/i;

export const zipArchive: Archive = {
  pack: async (entries: readonly ArchiveEntry[]) => {
    const files: Zippable = Object.create(null) as Zippable;
    for (const { name, bytes } of entries) {
      if (Object.hasOwn(files, name)) throw new Error(`${JSON.stringify(name)} is in the zip twice`);
      files[name] = [bytes, { level: packed.test(name) ? 0 : 6 }];
    }
    // System 3 with mode 0644 is what other tools write for plain files.
    return zipSync(files, { mtime: moment(), os: 3, attrs: 0o100644 << 16 });
  },
};
