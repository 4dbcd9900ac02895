// A command's row in, the table of its options out, as the README prints it.

import type { OptionRow } from "../../src/cli/commands.js";

/** Options that several commands share stand in one table. */
export function optionTable(options: readonly OptionRow[]): string {
  const rows = options.map(({ flags, summary, choices, default: usual }) => {
    const written = choices === undefined ? flags : flags.replace(/[<[](\w+)[>\]]$/, choices.join("|"));
    const term = flags.includes(" [") ? written.replace(" ", "[=").replace(/$/, "]") : written;
    const ending = usual === undefined ? "" : ` (\`${usual}\` if not given)`;
    return `| \`${term.replaceAll("|", "\\|")}\` | ${summary}${ending} |`;
  });
  return `| | |\n|---|---|\n${rows.join("\n")}\n`;
}
