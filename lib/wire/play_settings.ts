/**
 * The settings of the default board's games, read by the scripts alone; see `board_settings.ts`.
 *
 * @module
 */

import { integer, type Section, section } from "../base/setting.ts";

/** Section `[tetris]`: falling blocks. */
export const tetrisSection = section("tetris", "The game of falling blocks.", {
  scores: { type: integer(1, 100), default: 20, help: "How many of the best games are kept.", live: true },
});

/** Section `[plasma]`: the colour field. */
export const plasmaSection = section("plasma", "The moving field of colours.", {
  fps: {
    type: integer(1, 20),
    default: 8,
    help: "Most pictures a second that a caller is sent; slow lines and large screens get fewer.",
    live: true,
  },
});

/** Section `[landgrab]`: the game for several callers. */
export const landgrabSection = section("landgrab", "Land grab, a game for several callers.", {
  round: { type: integer(10, 3600), default: 180, help: "Seconds of a round.", live: true },
  pause: { type: integer(3, 120), default: 12, help: "Seconds between two rounds.", live: true },
  pace: {
    type: integer(100, 1000),
    default: 220,
    help: "Milliseconds that a step takes.",
    live: true,
  },
  players: {
    type: integer(1, 8),
    default: 3,
    help: "Computer players join until there are so many players.",
    live: true,
  },
});

/** All of them. */
export const PLAY_SECTIONS: readonly Section[] = [tetrisSection, plasmaSection, landgrabSection];
