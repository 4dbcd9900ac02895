// What tests of flows and of backends need: time by hand, a backend by script, a host in memory, and what every server must hold to.

export { conformance } from "./conformance/conformance.js";
export type { Check, OpenSubject, ServerControl, Subject, Trouble } from "./conformance/subject.js";
export { type FakeClock, fakeClock } from "./fake-clock.js";
export { type MemoryAnswers, memoryAnswers } from "./memory-answers.js";
export { handSignal, type MemoryHost, memoryHost } from "./memory-host.js";
export { type MemoryJournal, memoryJournal } from "./memory-journal.js";
export {
  type Asked,
  drawnAsAsked,
  plainCapabilities,
  type Script,
  type ScriptedBackend,
  scriptedBackend,
} from "./scripted-backend.js";
