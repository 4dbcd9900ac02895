// A program, its plan and the ports of a host in, a run that goes on by itself out (spec 6.2): new, or continued from its journal. Whoever wants
// to hear of it listens; nobody has to.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { FlowIr } from "../ir/ir.js";
import { type Limits, withLimits } from "../language/limits.js";
import { type Bill, makeBill } from "../plan/cost/bill.js";
import { type Dollars, readDollars } from "../plan/cost/money.js";
import { defaultPriceBook, type PriceBook } from "../plan/cost/price-book.js";
import { planProblem } from "../plan/file/plan-problem.js";
import type { Plan } from "../plan/plan.js";
import type { Program } from "../program.js";
import { ajvValidator } from "../schema/ajv-validator.js";
import { checkInput } from "../schema/check-input.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { dropUndeclared } from "../types/drop-undeclared.js";
import type { Reuse } from "./answers.js";
import { messageOf } from "./ask.js";
import { type Book, emptyBook, readBook } from "./book.js";
import { carefulHost } from "./careful-host.js";
import { drive, type Finished } from "./drive.js";
import type { RunEvent } from "./event.js";
import { ownSignal } from "./own-signal.js";
import { defaultNames, type NameTemplate, readNameTemplate } from "./picture/name-template.js";
import type { RunPorts } from "./ports.js";
import { firstError } from "./prepare.js";
import { lacking } from "./roles.js";
import { openSession, type Session, type SessionOptions, write } from "./session.js";
import type { Signal } from "./signal.js";
import { makeSpending } from "./spending.js";
import type { Stages } from "./stages.js";
import { stagesBefore } from "./stages-before.js";

export type RunOptions = {
  /** The id of a new run, from which keys and the seeds of unseeded images follow; made by chance where it is absent. */
  readonly id?: string;
  readonly limits?: Partial<Limits>;
  /** What the plan was priced with. */
  readonly prices?: PriceBook;
  /** The most that the run may spend, in US dollars, as "1.50"; the plan's maximum holds besides. */
  readonly maxCost?: string;
  /** The results that the plan was made with: these steps are not carried out again. */
  readonly results?: JsonObject | undefined;
  readonly validator?: Validator;
  /** Which answers of earlier runs are used, where the host keeps them (spec 6.14); "seeded" where nothing is said. */
  readonly reuse?: Reuse;
  /** The hash of the plan's file: a run is continued with the plan that it was started with, and no other. */
  readonly planHash?: string;
  /** The template of the pictures' names (spec 6.16.2), where the host shows them. A run that is continued keeps the one that it began with. */
  readonly names?: string;
};

export type OpenRun = {
  /** Every event from that number on, as they come; without one, from the first of this process on. Any number may listen, as slowly as they like. */
  events(from?: number): AsyncIterable<RunEvent>;
  /** The last event. It rejects for a bug in flowplan alone. */
  readonly done: Promise<Finished>;
  /** Asks the run to stop, as the host's signal does. */
  cancel(): void;
};

export function openRun(program: Program, given: Plan, ports: RunPorts, options: RunOptions = {}): OpenRun {
  const { validator = ajvValidator } = options;
  const limits = withLimits(options.limits);
  const problem = planProblem(given);
  const plan = problem === null ? given : noPlan;
  const input = checkInput(program.ir.input, plan.input, validator);
  const badInput = input.ok ? null : firstError(input.diagnostics);
  return openWith(program.ir, ports, options, {
    input: input.ok ? input.value : {},
    refused: problem === null ? badInput : diagnose("run/unusable-plan", null, { problem }),
    given: givenResults(program.ir, options.results ?? {}),
    stages: stagesBefore(plan, limits),
    bill: makeBill(plan, options.prices ?? defaultPriceBook, readBudget(options.maxCost)),
  });
}

/** In the place of one that cannot be used, by a run that is refused. */
const noPlan: Pick<Plan, "input" | "seed" | "requests" | "jobs" | "caps" | "costs" | "total"> = {
  input: {},
  seed: null,
  requests: [],
  jobs: [],
  caps: [],
  costs: [],
  total: { min: "0.00", max: "0.00", why: null },
};

/** What a run is made with, ready to be used. */
export type Prepared = Pick<SessionOptions, "input" | "refused" | "given"> & {
  readonly stages: Stages;
  readonly bill: Bill;
};

