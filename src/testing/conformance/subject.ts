// What the conformance suite is run against (spec 6.19): a backend, and the hand that makes its server misbehave.

import type { Backend, GenerationRequest, PassRequest, TrainingRequest } from "../../backends/contract.js";

/** What can become of the next call. A server that cannot have one of them says so, and the check is not made. */
export type Trouble =
  /** The connection ends before the server has seen the call. */
  | "lost request"
  /** The work is done, and nothing of the answer arrives. */
  | "lost reply"
  /** The work is done, and half of the answer arrives. */
  | "cut reply"
  /** Too many calls; the server does not say for how long. */
  | "busy"
  /** The same; it asks to wait for 3 s. */
  | "busy, says when"
  /** 503, three times in a row. */
  | "overloaded"
  /** A proxy answers with an HTML page. */
  | "page"
  /** An error of a megabyte, with the key in it. */
  | "long error"
  | "wrong key"
  | "out of memory"
  /** It does not have the model. */
  | "no such model"
  /** It refuses what the prompt says. */
  | "refused content"
  /** The picture's bytes end early. */
  | "cut picture"
  /** One picture fewer than was asked for. */
  | "wrong count"
  /** One more, as a grid. */
  | "extra picture"
  /** Pictures of half the width. */
  | "wrong size"
  /** The right pictures, in another order than they were asked for. */
  | "out of order"
  /** It draws with another model than it was asked to, and says so nowhere but in the small print. */
  | "other model"
  /** It accepts the call and leaves a part of it out. */
  | "partly dropped"
  /** It did the work and has thrown the result away. */
  | "expired"
  /** It forgets all that it has accepted, as after a restart. */
  | "restart"
  /** Its channel of progress breaks off in the middle. */
  | "cut socket"
  /** An answer that does not match the schema that was asked for, once. */
  | "wrong answer"
  /** An answer that ends in the middle, as the server says. */
  | "cut answer";

export type ServerControl = {
  /** The next call has this trouble. False: this server cannot have it. */
  trouble(name: Trouble): boolean;
  /** Pieces of work that the server has done, and would charge for. */
  works(): number;
  /** From now on work is begun and does not end, until what is returned is called. */
  hold?(): () => void;
  /** Resolves when the server works on a call, or has it in its queue. `calls`: how many it has, with those before. */
  has?(calls: number): Promise<void>;
};

export type OpenSubject = {
  readonly backend: Backend;
  readonly control: ServerControl;
  close(): Promise<void>;
};

export type Subject = {
  readonly name: string;
  /** A server of its own for each check, and a backend that asks it with the key `secret`. */
  open(): Promise<OpenSubject>;
  /** A call that the server can carry out, for each role that the backend has. An image call of several images tells most. */
  readonly samples: {
    readonly images?: PassRequest;
    readonly objects?: GenerationRequest;
    readonly training?: TrainingRequest;
  };
  /** Keys and passwords: none of them may come out in anything that the backend says. */
  readonly secrets?: readonly string[];
};

export type Role = keyof Subject["samples"];

/**
 * `not tried`: the server cannot have that trouble. A check that fails throws an `Error` that says what it expected; a
 * server that never answers makes it wait for ever, so give it a time limit.
 */
export type Check = { readonly name: string; readonly run: () => Promise<"passed" | "not tried"> };
