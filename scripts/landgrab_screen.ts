/**
 * What Land grab looks like: lines of text for any screen, in colours where there are some.
 *
 * @module
 */

import { bg, center, clip, type Color, type ColorDepth, displayWidth, fg, justifyLeft, style } from "x84";
import type { LandScore } from "./landgrab_scores.ts";
import { type LandState, type PlayerView, ranking } from "./landgrab_state.ts";
import { MAP_COLUMNS, MAP_ROWS, SEATS } from "./landgrab_world.ts";

/** What is shown. */
export interface LandView {
  readonly columns: number;
  readonly rows: number;
  readonly depth: ColorDepth;
  readonly page: "rules" | "map";
  /** `undefined` until something was heard. */
  readonly state: LandState | undefined;
  /** The caller's session. */
  readonly own: string;
  readonly playing: boolean;
  readonly scores: readonly LandScore[];
}

/** The least screen: the map with its edges, a heading and a line for the keys. */
export const LEAST: { readonly columns: number; readonly rows: number } = {
  columns: MAP_COLUMNS + 3,
  rows: MAP_ROWS + 4,
};
/** From here on a cell has two columns. */
const WIDE = 2 * MAP_COLUMNS + 3;

const COLORS: readonly Color[] = [
  "red",
  "green",
  "blue",
  "magenta",
  "cyan",
  "yellow",
  "white",
  "bright_black",
];
/** Seats whose background is too dark for black letters. */
const DARK = [0, 2, 3, 7];

/** Land of a seat: a colour behind it, or its number where there are none. */
function land(seat: number, width: number, depth: ColorDepth): string {
  if (depth === 1) return String(seat + 1).repeat(width);
  // Few terminals have an eighth background.
  return seat === 7 ? fg("white", "░".repeat(width)) : bg(COLORS[seat]!, " ".repeat(width));
}

function line(seat: number, width: number, depth: ColorDepth): string {
  return depth === 1 ? "+".repeat(width) : fg(seat === 7 ? "bright_white" : COLORS[seat]!, "▒".repeat(width));
}

/** A player: `@` is the caller, others have their number. */
function head(player: PlayerView, own: boolean, width: number, depth: ColorDepth): string {
  const mark = own ? "@".repeat(width) : String(player.seat + 1).padEnd(width, "'");
  if (depth === 1) return own ? mark : String(player.seat + 1).padStart(width, "*");
  const letters = style("bold", fg(DARK.includes(player.seat) ? "bright_white" : "black", mark));
  return bg(player.seat === 7 ? "black" : COLORS[player.seat]!, letters);
}

function mapLines(view: LandView, state: LandState): string[] {
  const width = view.columns >= WIDE ? 2 : 1;
  const heads = new Map<number, PlayerView>();
  for (const player of state.players) {
    if (player.away === 0) heads.set(player.row * MAP_COLUMNS + player.column, player);
  }
  // The own one is on top.
  const own = state.players.find(({ id, away }) => id === view.own && away === 0);
  if (own !== undefined) heads.set(own.row * MAP_COLUMNS + own.column, own);
  return Array.from({ length: MAP_ROWS }, (_, row) => {
    let text = "";
    for (let column = 0; column < MAP_COLUMNS; column++) {
      const cell = row * MAP_COLUMNS + column;
      const player = heads.get(cell);
      const drawn = state.lines[cell]!;
      const owner = state.owners[cell]!;
      if (player !== undefined) text += head(player, player === own, width, view.depth);
      else if (drawn !== ".") text += line(Number(drawn), width, view.depth);
      else if (owner !== ".") text += land(Number(owner), width, view.depth);
      else text += " ".repeat(width);
    }
    return text;
  });
}

function clockOf(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The result, to be laid over the middle of the map. */
function resultLines(state: LandState): string[] {
  const order = ranking(state).map(([player, percent], i) =>
    `${i + 1}. ${justifyLeft(clip(player.name, 16), 16)} ${percent.toFixed(1).padStart(5)}%`
  );
  return [
    "",
    style("bold_yellow", "THE ROUND IS OVER"),
    "",
    ...order,
    "",
    `The next one begins in ${Math.ceil(state.left / 1000)} s`,
    "",
  ];
}

function nameOf(player: PlayerView): string {
  return player.computer ? `(${player.name})` : player.name;
}

/** Everybody's land, four in a row; two where names would be cut to nothing. */
function scoreLines(view: LandView, state: LandState): string[] {
  const inRow = view.columns < 60 && state.players.length <= 4 ? 2 : 4;
  const width = Math.floor((view.columns - 1) / inRow);
  const cells = ranking(state).map(([player, percent]) => {
    const mark = head(player, player.id === view.own, 1, view.depth);
    const figure = `${percent.toFixed(0)}%`;
    const room = Math.max(1, width - figure.length - 4);
    const name = justifyLeft(clip(nameOf(player), room), room);
    return `${mark} ${player.id === view.own ? style("bold", name) : name} ${figure} `;
  });
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += inRow) {
    lines.push(cells.slice(i, i + inRow).join(""));
  }
  return lines;
}

