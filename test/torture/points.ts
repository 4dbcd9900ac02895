// What passes between a process under torture and its parent, which is the server.

export const points = [
  "before write",
  "after write",
  "before flush",
  "after flush",
  "before send",
  "after send",
  "before reply",
  "after reply",
] as const;
export type Point = (typeof points)[number];

export type Orders = {
  readonly folder: string;
  readonly recovery: "resend" | "find" | "none";
  /** null: it lives. */
  readonly end: { readonly at: Point; readonly nth: number; readonly signal: "SIGKILL" | "SIGSTOP" } | null;
};
export type Question = {
  readonly id: number;
  readonly op: "start" | "find";
  readonly key: string;
  readonly places: readonly string[];
};
export type Outcome = {
  readonly done: true;
  readonly locked: boolean;
  readonly status: string | null;
  readonly failure: string | null;
  readonly results: string;
};
