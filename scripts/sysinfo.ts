/**
 * What the board is made of, under a plant and falling stars.
 *
 * ```text
 * k up  faster    h left   fewer stars    *  stars or none
 * j down slower   l right  more stars     any other key leaves
 * ```
 *
 * @module
 */

import {
  type Art,
  ArtCanvas,
  boardStatus,
  canvasLine,
  CLEAR_SCREEN,
  clearScreen,
  clusters,
  hiddenCursor,
  type Key,
  NORMAL,
  Region,
  sanitizeLine,
  type Session,
  style,
  timeAgo,
} from "x84";
import { boardName } from "./common.ts";
import { FallingStars } from "./falling_stars.ts";
import { sectionFont, SectionPicture } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { keyHint } from "./view.ts";

/** Milliseconds between two steps: the fastest, the slowest, and at first. */
const [FASTEST, SLOWEST, USUAL] = [10, 2000, 120];
/** Milliseconds between two looks at the numbers. */
const REFRESH = 5000;
/** Cells that the text needs beside the picture. */
const TEXT_COLUMNS = 36;
/** Cells of a label. */
const LABEL = 9;

const LABEL_PEN = { text: 6, ground: -1, blink: false, underline: false };
const TEXT_PEN = { text: 15, ground: -1, blink: false, underline: false };
const TITLE_PEN = { text: 11, ground: -1, blink: false, underline: false };

type Line = readonly [label: string, text: string];

/** What there is to know, the most important first. */
async function factsOf(session: Session): Promise<Line[]> {
  const { started, callers } = await boardStatus(session);
  const sysop = sanitizeLine(session.setting("system", "sysop"), { maxLength: 40 });
  const up = timeAgo((Date.now() - started) / 1000).trim().replace(/\s+/g, " ");
  return [
    ["software", `x84 ${session.version}`],
    ["runtime", `Deno ${Deno.version.deno}, V8 ${Deno.version.v8.split(".").slice(0, 2).join(".")}`],
    ["machine", `${Deno.build.os} ${Deno.build.arch}`],
    ["up for", up],
    ["callers", callers === 1 ? "you alone" : `${callers} are here`],
    ["you", `node ${session.node}, by ${session.kind}`],
    ["screen", `${session.columns}x${session.rows}, ${session.encoding}`],
    ...(sysop === "" ? [] : [["sysop", sysop] as const]),
  ];
}

/** Puts text on a canvas. */
function write(canvas: ArtCanvas, row: number, column: number, text: string, pen: typeof TEXT_PEN): void {
  let at = column;
  for (const { text: char, width } of clusters(text)) {
    if (width > 0) canvas.put(row, at, char, width, pen);
    at += width;
  }
}

/** Copies a picture to a place. */
function paste(canvas: ArtCanvas, art: Art, top: number, left: number): void {
  for (let row = 0; row < art.canvas.height; row++) {
    for (let column = 0; column < art.canvas.width(row); column++) {
      const cell = art.canvas.cell(row, column);
      if (cell !== undefined && cell.char.trim() !== "") {
        canvas.put(top + row, left + column, cell.char, 1, cell.pen);
      }
    }
  }
}

/** Height and width of what is drawn in a picture. */
function sizeOf({ canvas }: Art): { readonly rows: number; readonly columns: number } {
  const columns = Array.from({ length: canvas.height }, (_, row) => canvas.width(row));
  const rows = columns.findLastIndex((width) => width > 0) + 1;
  return { rows, columns: Math.max(0, ...columns) };
}

function fits(art: Art, columns: number, rows: number): boolean {
  const size = sizeOf(art);
  return size.rows > 0 && size.columns <= columns && size.rows <= rows;
}

/** The screen: a picture and text that stand still, and what falls over them. */
class Sky {
  delay = USUAL;
  #base: ArtCanvas;
  #stars: FallingStars;
  #region = new Region();
  #size = "";

  constructor(readonly session: Session, readonly look: Look, readonly picture: SectionPicture) {
    this.#base = new ArtCanvas(1, 1);
    this.#stars = new FallingStars(session.columns, session.rows);
  }

  /** Whether something moves here: not for who listens to his screen. */
  get moves(): boolean {
    return !this.session.capabilities.screenReader;
  }

