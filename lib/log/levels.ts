/**
 * Which entries pass: a level for all, and other levels for some categories (`telnet=warn, store=debug`).
 *
 * A category inherits from what stands before its last dot, so `telnet=warn` holds for `telnet.negotiation` too.
 *
 * @module
 */

import type { SettingType } from "../base/setting.ts";
import { type Level, LEVELS, reaches } from "./entry.ts";

/** Levels by category. */
export type CategoryLevels = ReadonlyMap<string, Level>;

const CATEGORY = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** A setting such as `telnet=warn, store=debug`. */
export const categoryLevels: SettingType<CategoryLevels> = {
  name: "list of category=level",
  parse(text) {
    const levels = new Map<string, Level>();
    for (const part of text.split(",").map((one) => one.trim()).filter((one) => one !== "")) {
      const [category = "", name = "", ...rest] = part.toLowerCase().split("=").map((one) => one.trim());
      const level = LEVELS.find((one) => one === name);
      if (!CATEGORY.test(category) || level === undefined || rest.length > 0) {
        return { expected: `category=level between commas, levels being ${LEVELS.join(", ")}` };
      }
      levels.set(category, level);
    }
    return { value: levels };
  },
  format: (levels) => [...levels].map(([category, level]) => `${category}=${level}`).join(", "),
};

/** The least level that passes in a category. */
export function thresholdOf(category: string, levels: CategoryLevels, otherwise: Level): Level {
  for (let name = category; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    const level = levels.get(name);
    if (level !== undefined) return level;
  }
  return otherwise;
}

/** Whether an entry passes. */
export function passes(level: Level, category: string, levels: CategoryLevels, otherwise: Level): boolean {
  return reaches(level, thresholdOf(category, levels, otherwise));
}
