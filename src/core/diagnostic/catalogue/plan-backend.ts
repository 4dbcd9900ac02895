// Messages of the codes plan/… of backends, prices and assumptions (spec 5.5 to 5.7).

import { cut } from "../../text/cut.js";
import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const ofRequests = (count: string, step: string) => `${count}, the first in step ${quoted(step)}`;
const whyLimits =
  "A backend that is asked for more than it can do refuses the request, or silently draws something else. The plan shows it before anything is paid for.";
const whyCapabilities =
  "Passes and warnings depend on what a backend says about itself. An unclear or contradictory statement would turn every number in the plan into a guess.";
const whyPrices =
  "Every dollar in a plan comes from the price book. A missing or unclear price would be a hidden cost.";
const problemOf = (problem: string) =>
  problem === "negative"
    ? "a negative number"
    : problem === "too long"
      ? "a number with too many digits"
      : "not a number";

export const planBackendEntries = {
  "plan/batch-too-large": entry<{ step: string; value: string; capacity: number; count: string }>({
    severity: "error",
    clause: "5.4",
    message: ({ step, value, capacity, count }) =>
      `batchSize ${value} is more than one pass of this backend can draw (${capacity}): lower batchSize to ${capacity} and repeat the image instead (${ofRequests(count, step)})`,
    why: "The images of one request are drawn in one pass. Splitting them changes the pictures, unless the backend declares that it does not.",
  }),
  "plan/batch-may-be-too-large": entry<{ step: string; value: string; capacity: number; count: string }>({
    severity: "warning",
    clause: "5.4",
    message: ({ step, value, capacity, count }) =>
      `batchSize is ${printable(value)}, which may be more than one pass of this backend can draw (${capacity}): give it a maximum of ${capacity} where it is declared (${ofRequests(count, step)})`,
    why: "The value is not known yet. If it is more than one pass can draw, the run fails after other steps were paid for.",
  }),
  "plan/outside-backend-limits": entry<{
    field: string;
    step: string;
    value: string;
    min: number;
    max: number;
    count: string;
  }>({
    severity: "error",
    clause: "5.5",
    message: ({ field, step, value, min, max, count }) =>
      `${field} ${printable(value)} is outside what this backend can do: write a value from ${min} to ${max} (${ofRequests(count, step)})`,
    why: whyLimits,
  }),
  "plan/may-be-outside-backend-limits": entry<{
    field: string;
    step: string;
    value: string;
    min: number;
    max: number;
    count: string;
  }>({
    severity: "warning",
    clause: "5.5",
    message: ({ field, step, value, min, max, count }) =>
      `${field} is ${printable(value)}, which may be outside what this backend can do: declare it as a number from ${min} to ${max} (${ofRequests(count, step)})`,
    why: whyLimits,
  }),
  "plan/not-a-multiple": entry<{ field: string; step: string; value: string; multipleOf: number; count: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ field, step, value, multipleOf, count }) =>
      `${field} ${value} is not a multiple of ${multipleOf}, which this backend requires (${ofRequests(count, step)})`,
    why: whyLimits,
  }),
  "plan/field-not-exact": entry<{ field: string; how: string; step: string; count: string }>({
    severity: "warning",
    clause: "5.5",
    message: ({ field, how, step, count }) => `on this backend ${field} ${how} (${ofRequests(count, step)})`,
    why: "The pictures will not be exactly what the flow asks for. That may be fine, but it should be your choice, so nothing is silently dropped.",
  }),
  "plan/backend-cannot-train": entry<{ step: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ step }) =>
      `step ${quoted(step)} trains a model, which this backend cannot do: choose another backend, or use the id of a model that is already trained`,
    why: whyLimits,
  }),
  "plan/backend-cannot-generate": entry<{ step: string }>({
    severity: "warning",
    clause: "5.5",
    message: ({ step }) =>
      `step ${quoted(step)} generates objects, which this backend cannot do: the plan holds, but a run needs a server for it, named under "routes" in flowplan.json`,
    why: "Most servers that draw images have no language model, so one run often needs two servers. The requests and batches of the images do not depend on it.",
  }),
  "plan/backend-cannot-draw": entry<{ step: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ step }) =>
      `step ${quoted(step)} draws images, which this backend cannot do: choose another one, or name a server for images under "routes" in flowplan.json`,
    why: whyLimits,
  }),
  "plan/too-many-to-count": entry<{ totals: readonly string[] }>({
    severity: "warning",
    clause: "5.6",
    message: ({ totals }) =>
      `the plan's ${totals.join(" and ")} may be more than can be counted exactly (9007199254740991), so no maximum is shown: lower maxItems where the maps' arrays are declared`,
    why: "A number that is too large to be exact would be silently wrong, and a budget could not be checked against it.",
  }),
  "plan/capabilities-missing": entry<{ place: string; wanted: string; found: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ place, wanted }) => `the capabilities lack ${quoted(place)}: write ${wanted}`,
    why: whyCapabilities,
  }),
  "plan/capabilities-unknown": entry<{ place: string; wanted: string; found: string; near?: string | undefined }>({
    severity: "error",
    clause: "5.5",
    message: ({ place, wanted, near }) =>
      `there is no capability ${quoted(place)}; ${near === undefined ? `the capabilities are ${wanted}` : `did you mean ${quoted(near)}?`}`,
    why: whyCapabilities,
  }),
  "plan/capabilities-wrong": entry<{ place: string; wanted: string; found: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ place, wanted, found }) =>
      `${place === "" ? "capabilities" : quoted(place)} must be ${wanted}, but this is ${printable(found)}`,
    why: whyCapabilities,
  }),
  "plan/capabilities-contradiction": entry<{ place: string; why: string }>({
    severity: "error",
    clause: "5.5",
    message: ({ why }) => `the capabilities contradict themselves: ${why}`,
    why: whyCapabilities,
  }),
  "plan/price-book-not-an-object": entry<{ found: string }>({
    severity: "error",
    clause: "5.7",
    message: ({ found }) =>
      `a price book must be an object of prices, such as { "inference": "0.02", … }, not ${found}`,
    why: whyPrices,
  }),
  "plan/price-book-missing-price": entry<{ names: readonly string[]; unit: string; defaults: readonly string[] }>({
    severity: "error",
    clause: "5.7",
    message: ({ names: [name = "", ...others], unit, defaults }) =>
      others.length === 0
        ? `the price book lacks ${quoted(name)}, the price of ${unit}: add it, for example ${defaults.join("")} (the default price)`
        : `the price book lacks ${others.length + 1} prices, and must have all of them: add them, for example ${defaults.join(", ")} (the default prices)`,
    why: whyPrices,
  }),
  "plan/price-book-unknown-price": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "5.7",
    message: ({ name, near, names }) =>
      `there is no price ${quoted(name)}; ${near === undefined ? `the prices are ${names.join(", ")}` : `did you mean ${quoted(near)}?`}`,
    why: whyPrices,
  }),
  "plan/price-book-bad-price": entry<{ name: string; found: string; problem: string }>({
    severity: "error",
    clause: "5.7",
    message: ({ name, found, problem }) =>
      `the price ${quoted(name)} is ${cut(found, 80, printable)}, ${problemOf(problem)}: write US dollars as a decimal, such as "0.02"`,
    why: whyPrices,
  }),
  "plan/unknown-assumption": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "5.7",
    message: ({ name, near, names }) =>
      `there is no assumption ${quoted(name)}; ${near === undefined ? `the assumptions are ${names.join(", ")}` : `did you mean ${quoted(near)}?`}`,
    why: "An assumption limits what a flow does not say, such as the tokens of one object.",
  }),
  "plan/bad-assumption": entry<{ name: string; found: string; problem: string }>({
    severity: "error",
    clause: "5.7",
    message: ({ name, found, problem }) =>
      `${name} is ${cut(found, 80, printable)}, ${problemOf(problem)}: write a decimal, such as ${name}=40`,
    why: "An assumption limits what a flow does not say, such as the tokens of one object.",
  }),
};
