/**
 * The section `[log]` of the INI file.
 *
 * @module
 */

import {
  flag,
  integer,
  oneOf,
  path,
  type Section,
  section,
  type SectionValues,
  type Setting,
} from "../base/setting.ts";
import { type Level, LEVELS } from "./entry.ts";
import { type CategoryLevels, categoryLevels } from "./levels.ts";

/** How the server logs. */
export const logSection: Section<{
  level: Setting<Level>;
  file: Setting<string>;
  file_level: Setting<Level>;
  categories: Setting<CategoryLevels>;
  json: Setting<boolean>;
  max_bytes: Setting<number>;
  max_files: Setting<number>;
}> = section("log", "What the server writes down, and where to.", {
  level: {
    type: oneOf(...LEVELS),
    default: "info",
    help: "The least level that is shown on the console.",
    live: true,
  },
  file: {
    type: path,
    default: "x84.log",
    help: "The log file, from the folder of this file. Blank for none.",
  },
  file_level: {
    type: oneOf(...LEVELS),
    default: "info",
    help: "The least level that is written into the log file.",
    live: true,
  },
  categories: {
    type: categoryLevels,
    default: new Map(),
    help: "Other levels for some parts of the server, as in: telnet=warn, store=debug",
    live: true,
  },
  json: {
    type: flag,
    default: false,
    help: "Whether lines are JSON objects, for programs that collect logs.",
    live: true,
  },
  max_bytes: {
    type: integer(65536, 1_000_000_000),
    default: 2_000_000,
    help: "How large the log file may become before it is put aside and begun anew.",
  },
  max_files: {
    type: integer(1, 100),
    default: 8,
    help: "How many log files that were put aside are kept.",
  },
});

/** The values of `[log]`. */
export type LogSettings = SectionValues<typeof logSection>;
