/**
 * What outlives the rounds of Land grab, in the database, schema `landgrab`: numbers of terms and rounds, and who won.
 *
 * Each round is counted once, whoever is its referee at the end, and be there two of them for a moment.
 *
 * @module
 */

import { DBProxy } from "x84";
import { type LandState, ranking, tidyName } from "./landgrab_state.ts";

/** What somebody has achieved. */
export interface LandScore {
  readonly name: string;
  readonly wins: number;
  readonly rounds: number;
  readonly cuts: number;
  /** The most land in percent at the end of a round. */
  readonly best: number;
}

/** Names that are kept. */
export const NAMES_KEPT = 50;

const counters = new DBProxy<number>("landgrab", "counters");
const scores = new DBProxy<unknown>("landgrab", "scores");

/** A number that nobody had before, for a term or a round. */
export function nextNumber(counter: "term" | "round"): Promise<number> {
  return counters.update(counter, (n) => (n ?? 0) + 1);
}

function count(value: unknown, most: number): number {
  const n = Number(value);
  return Number.isFinite(n) ? Math.max(0, Math.min(n, most)) : 0;
}

/** What is in the database as a list that can be shown, best first. */
export function readLandScores(stored: unknown): LandScore[] {
  const entries = Array.isArray(stored) ? stored : [];
  return entries.filter((entry): entry is Record<string, unknown> =>
    typeof entry === "object" && entry !== null
  )
    .map((entry): LandScore => ({
      name: tidyName(entry["name"]),
      wins: Math.trunc(count(entry["wins"], 1e6)),
      rounds: Math.trunc(count(entry["rounds"], 1e6)),
      cuts: Math.trunc(count(entry["cuts"], 1e6)),
      best: count(entry["best"], 100),
    }))
    .toSorted((a, b) => b.wins - a.wins || b.best - a.best)
    .slice(0, NAMES_KEPT);
}

/** Who has won how often, best first. */
export async function loadLandScores(): Promise<LandScore[]> {
  return readLandScores(await scores.get("best"));
}

/** Counts a round that is over. Answers `false` when it was counted before. */
export function countRound(state: LandState): Promise<boolean> {
  const order = ranking(state);
  return scores.transaction(async (tx) => {
    const counted = tx.of(counters);
    if (await counted.get("counted", 0) >= state.round) return false;
    counted.set("counted", state.round);
    const known = new Map(readLandScores(await tx.get("best")).map((score) => [score.name, score]));
    for (const [place, [player, percent]] of order.entries()) {
      if (player.computer) continue;
      const before = known.get(player.name) ?? { name: player.name, wins: 0, rounds: 0, cuts: 0, best: 0 };
      known.set(player.name, {
        name: player.name,
        wins: before.wins + (place === 0 && order.length > 1 ? 1 : 0),
        rounds: before.rounds + 1,
        cuts: before.cuts + player.cuts,
        best: Math.max(before.best, Math.round(10 * percent) / 10),
      });
    }
    tx.set("best", readLandScores([...known.values()]));
    return true;
  });
}
