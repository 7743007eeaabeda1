/**
 * Sections for the tests of this room.
 *
 * @module
 */

import {
  flag,
  integer,
  port,
  type Section,
  section,
  type SettingType,
  text,
} from "../../../lib/base/setting.ts";

const short: SettingType<string> = {
  name: "word",
  parse: (word) => word.length <= 8 ? { value: word } : { expected: "8 letters or fewer" },
  format: (word) => word,
};

export const system = section(
  "system",
  "What the board is called, and how long it waits for callers who do nothing.",
  {
    bbsname: { type: text, default: "Unnamed", help: "The name of the board.", live: true },
    timeout: { type: integer(0, 86400), default: 1984, help: "Idle seconds; 0 for ever.", live: true },
    password: { type: short, default: "", help: "A secret | of the board.", secret: true },
  },
);

export const telnet = section("telnet", "The telnet door.", {
  enabled: { type: flag, default: true, help: "Whether callers may come in by telnet." },
  addr: { type: text, default: "127.0.0.1", help: "The address to listen on." },
  port: { type: port, default: 6023, help: "The port to listen on." },
});

export const sections: readonly Section[] = [system, telnet];
