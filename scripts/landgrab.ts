/**
 * Land grab: a game for up to eight callers at once, and for one alone with computer players.
 *
 * The rules are in `landgrab_world.ts`, who moves the world in `landgrab_table.ts`. Painting never holds the game up:
 * a caller whose line is slow sees fewer pictures, and the others do not wait for him.
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
import type { LandSettings } from "./landgrab_referee.ts";
import { landLines } from "./landgrab_screen.ts";
import { type LandScore, loadLandScores } from "./landgrab_scores.ts";
import { type LandChance, LandTable } from "./landgrab_table.ts";
import type { Heading } from "./landgrab_world.ts";
import { freshSeed, makeRandom } from "./play_chance.ts";
import { LinePace, type Now } from "./play_pace.ts";

/** Milliseconds between two pictures for terminals that do not say when they have drawn one. */
const QUIET_PICTURE = 500;

const BY_NAME: Readonly<Record<string, Heading>> = { up: "up", down: "down", left: "left", right: "right" };
const BY_LETTER: Readonly<Record<string, Heading>> = { k: "up", j: "down", h: "left", l: "right" };

function headingOf(key: Key): Heading | undefined {
  if (Object.hasOwn(BY_LETTER, key.text)) return BY_LETTER[key.text];
  return Object.hasOwn(BY_NAME, key.name ?? "") ? BY_NAME[key.name!] : undefined;
}

function numberOf(session: Session, key: string, fallback: number, least: number, most: number): number {
  const value = Math.trunc(Number(session.setting("landgrab", key, String(fallback))));
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : fallback;
}

/** The sysop's settings, for the referee. */
export function landSettings(session: Session): LandSettings {
  return {
    round: 1000 * numberOf(session, "round", 180, 10, 3600),
    pause: 1000 * numberOf(session, "pause", 12, 3, 120),
    pace: numberOf(session, "pace", 220, 100, 1000),
    players: numberOf(session, "players", 3, 1, 8),
  };
}

/** A caller at the game. */
class LandScreen {
  readonly #session: Session;
  readonly #now: Now;
  readonly #table: LandTable;
  readonly #region = new Region();
  readonly #pace: LinePace;
  #page: "rules" | "map" = "rules";
  #scores: readonly LandScore[] = [];
  /** The picture that the line is taking. */
  #painting = false;
  #paintAt = 0;
  #wiped = true;

  constructor(session: Session, chance: LandChance) {
    this.#session = session;
    this.#now = chance.now;
    this.#table = new LandTable(session, chance, landSettings(session));
    this.#pace = new LinePace(session.terminal.name, chance.now);
    this.#region.place(wholeScreen(session), session);
  }

  async run(): Promise<void> {
    const session = this.#session;
    this.#scores = await loadLandScores();
    try {
      await this.#table.open();
      for (;;) {
        this.#paint();
        const event = await session.nextEvent({ timeout: this.#timeout(), topics: this.#table.topics });
        this.#pace.expire();
        if (event?.type === "resize") this.#wipe();
        else if (event?.type === "message") await this.#table.hear(event);
        else if (event?.type === "key" && await this.#key(event.key)) return;
        await this.#table.keep();
      }
    } finally {
      await this.#table.close();
    }
  }

  #timeout(): number {
    const waits = [this.#table.wait, this.#pace.wait ?? 1000];
    if (this.#pace.answers === false) waits.push(this.#paintAt - this.#now());
    return Math.max(1, Math.ceil(Math.min(...waits)));
  }

  #wipe(): void {
    this.#region.place(wholeScreen(this.#session), this.#session);
    this.#wiped = false;
  }

  /** Answers whether the caller leaves. */
  async #key(key: Key): Promise<boolean> {
    if (this.#pace.take(key)) return false;
    const heading = headingOf(key);
    if (key.name === "l" && key.ctrl) this.#wipe();
    else if (heading !== undefined) await this.#table.turn(heading);
    else if (key.text === " ") await this.#table.turn(undefined);
    else if (key.name === "enter") await this.#play(true);
    else if (key.text === "x" || key.text === "w") await this.#play(false);
    else if (key.text === "?") await this.#showRules();
    else if (key.text === "q" || key.name === "escape") {
      await this.#pace.lastAnswer(this.#session);
      return true;
    }
    return false;
  }

  async #play(playing: boolean): Promise<void> {
    this.#page = "map";
    this.#session.setActivity(playing ? "playing Land grab" : "watching Land grab");
    if (playing !== this.#table.playing) await this.#table.play(playing);
  }

  async #showRules(): Promise<void> {
    this.#page = this.#page === "rules" ? "map" : "rules";
    if (this.#page === "rules") this.#scores = await loadLandScores();
  }

  /** Paints, unless the line still takes the last picture. */
  #paint(): void {
    const now = this.#now();
    if (this.#painting || !this.#pace.ready || (this.#pace.answers === false && now < this.#paintAt)) return;
    const { columns, rows, id: own, terminal: { colorDepth: depth } } = this.#session;
    const { state, playing } = this.#table;
    const lines = landLines({
      columns,
      rows,
      depth,
      page: this.#page,
      state,
      own,
      playing,
      scores: this.#scores,
    });
    const wipe = this.#wiped ? "" : NORMAL + CLEAR_SCREEN;
    this.#wiped = true;
    const text = wipe + this.#region.update({ lines, cursor: { row: rows - 1, column: 0 } });
    if (text === "") return;
    this.#paintAt = now + QUIET_PICTURE;
    this.#painting = true;
    const done = () => void (this.#painting = false);
    // Its failure is the end of the session, of which the loop hears by itself.
    this.#session.echo(text + this.#pace.question()).then(done, done);
  }
}

/** The game with another clock and other chance; for tests. */
export async function playLandGrab(session: Session, chance: LandChance): Promise<void> {
  session.setActivity("reading the rules of Land grab");
  await using _screen = await fullscreen(session);
  await using _cursor = await hiddenCursor(session);
  await new LandScreen(session, chance).run();
}

export default function main(session: Session): Promise<void> {
  return playLandGrab(session, { now: () => performance.now(), random: makeRandom(freshSeed()) });
}
