/**
 * The best games of falling blocks: one list in the database, schema `tetris`, that stays short whatever happens.
 *
 * @module
 */

import { DBProxy, sanitizeLine } from "x84";

/** A game that somebody played. */
export interface TetrisScore {
  readonly handle: string;
  readonly score: number;
  readonly lines: number;
  readonly level: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Games of one caller in the list: it is to be everybody's. */
export const GAMES_A_CALLER = 3;
/** The key under which the list is kept. */
export const SCORES_KEY = "best";

const table = new DBProxy<unknown>("tetris", "scores");

function count(value: unknown): number {
  const n = Math.trunc(Number(value));
  return Number.isFinite(n) ? Math.max(0, Math.min(n, 999_999_999)) : 0;
}

/** What is in the database as a list that can be shown: fit for the eyes of others, best first, at most `kept`. */
export function readScores(stored: unknown, kept: number): TetrisScore[] {
  const entries = Array.isArray(stored) ? stored : [];
  const scores = entries.map((entry: unknown): TetrisScore => {
    const fields = (typeof entry === "object" && entry !== null ? entry : {}) as Record<string, unknown>;
    const handle = sanitizeLine(String(fields["handle"] ?? ""), { maxLength: 40, pipes: "strip" }).trim();
    return {
      handle,
      score: count(fields["score"]),
      lines: count(fields["lines"]),
      level: count(fields["level"]),
      time: Number(fields["time"]) || 0,
    };
  });
  return trimmed(scores.filter(({ handle, score }) => handle !== "" && score > 0), kept);
}

function trimmed(scores: readonly TetrisScore[], kept: number): TetrisScore[] {
  const games = new Map<string, number>();
  return scores.toSorted((a, b) => b.score - a.score || a.time - b.time).filter(({ handle }) => {
    const nth = (games.get(handle) ?? 0) + 1;
    games.set(handle, nth);
    return nth <= GAMES_A_CALLER;
  }).slice(0, kept);
}

/** The best games, best first. */
export async function loadScores(kept: number): Promise<TetrisScore[]> {
  return readScores(await table.get(SCORES_KEY), kept);
}

/** Adds a game. Answers the list and the game's place in it, from 1; 0 when it is not among the best. */
export function addScore(
  game: TetrisScore,
  kept: number,
): Promise<{ readonly place: number; readonly scores: readonly TetrisScore[] }> {
  return table.transaction(async (tx) => {
    const before = readScores(await tx.get(SCORES_KEY), kept);
    const [own] = readScores([game], 1);
    if (own === undefined) return { place: 0, scores: before };
    const scores = trimmed([...before, own], kept);
    const place = scores.indexOf(own) + 1;
    if (place > 0) tx.set(SCORES_KEY, scores);
    return { place, scores };
  });
}
