// Answers that are kept for later runs (spec 6.14): the port that keeps them, and what each is kept under.

import type { Json } from "../text/json.js";
import { hashOf } from "./call.js";
import type { KnownImage } from "./stages.js";

/** `value`: what a result has of it; of a picture all but its URL. `blob`: SHA-256 of the picture's bytes, null where there is none. */
export type Answer = { readonly value: Json; readonly blob: string | null };

export type KeptPicture = { readonly bytes: Uint8Array; readonly url: string };

/** What the answer was to, for people who look at what is kept. */
export type About = { readonly server: string; readonly what: "image" | "object"; readonly text: string };

/**
 * What a host keeps of earlier runs. Nothing of it is trusted: bytes are compared with their hash, objects checked like a reply. A method that
 * throws is one that found nothing: no run fails for it.
 */
export interface Answers {
  find(key: string): Promise<Answer | null>;
  /** The bytes of a picture. */
  read(blob: string): Promise<Uint8Array | null>;
  /** Puts a picture among the run's files under a name of theirs, as a link where there are links, and gives its URL; without it, its bytes are put there. */
  adopt?(blob: string, name: string): Promise<string>;
  /** `picture`: its bytes, and its URL among the run's files, for a store that can link to it. */
  keep(key: string, answer: Answer, picture: KeptPicture | null, about: About): Promise<void>;
}

/** Which answers of earlier runs are used: those that would come out the same again, none, or any to an equal request of the same place. */
export type Reuse = "seeded" | "none" | "all";

/**
 * What the images of a request are kept under, of which `answerKey` makes one for each. `server` is the identity of the server. Without a seed
 * another picture comes out each time, so the place belongs to it.
 */
export function imageBase(server: string, image: KnownImage, step: string, request: number): string {
  const place = image.seed === null ? [step, request] : [];
  return hashOf(["image", server, { ...image } as Json, ...place]);
}

/** `at`: which image of the request. */
export function answerKey(base: string, at: number): string {
  return hashOf([base, at]);
}

/** `request`: the hash of what was asked for. */
export function objectKey(server: string, request: string, step: string, position: number): string {
  return hashOf(["object", server, request, step, position]);
}
