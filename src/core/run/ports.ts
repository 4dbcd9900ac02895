// What a run needs from its host, each port as small as it can be (spec 6.2). The core has no clock, no randomness and no network of its own.

import type { Outcome } from "../diagnostic/diagnostic.js";
import type { PackContent } from "../plan/requests/pack-images.js";
import type { Answers } from "./answers.js";
import type { Journal } from "./journal.js";
import type { PictureRecord } from "./picture/picture-record.js";
import type { Backend } from "./server.js";
import type { Signal } from "./signal.js";

/** Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** Resolves when the clock shows that moment, or a later one. */
export interface Timer {
  at(moment: number): Promise<void>;
}

/** Chance, for the id of a run alone: everything else follows from it. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/**
 * Where what a run makes is kept. Names are relative, "/" between folders. Nothing is written over: the same bytes under the same name are the
 * same file, other bytes have another name. What is given back is the URL, relative to the run, so that the run can be moved.
 */
export interface FileStore {
  put(name: string, bytes: Uint8Array): Promise<string>;
  /** The same for a file that need not fit into memory. If the chunks end with an error, there is no file. */
  write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string>;
  /** Reads what this store gave the URL of, and nothing else. */
  read(url: string): Promise<Uint8Array>;
}

export type ArchiveEntry = { readonly name: string; readonly bytes: Uint8Array };

/** The same entries give the same bytes. An entry is asked for when the one before it has been given out. */
export interface Archive {
  pack(entries: AsyncIterable<ArchiveEntry>): AsyncIterable<Uint8Array>;
}

/**
 * Where people look for pictures: the file that has the record's `url` appears under the record's `name` too, and the record beside it. Showing
 * a picture again changes nothing.
 */
export interface Gallery {
  show(record: PictureRecord): Promise<void>;
}

/** Saved lists of images by id (spec 1.16). */
export interface Packs {
  read(id: string): Promise<Outcome<PackContent>>;
}

export type RunPorts = {
  readonly backend: Backend;
  readonly files: FileStore;
  readonly archive: Archive;
  /** Without one, pictures have the names of their places alone. */
  readonly gallery?: Gallery;
  readonly packs: Packs;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly signal?: Signal;
  /** Without one, a run that ends cannot be resumed. */
  readonly journal?: Journal;
  /** What earlier runs were answered; without it nothing is used again, and nothing is kept for later runs. */
  readonly answers?: Answers;
};
