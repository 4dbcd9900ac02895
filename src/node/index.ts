// What a Node host supplies: files, zip, packs, time, chance, the key that stops a run, and its book.

export { type AnswerStore, answerStore, type KeptAnswer, type StoreProblem } from "./answer-store.js";
export { removeDrafts } from "./drafts.js";
export { type DirectoryStore, directoryStore } from "./file-store.js";
export { folderGallery } from "./folder-gallery.js";
export { nodeHost } from "./http/node-host.js";
export { type NodeHttp, type NodeHttpOptions, nodeHttp } from "./http/node-http.js";
export { isLocked } from "./journal/is-locked.js";
export {
  createJournal,
  type JournalOpened,
  type JournalProblem,
  type JournalRead,
  journalName,
  openJournal,
  readJournal,
} from "./journal/journal-file.js";
export { type JournalRepaired, repairJournal } from "./journal/repair-journal.js";
export { type NamedFile, type RunVerified, verifyRun } from "./journal/verify-run.js";
export { type NodePortsOptions, nodePorts } from "./node-ports.js";
export { newOutputFolder, type OutputFolder, openOutputFolder, runsFolder } from "./output-folder.js";
export { packsFolder } from "./packs-folder.js";
export { addRates, type RatesRead, ratesName, readRates } from "./rates-file.js";
export { decodeText, readText, type TextRead } from "./read-text.js";
export { imagesKept, madeSomething, type RunRecord, resultName, runRecord } from "./run-record.js";
export { runsIn } from "./runs-in.js";
export { storeFolder, storeName } from "./store-folder.js";
export { interruptSignal, systemClock, systemRandom, systemTimer } from "./system.js";
export { zipArchive } from "./zip-archive.js";
