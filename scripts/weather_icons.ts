/**
 * Small pictures of the weather, for screens of any encoding, and the words for it.
 *
 * The numbers are those of table 4677 of the World Meteorological Organization, as far as forecasts use them.
 *
 * @module
 */

import { style } from "x84";

/** Rows of a picture. */
export const ICON_ROWS = 4;
/** Cells of its rows. */
export const ICON_COLUMNS = 13;

/** A kind of weather. */
interface Weather {
  readonly words: string;
  readonly icon: readonly string[];
}

const sun = (text: string) => style("bold_yellow", text);
const cloud = (text: string) => style("white", text);
const dark = (text: string) => style("bold_black", text);
const rain = (text: string) => style("bold_blue", text);
const snow = (text: string) => style("bold_white", text);
const flash = (text: string) => style("bold_yellow", text);

const SUN = [
  sun("    \\  |  /  "),
  sun("   -- ") + sun("\u2588\u2588") + sun(" --  "),
  sun("   -- ") + sun("\u2588\u2588") + sun(" --  "),
  sun("    /  |  \\  "),
];
const SOME_CLOUDS = [
  sun("   \\ |       "),
  sun("  - \u2588\u2588") + cloud("\u2584\u2584\u2584    "),
  sun("   /") + cloud("\u2588\u2588\u2588\u2588\u2588\u2588\u2584  "),
  cloud("   \u2580\u2580\u2580\u2580\u2580\u2580\u2580\u2580  "),
];
const CLOUDS = [
  "             ",
  cloud("    \u2584\u2588\u2588\u2588\u2584    "),
  cloud("  \u2584\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2584  "),
  dark("  \u2580\u2580\u2580\u2580\u2580\u2580\u2580\u2580\u2580  "),
];
const FOG = [
  dark("  \u2591\u2591\u2591\u2591\u2591\u2591\u2591    "),
  cloud("    \u2592\u2592\u2592\u2592\u2592\u2592\u2592  "),
  dark("  \u2591\u2591\u2591\u2591\u2591\u2591\u2591\u2591   "),
  cloud("   \u2592\u2592\u2592\u2592\u2592\u2592    "),
];

/** A cloud with something falling out of it. */
function falling(upper: string, lower: string, top: (text: string) => string = cloud): readonly string[] {
  return [
    top("    \u2584\u2588\u2588\u2588\u2584    "),
    top("  \u2580\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2580  "),
    upper,
    lower,
  ];
}

const DRIZZLE = falling(rain("    .  .  .  "), rain("     .  .    "));
const RAIN = falling(rain("   / / / /   "), rain("  / / / /    "));
const HEAVY_RAIN = falling(rain("   ////////  "), rain("  ////////   "), dark);
const SLEET = falling(
  rain("   / ") + snow("*") + rain(" / ") + snow("*   "),
  snow("  *") + rain(" / ") + snow("*") + rain(" /    "),
);
const SNOW = falling(snow("   *  *  *   "), snow("     *  *    "));
const HEAVY_SNOW = falling(snow("   * * * *   "), snow("  * * * *    "), dark);
const THUNDER = falling(
  rain("   / ") + flash("\\_") + rain(" / /  "),
  rain("  / / ") + flash("\\") + rain(" /    "),
  dark,
);

const WEATHER: readonly (readonly [codes: readonly number[], weather: Weather])[] = [
  [[0], { words: "clear", icon: SUN }],
  [[1], { words: "mainly clear", icon: SUN }],
  [[2], { words: "some clouds", icon: SOME_CLOUDS }],
  [[3], { words: "overcast", icon: CLOUDS }],
  [[45], { words: "fog", icon: FOG }],
  [[48], { words: "freezing fog", icon: FOG }],
  [[51, 53, 55], { words: "drizzle", icon: DRIZZLE }],
  [[56, 57], { words: "icy drizzle", icon: SLEET }],
  [[61], { words: "light rain", icon: RAIN }],
  [[63], { words: "rain", icon: RAIN }],
  [[65], { words: "heavy rain", icon: HEAVY_RAIN }],
  [[66, 67], { words: "icy rain", icon: SLEET }],
  [[71], { words: "light snow", icon: SNOW }],
  [[73, 77], { words: "snow", icon: SNOW }],
  [[75], { words: "heavy snow", icon: HEAVY_SNOW }],
  [[80], { words: "light showers", icon: RAIN }],
  [[81], { words: "showers", icon: RAIN }],
  [[82], { words: "downpour", icon: HEAVY_RAIN }],
  [[85], { words: "snow showers", icon: SNOW }],
  [[86], { words: "heavy snow", icon: HEAVY_SNOW }],
  [[95], { words: "thunder", icon: THUNDER }],
  [[96, 99], { words: "hail, thunder", icon: THUNDER }],
];

/** The weather of a number; what nobody knows has clouds. */
export function weatherOf(code: number): Weather {
  return WEATHER.find(([codes]) => codes.includes(code))?.[1] ?? { words: "something", icon: CLOUDS };
}
