/**
 * Sections `[system]` and `[matrix]` of the INI file: the board's name, its folders, its first scripts.
 *
 * @module
 */

import { parseScriptName } from "../base/brand.ts";
import {
  flag,
  integer,
  list,
  path,
  paths,
  section,
  type SectionValues,
  type SettingType,
  text,
} from "../base/setting.ts";
import { canonicalEncoding, encodingNames } from "../text/encoding_names.ts";
import { matrixLook } from "../wire/welcome_settings.ts";
import { addresses } from "./address_list.ts";

const SCRIPT = 'the name of a script, like "main" or "games.tetris"';

function isScriptName(word: string): boolean {
  try {
    parseScriptName(word);
    return true;
  } catch {
    return false;
  }
}

/** The name of a script; refused here, where the sysop hears of it, and not when a caller comes. */
export const scriptName: SettingType<string> = {
  name: "script",
  parse: (word) => isScriptName(word.trim()) ? { value: word.trim() } : { expected: SCRIPT },
  format: (name) => name,
};

/** The same, or nothing. */
const optionalScriptName: SettingType<string> = {
  ...scriptName,
  parse: (word) => word.trim() === "" ? { value: "" } : scriptName.parse(word),
};

/** Names of scripts between commas. */
export const scriptNames: SettingType<readonly string[]> = {
  name: "list of scripts",
  parse(words) {
    const parsed = list.parse(words);
    return "value" in parsed && !parsed.value.every(isScriptName) ? { expected: SCRIPT } : parsed;
  },
  format: list.format,
};

/** A character encoding by its usual name or an alias. */
const encoding: SettingType<string> = {
  name: "character encoding",
  parse: (name) => {
    const value = canonicalEncoding(name.trim());
    return value === undefined ? { expected: encodingNames().join(", ") } : { value };
  },
  format: (value) => value,
};

/** Section `[system]`. */
export const systemSection = section("system", "The board as a whole.", {
  bbsname: { type: text, default: "x84", help: "Name of the board, for banners and prompts.", live: true },
  sysop: { type: text, default: "", help: "Name of the sysop, for people to read.", live: true },
  art_utf8_codec: {
    type: encoding,
    default: "cp437",
    help: "Character encoding of art files that do not tell theirs.",
    live: true,
  },
  scriptpath: {
    type: paths,
    default: ["scripts"],
    help:
      "Folders of scripts, the first one wins; relative to this folder. The board inside the program comes last.",
  },
  datapath: { type: path, default: "data", help: "Folder of the database, relative to this folder." },
  max_callers: {
    type: integer(1, 10_000),
    default: 500,
    help:
      "Callers who may be connected at once. When there are so many, who is silent and has not logged in makes room.",
    live: true,
  },
  max_callers_per_address: {
    type: integer(1, 10_000),
    default: 100,
    help:
      "Callers who may be connected at once from one address (IPv6: from one /64); those in ip_whitelist of [fail2ban] may be any number.",
    live: true,
  },
  proxies: {
    type: addresses,
    default: [],
    help:
      "Addresses and subnets of proxies; their connections must begin with a PROXY header that says who really calls.",
    live: true,
  },
  silent_timeout: {
    type: integer(1, 3600),
    default: 120,
    help: "Seconds after which a caller is dropped whose client has not said a single thing.",
    live: true,
  },
});

/** Section `[matrix]`. */
export const matrixSection = section("matrix", "Logging in.", {
  script: {
    type: scriptName,
    default: "matrix",
    help: "The first script, before anybody has logged in.",
    live: true,
  },
  script_telnet: {
    type: optionalScriptName,
    default: "",
    help: "The same for telnet only; blank for the above.",
    live: true,
  },
  topscript: { type: scriptName, default: "top", help: "The first script after login.", live: true },
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
  enable_pwreset: {
    type: flag,
    default: false,
    help:
      "Whether callers who forgot their password are mailed a code for a new one, see [mail] and [pwreset].",
    live: true,
  },
  reset_script: { type: scriptName, default: "pwreset", help: "The script for that.", live: true },
  ...matrixLook,
});

/** The values of `[system]`. */
export type SystemSettings = SectionValues<typeof systemSection>;
/** The values of `[matrix]`. */
export type MatrixSettings = SectionValues<typeof matrixSection>;
