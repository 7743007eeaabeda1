/**
 * Sections `[system]` and `[matrix]` of the INI file: the board's name, its folders, its first scripts.
 *
 * @module
 */

import { flag, integer, list, section, type SectionValues, text } from "../base/setting.ts";

/** Section `[system]`. */
export const systemSection = section("system", "The board as a whole.", {
  bbsname: { type: text, default: "x84", help: "Name of the board, for banners and prompts.", live: true },
  sysop: { type: text, default: "", help: "Name of the sysop, for people to read.", live: true },
  scriptpath: {
    type: list,
    default: ["scripts"],
    help:
      "Folders of scripts, the first one wins; relative to this folder. The board inside the program comes last.",
  },
  datapath: { type: text, default: "data", help: "Folder of the database, relative to this folder." },
  max_callers: {
    type: integer(1, 10_000),
    default: 500,
    help: "Callers who may be connected at once.",
    live: true,
  },
  max_callers_per_address: {
    type: integer(1, 10_000),
    default: 100,
    help: "Callers who may be connected at once from one address (IPv6: from one /64).",
    live: true,
  },
});

/** Section `[matrix]`. */
export const matrixSection = section("matrix", "Logging in.", {
  script: {
    type: text,
    default: "matrix",
    help: "The first script, before anybody has logged in.",
    live: true,
  },
  script_telnet: {
    type: text,
    default: "",
    help: "The same for telnet only; blank for the above.",
    live: true,
  },
  topscript: { type: text, default: "top", help: "The first script after login.", live: true },
  newcmds: {
    type: list,
    default: ["new", "apply"],
    help: "Names that begin an application for an account.",
    live: true,
  },
  byecmds: {
    type: list,
    default: ["exit", "logoff", "bye", "quit"],
    help: "Names that hang up.",
    live: true,
  },
  anoncmds: {
    type: list,
    default: ["anonymous", "guest"],
    help: "Names that enter as the guest.",
    live: true,
  },
  enable_anonymous: { type: flag, default: false, help: "Whether guests may enter.", live: true },
  max_login_attempts: {
    type: integer(1, 100),
    default: 5,
    help: "Failed logins after which a caller is sent away.",
    live: true,
  },
});

/** The values of `[system]`. */
export type SystemSettings = SectionValues<typeof systemSection>;
/** The values of `[matrix]`. */
export type MatrixSettings = SectionValues<typeof matrixSection>;
