// The public interface of flowplan's core.

export { analyse, type Compilation, type CompileOptions, compile } from "./compile.js";
export type { AnyDiagnostic, Diagnostic, Edit, Fix, Outcome, Related, Severity } from "./diagnostic/diagnostic.js";
export { type LocatedDiagnostic, locate, Source } from "./diagnostic/located.js";
// editor
export type { Analysis } from "./editor/analysis.js";
export { type CodeAction, codeActions } from "./editor/code-actions.js";
export { completion } from "./editor/completion.js";
export type { CompletionItem } from "./editor/completion-item.js";
export { type Definition, definition } from "./editor/definition.js";
export { type DocumentSymbol, documentSymbols } from "./editor/document-symbols.js";
export { hover } from "./editor/hover.js";
export type { Hover } from "./editor/hover-answer.js";
export { type NamedPlace, references } from "./editor/references.js";
export { rename } from "./editor/rename.js";
export type { CompiledTemplate } from "./evaluate/compile-template.js";
export type { RunState } from "./evaluate/state.js";
export { buildGraph, type Graph, type GraphStep } from "./graph/build-graph.js";
export { type GraphFormat, graphFormats, printGraph } from "./graph/print-graph.js";
export type { FlowIr, StepIr, TemplateIr } from "./ir/ir.js";
export { defaultLimits, type Limits } from "./language/limits.js";
export type { StepType } from "./language/steps.js";
export type { RuleSettings } from "./lint/lint.js";
export type { Capabilities, CapabilityField, Fidelity } from "./plan/backend/capabilities.js";
export { profiles as declaredCapabilities } from "./plan/backend/profiles.js";
export { type CountedPlan, type PlanOptions, plan, planAndCount } from "./plan/make-plan.js";
export type { Plan, PlannedJob, PlannedPass, PlannedRequest, ResolvedImage, Unknown } from "./plan/plan.js";
export { type Capacity, estimateTime, type TimeEstimate } from "./plan/time/estimate-time.js";
export { mergeRates, type Rates } from "./plan/time/rates.js";
export type { Program } from "./program.js";
export { type ProgramOptions, programFrom } from "./program-from.js";
export { type CompiledPath, compilePath, type QueryOptions, query } from "./query.js";
export type { About, Answer, Answers, Reuse } from "./run/answers.js";
export { checkBackend } from "./run/check-backend.js";
export { describeEvent } from "./run/describe-event.js";
export type { RunEvent } from "./run/event.js";
export type { CallSpec, Journal, JournalRecord, Place, PlacedValue, RunHeader } from "./run/journal.js";
export { type OpenRun, openRun, type RunOptions } from "./run/open-run.js";
export { defaultNames, nameFields, readNameTemplate, type TemplateRead } from "./run/picture/name-template.js";
export type { PictureRecord } from "./run/picture/picture-record.js";
export type { Archive, ArchiveEntry, Clock, FileStore, Gallery, Packs, Random, RunPorts, Timer } from "./run/ports.js";
export { type CallTimer, timeCalls } from "./run/rates.js";
export { run } from "./run/run.js";
export type {
  Accepted,
  Backend,
  CallContext,
  DrawnImage,
  Failed,
  FailureKind,
  GenerationRequest,
  ImageServer,
  Micros,
  ObjectServer,
  PassPrompt,
  PassRequest,
  Repair,
  Reply,
  Server,
  Training,
  TrainingRequest,
  TrainingServer,
  Usage,
} from "./run/server.js";
export type { Signal } from "./run/signal.js";
export { ajvValidator } from "./schema/ajv-validator.js";
export type { Validator } from "./schema/validator.js";
export { compileTemplate, evaluate, type TemplateOptions } from "./template.js";
export type { Json, JsonObject } from "./text/json.js";
export { LineIndex, type Position } from "./text/lines.js";
export type { Span } from "./text/span.js";
export type { Type } from "./types/type.js";
