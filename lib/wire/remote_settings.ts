/**
 * Settings of calls to other boards: who may be called, and how much.
 *
 * @module
 */

import { isHostName, plainHost } from "../base/host_name.ts";
import {
  family,
  flag,
  integer,
  section,
  type SectionValues,
  type SettingType,
  text,
} from "../base/setting.ts";
import { canonicalEncoding, encodingNames } from "../text/encoding_names.ts";
import { colorKeys, fontKeys } from "./look_settings.ts";

/** A host, or nothing. */
const host: SettingType<string> = {
  name: "host",
  parse: (t) =>
    t.trim() === "" || isHostName(t)
      ? { value: plainHost(t) }
      : { expected: "a host like bbs.example.org, or an address" },
  format: (v) => v,
};

const hostNames: SettingType<readonly string[]> = {
  name: "list of hosts",
  parse(t) {
    const words = t.split(",").map(plainHost).filter((word) => word !== "");
    return words.every(isHostName) ? { value: words } : { expected: "hosts between commas" };
  },
  format: (v) => v.join(", "),
};

/** An encoding, or `caller`. */
const encoding: SettingType<string> = {
  name: "character encoding",
  parse(t) {
    const word = t.trim();
    const value = word.toLowerCase() === "caller" ? "caller" : canonicalEncoding(word);
    return value === undefined ? { expected: `caller, ${encodingNames().join(", ")}` } : { value };
  },
  format: (v) => v,
};

/** A name as terminals have one (RFC 1091), or nothing. */
const terminal: SettingType<string> = {
  name: "terminal",
  parse: (t) =>
    /^(?:[a-z0-9][a-z0-9._+/-]{0,39})?$/i.test(t.trim())
      ? { value: t.trim().toLowerCase() }
      : { expected: "the name of a terminal like ansi or xterm" },
  format: (v) => v,
};

/** Section `[boards]`: calls to other boards as a whole. */
export const boardsSection = section(
  "boards",
  "Other boards that callers may call from here by telnet; each has a section [board NAME].",
  {
    any: {
      type: flag,
      default: false,
      help:
        "Whether callers with an account may call any host of the public internet, on port 23 and from 1024 up.",
      live: true,
    },
    never: {
      type: hostNames,
      default: [],
      help:
        "Hosts that callers may not type, nor others at the same addresses: the name that this board has outside, where " +
        "a router stands before it. This machine's own addresses are always among them.",
      live: true,
    },
    guests: {
      type: flag,
      default: false,
      help: "Whether guests may call, too: listed boards only.",
      live: true,
    },
    max_calls: {
      type: integer(1, 1000),
      default: 32,
      help: "Calls that go out at once; each caller has one.",
      live: true,
    },
    connect_timeout: {
      type: integer(1, 120),
      default: 20,
      help: "Seconds that a board has to answer.",
      live: true,
    },
    idle_timeout: {
      type: integer(1, 86400),
      default: 1800,
      help: "Seconds without a byte in either direction after which a call ends.",
      live: true,
    },
    ...fontKeys(),
    ...colorKeys(),
  },
);

/** The values of `[boards]` that the host reads. */
export type BoardsSettings = Pick<
  SectionValues<typeof boardsSection>,
  "any" | "never" | "guests" | "max_calls" | "connect_timeout" | "idle_timeout"
>;

/** A section `[board NAME]`: one board. */
export const remoteFamily = family("board ", "A board that callers may call.", {
  host: {
    type: host,
    default: "",
    help: "Its host, one in your own network by its address; blank for none.",
    live: true,
  },
  port: { type: integer(1, 65535), default: 23, help: "Its telnet port.", live: true },
  tls: { type: flag, default: false, help: "Whether the line is encrypted (telnets).", live: true },
  encoding: {
    type: encoding,
    default: "cp437",
    help: "Its characters; caller for those that the caller's own terminal shows.",
    live: true,
  },
  terminal: {
    type: terminal,
    default: "",
    help: "The terminal that it is told; blank for the caller's own.",
    live: true,
  },
  text: { type: text, default: "", help: "How callers see it; blank for NAME.", live: true },
  description: { type: text, default: "", help: "More words about it.", live: true },
  enabled: { type: flag, default: true, help: "Whether it may be called.", live: true },
  sysop_only: { type: flag, default: false, help: "Whether only sysops may call it.", live: true },
});

/** One board that may be called. */
export type RemoteBoard = Pick<
  SectionValues<typeof remoteFamily>,
  "host" | "port" | "tls" | "encoding" | "terminal" | "enabled" | "sysop_only"
>;