  /** Draws picture and text anew. */
  async compose(): Promise<void> {
    const { session } = this;
    const columns = Math.max(1, session.columns - 1);
    const rows = Math.max(1, session.rows - 1);
    const canvas = new ArtCanvas(columns, rows);
    const facts = await factsOf(session);
    const [large, small] = [await this.picture.art(), await this.picture.twin()];
    const height = facts.length + 2;
    let [top, left] = [0, 1];
    if (large !== undefined && fits(large, columns - TEXT_COLUMNS, rows)) {
      const size = sizeOf(large);
      const free = Math.max(0, Math.floor((columns - size.columns - TEXT_COLUMNS) / 3));
      paste(canvas, large, Math.floor((rows - size.rows) / 2), free);
      left = size.columns + 2 * free + 2;
      top = Math.max(0, Math.floor((rows - height) / 2));
    } else if (small !== undefined && fits(small, columns, rows - height - 1)) {
      const size = sizeOf(small);
      paste(canvas, small, 0, Math.floor((columns - size.columns) / 2));
      top = size.rows + 1;
      left = Math.max(1, Math.floor((columns - TEXT_COLUMNS) / 2));
    }
    write(canvas, top, left, boardName(session), TITLE_PEN);
    for (const [i, [label, text]] of facts.entries()) {
      write(canvas, top + 2 + i, left, label, LABEL_PEN);
      write(canvas, top + 2 + i, left + LABEL, text, TEXT_PEN);
    }
    this.#base = canvas;
    const size = `${session.columns}x${session.rows}`;
    if (size === this.#size) return;
    this.#size = size;
    this.#stars.resize(columns, rows);
    this.#region.place({ top: 0, left: 0, width: session.columns, height: session.rows }, session);
    await session.echo(NORMAL + CLEAR_SCREEN);
  }

  /** Lets the stars fall. */
  step(): void {
    this.#stars.step(this.#base);
  }

  /** Sends what has changed. */
  async paint(): Promise<void> {
    const { session, look } = this;
    const canvas = this.moves ? this.#stars.draw(this.#base) : this.#base;
    const bright = session.encoding === "utf8" ? "numbers" : "bold";
    const rows = Math.max(1, session.rows - 1);
    const lines = Array.from({ length: rows }, (_, row) => canvasLine(canvas, row, { bright }));
    const hint = this.moves
      ? keyHint(look, session.columns - 1, [["q", "leave"], ["j/k", "slower/faster"], ["h/l", "fewer/more"], [
        "*",
        "hide",
      ]])
      : ` ${style(look.highlight, "q")} leave`;
    const changes = this.#region.update({ lines: [...lines, hint], cursor: { row: rows, column: 0 } });
    if (changes !== "") await session.echo(changes);
  }

  /** Does what a key asks for; answers whether the caller stays. */
  press(key: Key): boolean {
    const { text, name } = key;
    if (!this.moves) return false;
    if (text === "k" || name === "up") this.delay = Math.max(FASTEST, Math.round(this.delay / 1.5));
    else if (text === "j" || name === "down") this.delay = Math.min(SLOWEST, Math.round(this.delay * 1.5));
    else if (text === "h" || name === "left") this.#stars.change(false);
    else if (text === "l" || name === "right") this.#stars.change(true);
    else if (text === "*") this.#stars.visible = !this.#stars.visible;
    else return false;
    return true;
  }
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("looking at the stars");
  await using _font = await sectionFont(session, "sysinfo");
  const picture = await SectionPicture.of(session, "sysinfo", "art/sysinfo*.ans");
  const sky = new Sky(session, await lookOf(session, "sysinfo"), picture);
  await clearScreen(session);
  await using _cursor = await hiddenCursor(session);
  await sky.compose();
  await sky.paint();
  let composed = Date.now();
  for (;;) {
    const event = await session.nextEvent({ topics: [], timeout: sky.moves ? sky.delay : REFRESH });
    if (event?.type === "key" && !sky.press(event.key)) return;
    if (event?.type === "resize" || Date.now() - composed > REFRESH) {
      await sky.compose();
      composed = Date.now();
    }
    if (event === undefined) sky.step();
    await sky.paint();
  }
}
