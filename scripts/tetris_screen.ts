/**
 * What falling blocks look like: lines of text for any screen, colours and glyphs by what the terminal has.
 *
 * Large screens draw a cell as two columns; low ones put two rows of the field into one of the screen.
 *
 * @module
 */

import { bg, center, clip, type Color, type ColorDepth, displayWidth, fg, justifyLeft, style } from "x84";
import {
  FIELD_COLUMNS,
  FIELD_ROWS,
  HIDDEN_ROWS,
  pictureOf,
  type PieceKind,
  placesOf,
  type TetrisGame,
} from "./tetris_field.ts";
import type { TetrisScore } from "./tetris_scores.ts";

/** Where the caller is. */
export type TetrisPage = "title" | "playing" | "paused" | "over";

/** What is shown. */
export interface TetrisView {
  readonly columns: number;
  readonly rows: number;
  readonly depth: ColorDepth;
  readonly page: TetrisPage;
  readonly game: TetrisGame;
  readonly scores: readonly TetrisScore[];
  /** Place of the last game among the best, from 1; 0 for none. */
  readonly place: number;
}

/** The least screen that the game can be played on. */
export const LEAST: { readonly columns: number; readonly rows: number } = { columns: 32, rows: 13 };
/** Rows that the large field takes: heading, edges, help. */
const LARGE_ROWS = FIELD_ROWS + 4;
const LARGE_COLUMNS = 40;
/** From here on there is a panel on both sides. */
const WIDE_COLUMNS = 66;
const PANEL = 17;
/** A kind's place in the lists below that is no piece: the shadow of where it will land. */
const GHOST = 8;

const NAMED: readonly Color[] = ["black", "cyan", "yellow", "magenta", "green", "red", "blue", "white"];
const TRUE: readonly Color[] = [
  [0, 0, 0],
  [0, 188, 212],
  [240, 200, 40],
  [171, 71, 188],
  [76, 175, 80],
  [229, 57, 53],
  [63, 100, 220],
  [245, 140, 30],
];
const CLEARS = ["", "Single", "Double", "Triple", "Four lines!"];

function colorOf(kind: number, depth: ColorDepth): Color {
  if (kind === GHOST) return "bright_black";
  return (depth >= 8 ? TRUE : NAMED)[kind]!;
}

/** Two columns for a cell. */
function largeCell(kind: number, ghost: number, depth: ColorDepth): string {
  if (kind === 0 && ghost === 0) return fg("bright_black", " .");
  if (kind === 0) return fg(colorOf(ghost, depth), "░░");
  if (depth === 1) return "[]";
  const dark = depth >= 8 || ![1, 2, 4, 7].includes(kind) ? "bright_white" : "black";
  return bg(colorOf(kind, depth), fg(dark, "[]"));
}

/** One column for two cells, one above the other. */
function halfCells(upper: number, lower: number, depth: ColorDepth): string {
  if (upper === 0 && lower === 0) return " ";
  if (depth === 1) return upper === 0 ? "▄" : lower === 0 ? "▀" : "█";
  if (upper === lower) return fg(colorOf(upper, depth), "█");
  if (lower === 0) return fg(colorOf(upper, depth), "▀");
  if (upper === 0) return fg(colorOf(lower, depth), "▄");
  // The shadow is no background colour that every terminal has.
  return lower === GHOST
    ? bg(colorOf(upper, depth), fg(colorOf(lower, depth), "▄"))
    : bg(colorOf(lower, depth), fg(colorOf(upper, depth), "▀"));
}

/** The field with the falling piece in it: kinds, and kinds of the shadow. */
function pictureOfField(
  { game, depth }: TetrisView,
): { readonly kinds: number[]; readonly ghosts: number[] } {
  const kinds = Array.from(game.cells);
  const ghosts = new Array<number>(kinds.length).fill(0);
  if (!game.over) {
    for (const [row, column] of depth === 1 ? [] : placesOf(game.landing)) {
      ghosts[row * FIELD_COLUMNS + column] = game.falling.kind;
    }
    for (const [row, column] of placesOf(game.falling)) {
      kinds[row * FIELD_COLUMNS + column] = game.falling.kind;
    }
  }
  const seen = HIDDEN_ROWS * FIELD_COLUMNS;
  return { kinds: kinds.slice(seen), ghosts: ghosts.slice(seen) };
}

