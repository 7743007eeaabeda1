/**
 * Falling blocks: a game for one caller, with the board's best games.
 *
 * @module
 */

import {
  CLEAR_SCREEN,
  fullscreen,
  hiddenCursor,
  type Key,
  NORMAL,
  Region,
  type Session,
  wholeScreen,
} from "x84";
import { freshSeed, makeRandom } from "./play_chance.ts";
import { type TetrisAction, TetrisGame } from "./tetris_field.ts";
import { addScore, loadScores, type TetrisScore } from "./tetris_scores.ts";
import { isLargeEnough, tetrisLines, type TetrisPage } from "./tetris_screen.ts";

/** What the world hands in: a clock that only goes forward, in milliseconds, and a seed for each game. */
export interface TetrisWorld {
  readonly now: () => number;
  readonly seed: () => number;
}

const WORLD: TetrisWorld = { now: () => performance.now(), seed: freshSeed };

const BY_NAME: Readonly<Record<string, TetrisAction>> = {
  left: "left",
  right: "right",
  up: "turn",
  down: "down",
};
const BY_LETTER: Readonly<Record<string, TetrisAction>> = {
  h: "left",
  l: "right",
  k: "turn",
  x: "turn",
  z: "turn_back",
  j: "down",
  " ": "drop",
  c: "hold",
};

function actionOf(key: Key): TetrisAction | undefined {
  const table: readonly [Readonly<Record<string, TetrisAction>>, string][] = [
    [BY_LETTER, key.text.toLowerCase()],
    [BY_NAME, key.name ?? ""],
  ];
  const found = table.find(([actions, word]) => Object.hasOwn(actions, word));
  return found?.[0][found[1]];
}

/** Milliseconds without a look at the game from which on the caller was not here. */
const ABSENCE = 1500;

/** A caller at the game. */
class TetrisTable {
  #page: TetrisPage = "title";
  #game: TetrisGame;
  #scores: readonly TetrisScore[] = [];
  #place = 0;
  #last: number;
  readonly #region = new Region();
  readonly #session: Session;
  readonly #world: TetrisWorld;

  constructor(session: Session, world: TetrisWorld) {
    this.#session = session;
    this.#world = world;
    this.#game = new TetrisGame(makeRandom(world.seed()));
    this.#last = world.now();
    this.#region.place(wholeScreen(session), session);
  }

  async run(): Promise<void> {
    const session = this.#session;
    this.#scores = await loadScores(this.#kept);
    for (;;) {
      await this.#paint();
      const timeout = this.#page === "playing" ? Math.ceil(this.#game.wait) : undefined;
      const event = await session.nextEvent({ topics: [], ...(timeout === undefined ? {} : { timeout }) });
      if (event?.type === "resize" && this.#page === "playing" && this.#world.now() - this.#last > ABSENCE) {
        // He was called away to a talk.
        this.#page = "paused";
      }
      this.#pass();
      if (event?.type === "resize") await this.#resize();
      else if (event?.type === "key" && await this.#key(event.key)) return;
      if (this.#page === "playing" && this.#game.over) await this.#end();
    }
  }

  get #kept(): number {
    return Math.max(
      1,
      Math.min(100, Math.trunc(Number(this.#session.setting("tetris", "scores", "20"))) || 20),
    );
  }

  /** Lets the time since the last look pass in the game. */
  #pass(): void {
    const now = this.#world.now();
    if (this.#page === "playing") this.#game.advance(now - this.#last);
    this.#last = now;
  }

  async #resize(): Promise<void> {
    // What another size left of the screen would stand around the new picture.
    await this.#session.echo(NORMAL + CLEAR_SCREEN);
    this.#region.place(wholeScreen(this.#session), this.#session);
    // Nobody shall lose because his window shrank.
    if (this.#page === "playing" && !isLargeEnough(this.#session)) this.#page = "paused";
  }

  /** Answers whether the caller leaves. */
  async #key(key: Key): Promise<boolean> {
    const letter = key.text.toLowerCase();
    const leaves = letter === "q" || key.name === "escape";
    if (key.name === "l" && key.ctrl) {
      await this.#session.echo(NORMAL + CLEAR_SCREEN);
      this.#region.forget();
      return false;
    }
    switch (this.#page) {
      case "title":
      case "over":
        if (leaves) return true;
        if ((letter === " " || key.name === "enter") && isLargeEnough(this.#session)) this.#begin();
        return false;
      case "paused":
        if (leaves) await this.#end();
        else if ((letter === "p" || letter === " ") && isLargeEnough(this.#session)) this.#page = "playing";
        return false;
      case "playing": {
        const action = actionOf(key);
        if (leaves) await this.#end();
        else if (letter === "p") this.#page = "paused";
        else if (action !== undefined) this.#game.act(action);
        return false;
      }
    }
  }

  #begin(): void {
    this.#game = new TetrisGame(makeRandom(this.#world.seed()));
    this.#place = 0;
    this.#page = "playing";
    this.#session.setActivity("playing falling blocks");
  }

  async #end(): Promise<void> {
    const { score, lines, level } = this.#game;
    const game = { handle: this.#session.handle, score, lines, level, time: Date.now() };
    const { place, scores } = await addScore(game, this.#kept);
    this.#place = place;
    this.#scores = scores;
    this.#page = "over";
  }

  async #paint(): Promise<void> {
    const { columns, rows, terminal: { colorDepth: depth } } = this.#session;
    const lines = tetrisLines({
      columns,
      rows,
      depth,
      page: this.#page,
      game: this.#game,
      scores: this.#scores,
      place: this.#place,
    });
    const text = this.#region.update({ lines, cursor: { row: rows - 1, column: 0 } });
    if (text !== "") await this.#session.echo(text);
  }
}

/** The game with another clock and other seeds; for tests. */
export async function playTetris(session: Session, world: TetrisWorld): Promise<void> {
  session.setActivity("looking at falling blocks");
  await using _screen = await fullscreen(session);
  await using _cursor = await hiddenCursor(session);
  await new TetrisTable(session, world).run();
}

export default function main(session: Session): Promise<void> {
  return playTetris(session, WORLD);
}
