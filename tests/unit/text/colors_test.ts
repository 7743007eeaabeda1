import assert from "node:assert/strict";
import * as colors from "../../../lib/text/colors.ts";
import { bold, COLOR_NAMES, style } from "../../../lib/text/style.ts";

Deno.test("there is a function for each of the sixteen colours, as text and as ground", () => {
  const capital = (word: string) => word.replace(/^./, (first) => first.toUpperCase());
  const seen = Object.entries(colors).map(([name, paint]) => [name, paint("x")]);
  const wanted = COLOR_NAMES.flatMap((color) => [
    [color, style(color, "x")],
    [`bright${capital(color)}`, style(`bright_${color}`, "x")],
    [`on${capital(color)}`, style(`on_${color}`, "x")],
    [`onBright${capital(color)}`, style(`on_bright_${color}`, "x")],
  ]);
  assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(wanted));
});

Deno.test("colours nest with each other and with attributes", () => {
  const { onBlue, yellow } = colors;
  assert.equal(
    bold(`a${onBlue(yellow("b"))}`),
    "\x1b[1ma\x1b[44m\x1b[33mb\x1b[0m\x1b[1m\x1b[44m\x1b[0m\x1b[1m\x1b[0m",
  );
});