/** The inside of the field, `rows` lines of `columns` cells. */
function fieldLines(view: TetrisView, large: boolean): string[] {
  const columns = large ? 2 * FIELD_COLUMNS : FIELD_COLUMNS;
  const rows = large ? FIELD_ROWS : FIELD_ROWS / 2;
  if (view.page === "paused") {
    const words = ["PAUSED", "", "p: go on"];
    return Array.from(
      { length: rows },
      (_, row) => center(words[row - Math.floor(rows / 2) + 1] ?? "", columns),
    );
  }
  const { kinds, ghosts } = pictureOfField(view);
  return Array.from({ length: rows }, (_, row) => {
    let line = "";
    for (let column = 0; column < FIELD_COLUMNS; column++) {
      if (large) {
        const at = row * FIELD_COLUMNS + column;
        line += largeCell(kinds[at]!, ghosts[at]!, view.depth);
      } else {
        const half = (at: number) => kinds[at]! || (ghosts[at] ? GHOST : 0);
        const at = 2 * row * FIELD_COLUMNS + column;
        line += halfCells(half(at), half(at + FIELD_COLUMNS), view.depth);
      }
    }
    return line;
  });
}

/** A piece for the panel, two lines; blanks for none. */
function pieceLines(kind: PieceKind | undefined, depth: ColorDepth): string[] {
  if (kind === undefined) return ["", ""];
  return pictureOf(kind).map((row) =>
    [...row].map((cell) => (cell === "#" ? largeCell(kind, 0, depth) : "  ")).join("")
  );
}

function heading(text: string): string {
  return style("bold_cyan", text);
}

function figure(name: string, value: number): string {
  return `${name.padEnd(7)}${style("bold", String(value))}`;
}

function keyLines(): string[] {
  return [
    heading("KEYS"),
    "left, right  h l",
    "turn      up k z",
    "down      down j",
    "drop       space",
    "put aside      c",
    "pause          p",
    "give up        q",
  ];
}

function rightPanel(view: TetrisView, large: boolean, wide: boolean): string[] {
  const { game, depth } = view;
  const [first, ...later] = game.next;
  const hidden = view.page === "paused";
  const piece = (kind: PieceKind | undefined) => pieceLines(hidden ? undefined : kind, depth);
  const lines = [heading("NEXT"), ...piece(first)];
  if (wide && large) { for (const kind of later) lines.push("", ...piece(kind)); }
  if (large) lines.push("");
  if (!wide || !large) lines.push(heading("ASIDE"), ...piece(game.held), ...(large ? [""] : []));
  lines.push(figure("Score", game.score), figure("Level", game.level), figure("Lines", game.lines));
  lines.push(style("bold_yellow", CLEARS[game.lastClear]!));
  if (large) {
    const best = view.scores[0];
    lines.push(
      "",
      heading("BEST"),
      best === undefined ? "nobody yet" : String(best.score),
      best?.handle ?? "",
    );
  }
  return lines;
}

function leftPanel(view: TetrisView): string[] {
  const held = view.page === "paused" ? undefined : view.game.held;
  return [heading("ASIDE"), ...pieceLines(held, view.depth), "", ...keyLines()];
}

function help(columns: number): string {
  const words = columns >= WIDE_COLUMNS
    ? "arrows or hjkl   space drops   c puts aside   p pauses   q gives up"
    : "arrows/hjkl space c:aside p:pause q";
  return clip(words, columns - 1);
}

function fit(text: string, columns: number): string {
  return justifyLeft(clip(text, columns), columns);
}

