/**
 * Settings of the scripts that look out of the board: chat of the internet, feeds, the weather, a folder of files.
 *
 * Most are read by the scripts alone. What decides whom the host talks to, and which folder it opens, is read by the
 * host, and the Workers do not learn more of it than they need.
 *
 * @module
 */

import {
  flag,
  integer,
  list,
  path,
  port,
  section,
  type SectionValues,
  type SettingType,
  text,
} from "../base/setting.ts";
import { color, colorKeys, fontKeys } from "./look_settings.ts";

/** A nickname, channel or server name of IRC: one word. */
const word: SettingType<string> = {
  name: "one word",
  parse(t) {
    const value = t.trim();
    return /^[^\s,:\p{Cc}]{0,200}$/u.test(value) || /^[0-9a-f:.]{2,45}$/i.test(value)
      ? { value }
      : { expected: "one word" };
  },
  format: (v) => v,
};

/** One character that is seen. */
const character: SettingType<string> = {
  name: "character",
  parse: (t) => /^[^\p{C}\p{M}\p{Z}]$/u.test(t.trim()) ? { value: t.trim() } : { expected: "one character" },
  format: (v) => v,
};

/** An IRC channel's name. RFC 2812, 1.3. */
const channel: SettingType<string> = {
  name: "channel",
  parse(t) {
    const value = t.trim();
    return /^[#&+!][^\s,\p{Cc}]{1,49}$/u.test(value) ? { value } : { expected: "a channel like #x84" };
  },
  format: (v) => v,
};

/** Web addresses between commas, each perhaps with a name before it: `Hacker News=https://...`. */
const feedList: SettingType<readonly string[]> = {
  name: "list of web addresses",
  parse(t) {
    const parsed = list.parse(t);
    if (!("value" in parsed)) return parsed;
    return parsed.value.every((feed) => /^(?:[^=]{1,60}=)?https?:\/\/[^\s,]+$/i.test(feed))
      ? parsed
      : { expected: "addresses between commas, as in Hacker News=https://news.ycombinator.com/rss" };
  },
  format: list.format,
};

/** A web address with places for `{words}`. */
const webAddress: SettingType<string> = {
  name: "web address",
  parse(t) {
    const value = t.trim();
    return /^https?:\/\/\S+$/i.test(value) ? { value } : { expected: "an address that begins with http" };
  },
  format: (v) => v,
};

/** Section `[irc]`: a room out there that callers can join. */
export const ircSection = section("irc", "Internet Relay Chat: callers join a channel under their handles.", {
  enabled: { type: flag, default: false, help: "Whether callers may use it.", live: true },
  server: { type: word, default: "irc.libera.chat", help: "Name of the server.", live: true },
  port: { type: port, default: 6697, help: "Port of the server.", live: true },
  tls: { type: flag, default: true, help: "Whether the line is encrypted.", live: true },
  password: {
    type: text,
    default: "",
    help: "The server's password; blank for none.",
    live: true,
    secret: true,
  },
  channel: { type: channel, default: "#x84", help: "The channel that callers join.", live: true },
  join: { type: flag, default: false, help: "Whether callers may join other channels, too.", live: true },
  max_nick: { type: integer(1, 32), default: 16, help: "Most characters of a nickname.", live: true },
  max_input: {
    type: integer(40, 400),
    default: 200,
    help: "Most characters of what one says at once.",
    live: true,
  },
  max_scrollback: {
    type: integer(20, 2000),
    default: 200,
    help: "How many lines a caller can look back.",
    live: true,
  },
  enable_privnotice: {
    type: flag,
    default: true,
    help: "Whether notices to the caller alone are shown.",
    live: true,
  },
  ...fontKeys(),
  ...colorKeys(),
  color_inputbar: color("", "Style of the row that is typed in; blank for none."),
});

/** The values of `[irc]`. */
export type IrcSettings = SectionValues<typeof ircSection>;

/** Section `[rss]`: news from elsewhere. */
export const rssSection = section("rss", "The feed reader. Its hosts have to be allowed in [fetch] hosts.", {
  feeds: {
    type: feedList,
    default: ["Hacker News=https://news.ycombinator.com/rss"],
    help: "Feeds (RSS or Atom) between commas, each with a name before it: NAME=ADDRESS.",
    live: true,
  },
  max_entries: { type: integer(1, 500), default: 100, help: "Most entries of a feed.", live: true },
  timeout: { type: integer(1, 60), default: 10, help: "Seconds that a feed or a page may take.", live: true },
  ...fontKeys(),
  ...colorKeys(),
});

/** Section `[weather]`: what to wear. */
export const weatherSection = section(
  "weather",
  "The weather, from services like Open-Meteo, whose hosts have to be allowed in [fetch].",
  {
    geocoding: {
      type: webAddress,
      default: "https://geocoding-api.open-meteo.com/v1/search?name={place}&count=20&language=en&format=json",
      help: "Address that finds places; {place} is what the caller typed.",
      live: true,
    },
    forecast: {
      type: webAddress,
      default: "https://api.open-meteo.com/v1/forecast?latitude={latitude}&longitude={longitude}" +
        "&current=temperature_2m,relative_humidity_2m,apparent_temperature,weather_code,wind_speed_10m," +
        "wind_direction_10m&daily=weather_code,temperature_2m_max,temperature_2m_min," +
        "precipitation_probability_max&timezone=auto&forecast_days=7",
      help: "Address of the forecast; {latitude} and {longitude} are those of the place.",
      live: true,
    },
    timeout: { type: integer(1, 60), default: 10, help: "Seconds that an answer may take.", live: true },
    ...fontKeys(),
    ...colorKeys(),
  },
);

/** Section `[files]`: a folder that callers may look into. */
export const filesSection = section("files", "The file area: a folder that callers look around in.", {
  root: {
    type: path,
    default: "",
    help: "The folder, relative to this folder; blank for none. Files that begin with a dot are never shown.",
    live: true,
  },
  guests: { type: flag, default: true, help: "Whether guests may look, too.", live: true },
  flagged_char: {
    type: character,
    default: "+",
    help: "What marks files that a caller has flagged.",
    live: true,
  },
  ...fontKeys(),
  ...colorKeys(),
});

/** The values of `[files]` that the host reads. */
export type FilesSettings = Pick<SectionValues<typeof filesSection>, "root" | "guests">;

/** Section `[doors]`: the list of doors. */
export const doorsSection = section("doors", "The list of doors; each door has a section [door NAME].", {
  path: {
    type: text,
    default: "/usr/local/bin:/usr/bin:/bin:/usr/games",
    help:
      "Folders between colons in which the programs of doors are looked for, and which they are told as PATH.",
    live: true,
    secret: true,
  },
  most: {
    type: integer(1, 1000),
    default: 50,
    help: "How many programs may run for callers at once, of all doors together.",
    live: true,
    secret: true,
  },
  ...fontKeys(),
  ...colorKeys(),
});

/** The values of `[doors]` that the host reads. */
export type DoorsSettings = Pick<SectionValues<typeof doorsSection>, "path" | "most">;

/** What the host reads of all this. */
export interface WorldSettings {
  readonly doors: DoorsSettings;
  readonly irc: IrcSettings;
  readonly files: FilesSettings;
}

/** All of them, for the list of sections. */
export const WORLD_SECTIONS = [ircSection, rssSection, weatherSection, filesSection, doorsSection] as const;
