/**
 * A function for each of the sixteen colours, as text and as ground. They nest, in each other and with `bold` and its
 * kin: `bold(onBlue(yellow("Menu")))`. Names out of data go through `style`, other colours through `fg` and `bg`.
 *
 * @module
 */

import { bg, type Color, fg } from "./style.ts";

/** Puts text into a colour. */
export type Paint = (text: string) => string;

function inColor(color: Color): Paint {
  return (text) => fg(color, text);
}

function onColor(color: Color): Paint {
  return (text) => bg(color, text);
}

/** Black text. */
export const black: Paint = inColor("black");

/** Red text. */
export const red: Paint = inColor("red");

/** Green text. */
export const green: Paint = inColor("green");

/** Yellow text. */
export const yellow: Paint = inColor("yellow");

/** Blue text. */
export const blue: Paint = inColor("blue");

/** Magenta text. */
export const magenta: Paint = inColor("magenta");

/** Cyan text. */
export const cyan: Paint = inColor("cyan");

/** White text. */
export const white: Paint = inColor("white");

/** Bright black text. */
export const brightBlack: Paint = inColor("bright_black");

/** Bright red text. */
export const brightRed: Paint = inColor("bright_red");

/** Bright green text. */
export const brightGreen: Paint = inColor("bright_green");

/** Bright yellow text. */
export const brightYellow: Paint = inColor("bright_yellow");

/** Bright blue text. */
export const brightBlue: Paint = inColor("bright_blue");

/** Bright magenta text. */
export const brightMagenta: Paint = inColor("bright_magenta");

/** Bright cyan text. */
export const brightCyan: Paint = inColor("bright_cyan");

/** Bright white text. */
export const brightWhite: Paint = inColor("bright_white");

/** On black. */
export const onBlack: Paint = onColor("black");

/** On red. */
export const onRed: Paint = onColor("red");

/** On green. */
export const onGreen: Paint = onColor("green");

/** On yellow. */
export const onYellow: Paint = onColor("yellow");

/** On blue. */
export const onBlue: Paint = onColor("blue");

/** On magenta. */
export const onMagenta: Paint = onColor("magenta");

/** On cyan. */
export const onCyan: Paint = onColor("cyan");

/** On white. */
export const onWhite: Paint = onColor("white");

/** On bright black. */
export const onBrightBlack: Paint = onColor("bright_black");

/** On bright red. */
export const onBrightRed: Paint = onColor("bright_red");

/** On bright green. */
export const onBrightGreen: Paint = onColor("bright_green");

/** On bright yellow. */
export const onBrightYellow: Paint = onColor("bright_yellow");

/** On bright blue. */
export const onBrightBlue: Paint = onColor("bright_blue");

/** On bright magenta. */
export const onBrightMagenta: Paint = onColor("bright_magenta");

/** On bright cyan. */
export const onBrightCyan: Paint = onColor("bright_cyan");

/** On bright white. */
export const onBrightWhite: Paint = onColor("bright_white");
