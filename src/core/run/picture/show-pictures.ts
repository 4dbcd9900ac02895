// Pictures whose results are durable in, shown to people under names they can read, each with its record (spec 6.16). Showing them again
// changes nothing.

import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import { messageOf } from "../ask.js";
import type { Placed } from "../prepare-images.js";
import { aboutServer } from "../roles.js";
import { type Session, workOf } from "../session.js";
import { fileFailed } from "../settle.js";
import type { NamelessRecord, PictureRecord } from "./picture-record.js";
import { drawnRecords, type RecordContext, reusedRecords } from "./records-of.js";

/** What a call has just drawn. null: everything is there. */
export function showDrawn(session: Session, key: string): Promise<AnyDiagnostic | null> {
  const noted = session.book.calls.get(key);
  return show(session, noted === undefined ? [] : drawnRecords(key, noted, session.book.known, contextOf(session)));
}

/** What a step has from before it was prepared: drawn by an earlier process, which may have ended before it showed them, or reused. */
export async function showKnown(
  session: Session,
  step: string,
  asked: readonly Placed[],
): Promise<AnyDiagnostic | null> {
  if (session.ports.gallery === undefined) return null;
  const { known, calls } = session.book;
  const context = contextOf(session);
  const drawn = [...calls].flatMap(([key, noted]) => drawnRecords(key, noted, known, context, step));
  const shown = new Set(drawn.map(({ index }) => index));
  const reused = reusedRecords(asked, known, context).filter(({ index }) => !shown.has(index));
  return show(session, [...drawn, ...reused]);
}

function contextOf({ run, ports: { backend } }: Session): RecordContext {
  const { name: server, synthetic } = aboutServer(backend, { what: "images" });
  return { run, server, synthetic };
}

const atOnce = 16;

async function show(session: Session, records: readonly NamelessRecord[]): Promise<AnyDiagnostic | null> {
  const { ports, nameOf } = session;
  const { gallery } = ports;
  if (gallery === undefined) return null;
  for (let first = 0; first < records.length; first += atOnce) {
    const those = records.slice(first, first + atOnce);
    try {
      await Promise.all(those.map((record) => gallery.show(named(record))));
    } catch (error) {
      const { step } = those[0] as NamelessRecord;
      const spanOf = () => workOf(session, step).step.idSpan;
      return fileFailed(step, "the pictures under their names", new Error(messageOf(error)), { spanOf });
    }
  }
  return null;

  function named(record: NamelessRecord): PictureRecord {
    const { version, url, ...rest } = record;
    const ending = /\.[a-z]+$/.exec(url)?.[0] ?? "";
    return { version, url, name: `pictures/${nameOf(record)}${ending}`, ...rest };
  }
}