function gameLines(view: TetrisView): string[] {
  const large = view.rows >= LARGE_ROWS && view.columns >= LARGE_COLUMNS;
  const wide = view.columns >= WIDE_COLUMNS && large;
  const field = fieldLines(view, large);
  const inside = large ? 2 * FIELD_COLUMNS : FIELD_COLUMNS;
  const edge = (text: string) => fg("cyan", text);
  const middle = [
    ...(large ? [edge(`╔${"═".repeat(inside)}╗`)] : []),
    ...field.map((line) => edge("║") + line + edge("║")),
    edge(`╚${"═".repeat(inside)}╝`),
  ];
  const right = rightPanel(view, large, wide);
  const left = wide ? leftPanel(view) : [];
  const width = inside + 2 + PANEL + 1 + (wide ? PANEL + 2 : 0);
  const margin = " ".repeat(Math.max(0, Math.floor((view.columns - width) / 2)));
  const lines = middle.map((line, row) => {
    const before = wide ? `${fit(left[row - 1] ?? "", PANEL)}  ` : "";
    const panel = right[row - (large ? 1 : 0)] ?? "";
    return `${margin}${before}${line} ${clip(panel, PANEL)}`;
  });
  const above = Math.max(0, Math.floor((view.rows - lines.length - 2) / 2));
  return [
    center(style("bold", "FALLING BLOCKS"), view.columns - 1),
    ...new Array<string>(above).fill(""),
    ...lines,
    center(help(view.columns), view.columns - 1),
  ];
}

function scoreLine(score: TetrisScore, place: number, columns: number): string {
  const wide = columns >= 44;
  const name = justifyLeft(clip(score.handle, wide ? 16 : 13), wide ? 16 : 13);
  const more = wide ? `  level ${String(score.level).padStart(2)}` : "";
  return `${String(place).padStart(2)}. ${name} ${String(score.score).padStart(9)}${more}`;
}

/** The page between two games: rules or result, and the best games. */
function pageLines(view: TetrisView): string[] {
  const { game, columns, rows, page, place } = view;
  const head = page === "title" ? ["Full lines vanish, ten make a level.", "More at once count more."] : [
    `${style("bold", "GAME OVER")}  ${game.score} points`,
    `level ${game.level}, ${game.lines} lines${place > 0 ? `: place ${place}!` : ""}`,
  ];
  const keys = page === "title"
    ? [
      "left, right: h l    turn: up k z",
      "down: down j    drop: space    aside: c",
      "pause: p    leave: q",
      "",
    ]
    : [""];
  const fewer = rows < 20 ? head : [...head, "", ...keys];
  const room = Math.max(0, rows - fewer.length - 6);
  const shown = view.scores.slice(0, room);
  const list = shown.length === 0
    ? ["Nobody has played yet."]
    : shown.map((score, i) =>
      page === "over" && i + 1 === place
        ? style("bold_yellow", scoreLine(score, i + 1, columns))
        : scoreLine(score, i + 1, columns)
    );
  const lines = [
    style("bold_cyan", "F A L L I N G   B L O C K S"),
    "",
    ...fewer,
    heading("The best games"),
    ...list,
    "",
    `${style("bold", "space")}: play   ${style("bold", "q")}: leave`,
  ];
  const above = Math.max(0, Math.floor((rows - lines.length) / 2));
  const centred = lines.map((line) =>
    displayWidth(line) < columns ? center(line, columns - 1) : clip(line, columns - 1)
  );
  return [...new Array<string>(above).fill(""), ...centred];
}

/** Whether the game can be played on a screen. */
export function isLargeEnough(screen: { readonly columns: number; readonly rows: number }): boolean {
  return screen.columns >= LEAST.columns && screen.rows >= LEAST.rows;
}

/** The whole screen, line by line. */
export function tetrisLines(view: TetrisView): string[] {
  if (!isLargeEnough(view)) {
    return [`Too small: ${LEAST.columns}x${LEAST.rows} is needed.`, "q: leave"].map((line) =>
      clip(line, view.columns - 1)
    );
  }
  return view.page === "title" || view.page === "over" ? pageLines(view) : gameLines(view);
}
