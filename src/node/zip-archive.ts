// Named files in, the bytes of a zip out, one file after another (spec 6.8): the same files give the same bytes, on any day and in any time
// zone. ZIP64 is used where a number does not fit otherwise (APPNOTE 4.3.14, 4.5.3); the library that compresses cannot write it.

import { crc32 } from "node:zlib";
import { deflateSync } from "fflate";
import type { Archive, ArchiveEntry } from "../core/run/ports.js";

const packed = /\.(png|jpe?g|webp|zip)$/i;
/** The first moment that a zip can name: 1980-01-01 00:00, as DOS writes it. */
const moment = 0x00210000;
/** What other tools write for plain files: made on system 3, mode 0644. */
const [unix, attributes] = [3, 0o100644 * 0x10000];
const version = 20;
const version64 = 45;
const most16 = 0xffff;
const most32 = 0xffffffff;

/** What the end of a zip says of an entry. */
type Entry = {
  readonly name: Uint8Array;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly length: number;
  readonly offset: number;
};

export const zipArchive: Archive = {
  async *pack(entries: AsyncIterable<ArchiveEntry>) {
    const written: Entry[] = [];
    const names = new Set<string>();
    let offset = 0;
    for await (const { name, bytes } of entries) {
      if (names.has(name)) throw new Error(`${JSON.stringify(name)} is in the zip twice`);
      names.add(name);
      const method = packed.test(name) ? 0 : 8;
      const data = method === 0 ? bytes : deflateSync(bytes, { level: 6 });
      const { length } = bytes;
      const entry = {
        name: new TextEncoder().encode(name),
        method,
        crc: crc32(bytes),
        size: data.length,
        length,
        offset,
      };
      const header = fields([4, 0x04034b50], [2, version], ...shared(entry), [2, 0]);
      yield header;
      yield entry.name;
      yield data;
      offset += header.length + entry.name.length + data.length;
      written.push(entry);
    }
    const start = offset;
    for (const entry of written) {
      const record = directoryRecord(entry);
      yield record;
      offset += record.length;
    }
    yield ending(written.length, start, offset - start);
  },
};

/** What stands both before the file and in the directory, up to the length of its name. */
function shared({ name, method, crc, size, length }: Entry): readonly Field[] {
  // Bit 11: the name is UTF-8, where that is not plain ASCII.
  const flags = name.some((byte) => byte > 0x7f) ? 0x0800 : 0;
  return [
    [2, flags],
    [2, method],
    [4, moment],
    [4, crc],
    [4, size],
    [4, length],
    [2, name.length],
  ];
}

function directoryRecord(entry: Entry): Uint8Array {
  const { name, offset } = entry;
  const far = offset >= most32;
  const head = fields(
    [4, 0x02014b50],
    [1, version],
    [1, unix],
    [2, far ? version64 : version],
    ...shared(entry),
    [2, far ? 12 : 0],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, attributes],
    [4, Math.min(offset, most32)],
  );
  return Buffer.concat([head, name, far ? fields([2, 1], [2, 8], [8, offset]) : fields()]);
}

function ending(count: number, start: number, size: number): Uint8Array {
  const far = count >= most16 || start >= most32 || size >= most32;
  const record64 = fields(
    [4, 0x06064b50],
    [8, 44],
    [1, version64],
    [1, unix],
    [2, version64],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, start],
  );
  const locator64 = fields([4, 0x07064b50], [4, 0], [8, start + size], [4, 1]);
  const few = Math.min(count, most16);
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, few],
    [2, few],
    [4, Math.min(size, most32)],
    [4, Math.min(start, most32)],
    [2, 0],
  );
  return far ? Buffer.concat([record64, locator64, end]) : end;
}

/** A number in so many bytes, the lowest first. */
type Field = readonly [bytes: 1 | 2 | 4 | 8, value: number];

function fields(...list: readonly Field[]): Uint8Array {
  const out = Buffer.alloc(list.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of list) {
    if (bytes === 8) out.writeBigUInt64LE(BigInt(value), at);
    else out.writeUIntLE(value, at, bytes);
    at += bytes;
  }
  return out;
}