function helpLine(view: LandView, state: LandState): string {
  const wide = view.columns >= 70;
  const seated = state.players.some(({ id }) => id === view.own);
  if (!view.playing) {
    return wide ? "You watch.  Enter: play   ?: rules   q: leave" : "Enter: play  ?: rules  q: leave";
  }
  if (!seated && state.players.length >= SEATS) return "All seats are taken.  q: leave";
  return wide
    ? "arrows or hjkl: go   space: stand (at home)   x: watch   ?: rules   q: leave"
    : "arrows/hjkl space x:watch ?:rules q";
}

function headLine(view: LandView, state: LandState): string {
  const people = `${state.players.length} play, ${state.watchers} watch`;
  const round = view.columns >= 70 ? `   round ${state.round}` : "";
  const time = state.phase === "running" ? clockOf(state.left) : "pause";
  return `${style("bold_cyan", "LAND GRAB")}${round}   ${style("bold", time)}   ${people}`;
}

function mapPage(view: LandView, state: LandState): string[] {
  const { columns, rows } = view;
  const inside = (columns >= WIDE ? 2 : 1) * MAP_COLUMNS;
  const map = mapLines(view, state);
  if (state.phase === "pause") {
    const result = resultLines(state);
    const top = Math.floor((MAP_ROWS - result.length) / 2);
    const width = 32;
    const left = Math.floor((inside - width) / 2);
    for (const [i, text] of result.entries()) {
      // What is on both sides of it stays away: it would have to be cut between colours.
      map[top + i] = justifyLeft(" ".repeat(left) + center(text, width), inside);
    }
  }
  const margin = " ".repeat(Math.max(0, Math.floor((columns - inside - 2) / 2)));
  const edge = (text: string) => fg("white", text);
  const room = rows - MAP_ROWS - 4;
  const scores = scoreLines(view, state);
  const below = [...scores, center(style("yellow", state.news), columns - 1)];
  // Where there is no room for all of it, the leaders are enough.
  const shown = below.length <= room ? below : scores.slice(0, room);
  const lines = [
    center(clip(headLine(view, state), columns - 1), columns - 1),
    `${margin}${edge(`┌${"─".repeat(inside)}┐`)}`,
    ...map.map((text) => `${margin}${edge("│")}${text}${edge("│")}`),
    `${margin}${edge(`└${"─".repeat(inside)}┘`)}`,
    ...shown,
    center(helpLine(view, state), columns - 1),
  ];
  const above = Math.max(0, Math.floor((rows - lines.length) / 2));
  return [...new Array<string>(above).fill(""), ...lines];
}

function rulesPage(view: LandView): string[] {
  const { columns, rows, state } = view;
  const rules = [
    "Leave your land and you draw a line.",
    "Come home: all it encloses is yours.",
    "Step on a line and you cut it: whoever",
    "drew it loses it and is away a moment.",
    "At home nobody can hurt you. Who has",
    "most land when time is up wins.",
  ];
  const wide = columns >= 60;
  const here = state === undefined
    ? "Looking for the others ..."
    : `Now: ${state.players.length} play, ${state.watchers} watch, ${clockOf(state.left)} left.`;
  const table = view.scores.map((score, i) => {
    const name = justifyLeft(clip(score.name, 16), 16);
    const more = wide ? `  best ${score.best.toFixed(1).padStart(5)}%  ${score.cuts} cuts` : "";
    return `${String(i + 1).padStart(2)}. ${name} ${String(score.wins).padStart(4)} won${more}`;
  });
  const fixed = [
    style("bold_cyan", "L A N D   G R A B"),
    "",
    ...rules,
    "",
    "arrows or hjkl: go",
    "space: stand still",
  ];
  const end = [
    "",
    here,
    `${style("bold", "Enter")}: play  ${style("bold", "w")}: watch  ${style("bold", "q")}: leave`,
  ];
  const room = Math.max(0, rows - fixed.length - end.length - 2);
  const best = table.length === 0 || room < 1
    ? []
    : ["", style("bold_cyan", "Most rounds"), ...table].slice(0, room + 1);
  const lines = [...fixed, ...best, ...end];
  const above = Math.max(0, Math.floor((rows - lines.length) / 2));
  const placed = lines.map((text) =>
    displayWidth(text) < columns ? center(text, columns - 1) : clip(text, columns - 1)
  );
  return [...new Array<string>(above).fill(""), ...placed];
}

/** The whole screen, line by line. */
export function landLines(view: LandView): string[] {
  const { columns, rows, state } = view;
  if (columns < LEAST.columns || rows < LEAST.rows) {
    const words = [`Too small: ${LEAST.columns}x${LEAST.rows} is needed.`, "q: leave"];
    return words.slice(0, rows).map((text) => clip(text, columns - 1));
  }
  return view.page === "rules" || state === undefined ? rulesPage(view) : mapPage(view, state);
}
