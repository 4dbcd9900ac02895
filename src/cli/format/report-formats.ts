// The formats of a check, by the names that --format takes (spec 7.7). A new one is a file here and a row below; it is loaded when used.

import type { Report, ReportView } from "./report.js";

type Print = (report: Report, view: ReportView) => string;

export const reportFormats = {
  pretty: async (): Promise<Print> => (await import("./pretty.js")).prettyReport,
  json: async (): Promise<Print> => (await import("./json.js")).jsonReport,
  sarif: async (): Promise<Print> => (await import("./sarif.js")).sarifReport,
  github: async (): Promise<Print> => (await import("./github.js")).githubReport,
  junit: async (): Promise<Print> => (await import("./junit.js")).junitReport,
} as const;
export type ReportFormat = keyof typeof reportFormats;
