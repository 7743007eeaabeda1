/**
 * Reads what a weather service answers (the form of Open-Meteo), and lays it out for the screen.
 *
 * The answers are strangers': every number and word is checked before it is used.
 *
 * @module
 */

import { displayWidth, justifyLeft, sanitizeLine, style } from "x84";
import type { Look } from "./themes.ts";
import { ICON_COLUMNS, ICON_ROWS, weatherOf } from "./weather_icons.ts";

/** A place on Earth. */
export interface Place {
  readonly name: string;
  /** The country, and what lies between. */
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** A day of a forecast. */
export interface Day {
  /** Milliseconds since 1970 of its beginning, as if it were UTC. */
  readonly date: number;
  readonly code: number;
  /** Degrees Celsius. */
  readonly high: number;
  readonly low: number;
  /** Per cent; `undefined` when it is not told. */
  readonly rain: number | undefined;
}

/** The weather now and to come. */
export interface Report {
  readonly temperature: number;
  readonly feelsLike: number | undefined;
  readonly humidity: number | undefined;
  /** Kilometres an hour. */
  readonly wind: number | undefined;
  /** Degrees from where it blows. */
  readonly windFrom: number | undefined;
  readonly code: number;
  readonly days: readonly Day[];
}

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? value as Json : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 100) : [];
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) < 1e6 ? value : undefined;
}

function word(value: unknown, maxLength: number): string {
  return typeof value === "string" ? sanitizeLine(value, { maxLength, pipes: "strip" }).trim() : "";
}

/** A place out of an answer, or as it was remembered; `undefined` when it is none. */
export function readPlace(value: unknown): Place | undefined {
  const of = object(value);
  const name = word(of.name, 60);
  const latitude = number(of.latitude);
  const longitude = number(of.longitude);
  if (name === "" || latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const region = word(of.region, 80) ||
    [...new Set([word(of.admin1, 40), word(of.country, 40)])].filter((it) => it !== "").join(", ");
  return { name, region, latitude, longitude };
}

/** The places of an answer. */
export function readPlaces(value: unknown): Place[] {
  return list(object(value).results).flatMap((one) => readPlace(one) ?? []);
}

/** The report of an answer; `undefined` when it is none. */
export function readReport(value: unknown): Report | undefined {
  const current = object(object(value).current);
  const daily = object(object(value).daily);
  const temperature = number(current.temperature_2m);
  if (temperature === undefined) return undefined;
  const [codes, highs, lows, rains] = [
    list(daily.weather_code),
    list(daily.temperature_2m_max),
    list(daily.temperature_2m_min),
    list(daily.precipitation_probability_max),
  ];
  const days = list(daily.time).flatMap((time, i): Day[] => {
    const date = typeof time === "string" && /^\d{4}-\d\d-\d\d$/.test(time) ? Date.parse(time) : NaN;
    const [high, low] = [number(highs[i]), number(lows[i])];
    if (Number.isNaN(date) || high === undefined || low === undefined) return [];
    return [{ date, code: number(codes[i]) ?? -1, high, low, rain: number(rains[i]) }];
  });
  return {
    temperature,
    feelsLike: number(current.apparent_temperature),
    humidity: number(current.relative_humidity_2m),
    wind: number(current.wind_speed_10m),
    windFrom: number(current.wind_direction_10m),
    code: number(current.weather_code) ?? -1,
    days: days.slice(0, 14),
  };
}

/** Degrees as the caller likes them. */
export function degrees(celsius: number, centigrade: boolean): string {
  const value = Math.round(centigrade ? celsius : celsius * 9 / 5 + 32);
  // Nobody says minus nought.
  return `${value === 0 ? 0 : value}\u00b0${centigrade ? "C" : "F"}`;
}

const WINDS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

function windWords({ wind, windFrom }: Report, centigrade: boolean, brief: boolean): string {
  if (wind === undefined) return "";
  const speed = centigrade ? `${Math.round(wind)} km/h` : `${Math.round(wind / 1.609344)} mph`;
  if (windFrom === undefined) return speed;
  const from = WINDS[((Math.round(windFrom / 45) % 8) + 8) % 8]!;
  return brief
    ? `${speed} ${from.split("-").map((it) => it[0]!.toUpperCase()).join("")}`
    : `${speed} from the ${from}`;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Cells of the panel of a day. */
const PANEL = 15;

function panel(day: Day, centigrade: boolean, look: Look): string[] {
  const date = new Date(day.date);
  const title = `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  const { words, icon } = weatherOf(day.code);
  const cell = (text: string) => justifyLeft(` ${text}`, PANEL);
  return [
    cell(style(look.highlight, title)),
    ...icon.map(cell),
    cell(words),
    cell(`${degrees(day.high, centigrade)} / ${style(look.lowlight, degrees(day.low, centigrade))}`),
    cell(day.rain === undefined ? "" : `rain ${Math.round(day.rain)}%`),
  ];
}

/** The lines of a report: now, and as many days beside each other as `columns` cells hold, further ones below. */
export function reportLines(report: Report, columns: number, centigrade: boolean, look: Look): string[] {
  const { words, icon } = weatherOf(report.code);
  const label = (name: string, value: string) =>
    value === "" ? [] : [`${style(look.lowlight, justifyLeft(name, 9))} ${value}`];
  const beside = [
    `${style(look.highlight, degrees(report.temperature, centigrade))}, ${words}`,
    ...label("feels", report.feelsLike === undefined ? "" : degrees(report.feelsLike, centigrade)),
    ...label("humidity", report.humidity === undefined ? "" : `${Math.round(report.humidity)}%`),
    ...label("wind", windWords(report, centigrade, columns < 60)),
  ];
  const now = Array.from({ length: ICON_ROWS }, (_, row) => {
    return ` ${justifyLeft(icon[row] ?? "", ICON_COLUMNS)} ${beside[row] ?? ""}`.trimEnd();
  });
  const lines = ["", ...now];
  const across = Math.max(1, Math.min(7, Math.floor(columns / PANEL)));
  for (let first = 0; first < report.days.length; first += across) {
    const panels = report.days.slice(first, first + across).map((day) => panel(day, centigrade, look));
    const height = Math.max(...panels.map((rows) => rows.length));
    lines.push("");
    for (let row = 0; row < height; row++) {
      const line = panels.map((rows) => rows[row]!).join("");
      lines.push(displayWidth(line.trimEnd()) === 0 ? "" : line);
    }
  }
  return lines;
}