export function openWith(ir: FlowIr, host: RunPorts, options: RunOptions, prepared: Prepared): OpenRun {
  const names = namesOf(options);
  const signal = ownSignal(host.signal);
  const ports = carefulHost(host);
  const listeners = new Set<() => void>();
  const heard = () => {
    for (const listener of [...listeners]) listener();
  };
  let session: Session | null = null;
  let over = false;
  const start = async () => {
    const started = await beginSession(ir, ports, signal, { ...options, names }, prepared);
    session = started.session;
    session.heard = heard;
    return drive(session, started.refused, started.resumed);
  };
  const done = start().finally(() => {
    over = true;
    heard();
  });
  // Whoever waits for the end hears of it; nobody has to.
  done.catch(() => {});
  const all = (): readonly RunEvent[] => session?.book.events ?? [];

  async function* events(from?: number): AsyncGenerator<RunEvent, void, void> {
    for (let at = 0; ; ) {
      while (at >= all().length && !over) {
        await new Promise<void>((resolve) => {
          listeners.add(resolve);
          if (over || at < all().length) resolve();
        });
      }
      const event = all()[at++];
      if (event === undefined) break;
      if (event.sequence >= (from ?? session?.first ?? 0)) yield event;
    }
    await done;
  }
  return { events, done, cancel: signal.abort };
}

type Started = { readonly session: Session; readonly refused: AnyDiagnostic | null; readonly resumed: boolean };

async function beginSession(
  ir: FlowIr,
  ports: RunPorts,
  signal: Signal,
  options: RunOptions & { readonly names: string },
  { stages, bill, ...prepared }: Prepared,
): Promise<Started> {
  const { validator = ajvValidator, planHash = null, names } = options;
  const { book, problem } = await readJournal(ports);
  const resumed = book.header !== null;
  const { id, problem: withoutId } = runId(book, ports, options);
  const refused =
    problem ??
    withoutId ??
    changed(book, planHash, ports) ??
    prepared.refused ??
    lacking(ir, prepared.given, ports.backend);
  const session = openSession(id, ir, stages, ports, signal, book, {
    ...prepared,
    refused,
    limits: withLimits(options.limits),
    validator,
    reuse: options.reuse ?? "seeded",
    spending: makeSpending(bill, signal),
    names: templateOf(book.header?.names ?? names),
  });
  if (problem !== null) session.journalBroken = true;
  if (!resumed) {
    const at = ports.clock.now();
    const header = {
      kind: "header",
      version: 1,
      run: id,
      plan: planHash,
      backend: ports.backend.id,
      ...(ports.gallery === undefined ? {} : { names }),
      at,
    } as const;
    // A journal that fails at once has refused the run.
    await write(session, [header], true).catch(() => {});
  }
  return { session, refused, resumed };
}

/** Hosts check what they are given themselves. */
function namesOf({ names = defaultNames }: RunOptions): string {
  const read = readNameTemplate(names);
  if (!read.ok)
    throw new TypeError(`names must be a template, as ${JSON.stringify(defaultNames)}, but ${read.problem}`);
  return names;
}

function templateOf(names: string): NameTemplate {
  // A journal may be anybody's writing.
  const read = readNameTemplate(String(names));
  return read.ok ? read.template : templateOf(defaultNames);
}

async function readJournal({ journal }: RunPorts): Promise<{ book: Book; problem: AnyDiagnostic | null }> {
  if (journal === undefined) return { book: emptyBook(), problem: null };
  try {
    return { book: await readBook(journal.read()), problem: null };
  } catch (error) {
    return { book: emptyBook(), problem: diagnose("run/journal-failed", null, { detail: messageOf(error) }) };
  }
}

function runId({ header }: Book, { random }: RunPorts, { id }: RunOptions) {
  if (header !== null) return { id: header.run, problem: null };
  if (id !== undefined) return { id, problem: null };
  try {
    return { id: uuidOf(random.bytes(16)), problem: null };
  } catch (error) {
    const problem = diagnose("run/host-failed", null, { port: "random", detail: messageOf(error) });
    return { id: uuidOf(new Uint8Array(16)), problem };
  }
}

function changed({ header }: Book, plan: string | null, { backend }: RunPorts): AnyDiagnostic | null {
  if (header === null) return null;
  const what = [
    ...(header.plan === plan ? [] : ["the plan is another one"]),
    ...(header.backend === backend.id ? [] : [`the backend is ${backend.id}, not ${header.backend}`]),
  ];
  return what.length === 0 ? null : diagnose("run/changed-since", null, { changed: what });
}

/** null: no budget besides the plan's maximum. */
function readBudget(maxCost: string | undefined): Dollars | null {
  if (maxCost === undefined) return null;
  const read = readDollars(maxCost);
  if (typeof read === "string") throw new TypeError(`maxCost must be an amount in US dollars, as "1.50"`);
  return read;
}

/** What no schema declares is dropped from given answers as it is from those that a model gives (spec 6.4.4). */
function givenResults({ steps }: FlowIr, results: JsonObject): JsonObject {
  const given: JsonRecord = {};
  for (const { id, type, resultType } of steps) {
    const result = hasOwn(results, id) ? results[id] : undefined;
    if (result === undefined) continue;
    setOwn(given, id, type === "ObjectGenerator" ? dropUndeclared(resultType, result) : result);
  }
  return given;
}

/** A UUID (version 4) of sixteen bytes of chance. */
function uuidOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, i) => {
    const bits = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return bits.toString(16).padStart(2, "0");
  }).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
