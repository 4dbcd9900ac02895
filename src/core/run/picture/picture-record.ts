// What is written down of a picture (spec 6.16.3; grammar/picture.schema.json): everything that somebody who finds the file wants to know.

import type { DrawnWith } from "./generation-parameters.js";

export type PictureRecord = DrawnWith & {
  readonly version: 1;
  /** Of the file that results and zips name, relative to the run's folder. */
  readonly url: string;
  /** The same file under a name for people, relative to the run's folder. */
  readonly name: string;
  readonly run: string;
  /** The picture is the `index`th of its step's result, and belongs to the `request`th request. Both count from 0. */
  readonly step: string;
  readonly index: number;
  readonly request: number;
  /** The seed that was used; null where the server does not say. */
  readonly seed: number | null;
  /** The seed that was asked for; null: any. */
  readonly requestedSeed: number | null;
  readonly server: string;
  /** True: not made by a model. */
  readonly synthetic: boolean;
  /** What the picture cost this run, in US dollars: its share of its call, rounded up. */
  readonly cost: string;
  /** null: it was kept from an earlier run. */
  readonly call: null | {
    readonly key: string;
    /** Pictures of the call. */
    readonly images: number;
    readonly cost: string;
    readonly started: string;
    readonly finished: string;
  };
  /** Of the file's bytes. */
  readonly sha256: string;
};

export type NamelessRecord = Omit<PictureRecord, "name">;
