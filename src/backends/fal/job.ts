// A request that the queue has taken in, where it is asked about out (spec 6.24.3). Nothing of it is a key.

import { isObject, type Json, type JsonObject } from "../../core/text/json.js";
import { numberOf, textOf } from "../wire/read-json.js";
import { originOf } from "../wire/secret.js";
import type { Site } from "../wire/site.js";
import { endpointOf } from "./endpoint.js";

/** What another process needs to fetch it. */
export type Job = {
  /** The endpoint. */
  readonly model: string;
  readonly id: string;
  /** Where the server said that it is; null: nowhere of its own. */
  readonly status: string | null;
  readonly result: string | null;
  readonly cancel: string | null;
  /** When its time is over, in milliseconds since 1970; null: it has as long as it needs. */
  readonly until: number | null;
  readonly batchSize: number;
  readonly width: number;
  readonly height: number;
};

type Place = "status" | "result" | "cancel";

/** What it accepted a call with; null: without an id. */
export function acceptedJob(told: Json, more: Omit<Job, "id" | Place>): JsonObject | null {
  const id = textOf(told, "request_id");
  if (id === undefined || id === "") return null;
  const given = (name: string) => textOf(told, name) ?? null;
  return { ...more, id, status: given("status_url"), result: given("response_url"), cancel: given("cancel_url") };
}

/** A handle as it comes back; null: it is damaged. */
export function jobOf(handle: Json): Job | null {
  if (!isObject(handle)) return null;
  const [model, id] = [textOf(handle, "model"), textOf(handle, "id")];
  const [batchSize, width, height] = ["batchSize", "width", "height"].map((name) => numberOf(handle, name));
  if (model === undefined || id === undefined || endpointOf(model) === null) return null;
  if (batchSize === undefined || width === undefined || height === undefined) return null;
  const given = (name: Place) => textOf(handle, name) ?? null;
  const places = { status: given("status"), result: given("result"), cancel: given("cancel") };
  return { model, id, ...places, until: numberOf(handle, "until") ?? null, batchSize, width, height };
}

/** The URL that it gave, if it leads to where our key belongs; otherwise the path that follows from endpoint and id. */
export function pathTo(site: Site, job: Job, place: Place): string {
  const given = job[place];
  if (given !== null && site.origin !== "" && originOf(given) === site.origin) return given;
  const app = endpointOf(job.model)?.app ?? job.model;
  const request = `/${app}/requests/${encodeURIComponent(job.id)}`;
  return place === "result" ? request : `${request}/${place}`;
}
