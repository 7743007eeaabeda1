/**
 * The reference of all settings as Markdown, for the README.
 *
 * @module
 */

import type { Section } from "../base/setting.ts";
import { formatDefault } from "./default_file.ts";

/** Renders a heading, the section's help and a table for each section. */
export function renderReference(sections: readonly Section[]): string {
  return sections.map(renderSection).join("\n\n") + "\n";
}

function renderSection(section: Section): string {
  const rows = Object.entries(section.keys).map(([key, setting]) => {
    const text = formatDefault(setting);
    const notes = [setting.live ? "on reload" : "on restart", ...(setting.secret ? ["secret"] : [])];
    return `| ${code(key)} | ${escape(setting.type.name)} | ${text === "" ? "" : code(text)} | ${
      notes.join(", ")
    } | ${escape(setting.help)} |`;
  });
  return [
    `### ${code(`[${section.name}]`)}`,
    "",
    escape(section.help),
    "",
    "| Key | Value | Default | Takes effect | Meaning |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** Text within a table cell. */
function escape(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, "\\$&").replace(/\s+/g, " ");
}

/** Code within a table cell: a fence longer than any run of backticks in it, and `|` escaped as tables want it. */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = longest > 0 ? " " : "";
  return `${fence}${padding}${text.replaceAll("|", "\\|")}${padding}${fence}`;
}
