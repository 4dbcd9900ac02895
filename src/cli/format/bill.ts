// The bill of a run in, what a person reads of it out, planned beside actual, and its part of summary.json (spec 6.13.4).

import type { PrintedBill } from "../../core/plan/cost/bill.js";
import type { Colours } from "../terminal/terminal.js";
import { money } from "./plan-words.js";
import { layTable } from "./table.js";

export function prettyBill({ lines, total, cap }: PrintedBill, columns: number, colours: Colours): string {
  const rows = [...lines, { kind: "total", ...total }];
  const last = (i: number) => (i === rows.length - 1 ? { paint: colours.bold } : {});
  const noteOf = (estimated: boolean, isTotal: boolean) => {
    const notes = [
      ...(estimated ? ["estimated: the server did not say what it cost"] : []),
      ...(isTotal && cap !== null ? [`at most $${cap} allowed`] : []),
    ];
    return notes.join("; ");
  };
  const table = layTable(
    [
      { name: "cost", cells: rows.map(({ kind }, i) => ({ text: kind, ...last(i) })) },
      { name: "planned", cells: rows.map(({ planned }) => ({ text: money(planned) })) },
      { name: "actual", cells: rows.map(({ actual }, i) => ({ text: `$${actual}`, ...last(i) })) },
      {
        name: "",
        cells: rows.map(({ estimated }, i) => ({
          text: noteOf(estimated && i < lines.length, i === lines.length),
          paint: colours.dim,
        })),
      },
    ],
    columns - 2,
    colours.dim,
  );
  return table.lines.map((line) => `  ${line}\n`).join("");
}

export function billJson({ lines, total, cap }: PrintedBill) {
  return { costs: lines, total, cap };
}
