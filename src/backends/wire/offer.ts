// What a server says that it has (spec 6.18.8): what a plan is held against before anything is sent.

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Failed } from "../../core/run/server.js";

export type Offer = {
  /** As the server calls them. */
  readonly models: readonly string[];
  readonly loras: readonly string[];
  readonly samplers: readonly string[];
  readonly schedulers: readonly string[];
  /** Models that are loaded; null: it does not say. */
  readonly resident: readonly string[] | null;
  /** What it says it can do, where that differs from what is declared for its kind. */
  readonly capabilities: Partial<Capabilities>;
};

export type Offered = { readonly ok: true; readonly offer: Offer } | { readonly ok: false; readonly failure: Failed };

/** What a backend on a server has beside its roles. `host`: name and port, without any key. Nothing that `probe` sends costs anything. */
export type Probing = { readonly host: string; probe(): Promise<Offered> };
