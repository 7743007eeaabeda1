/**
 * The page: a terminal as large as the window, and the call that is shown in it.
 *
 * @module
 */

import { FitAddon } from "@xterm/addon-fit";
import { Call } from "./call.js";
import { drawBlocks } from "./drawing.js";
import { KeyBar } from "./keys.js";
import { FONT, lettersFor } from "./letters.js";
import { allowStyles } from "./styles.js";
import { Terminal } from "@xterm/xterm";

/** What is remembered of how the page was used; where browsers allow that. */
const READER = "screen reader mode";
/** The colours that pictures of boards were drawn for. */
const VGA = {
  background: "#000000",
  foreground: "#aaaaaa",
  cursor: "#ffffff",
  black: "#000000",
  red: "#aa0000",
  green: "#00aa00",
  yellow: "#aa5500",
  blue: "#0000aa",
  magenta: "#aa00aa",
  cyan: "#00aaaa",
  white: "#aaaaaa",
  brightBlack: "#555555",
  brightRed: "#ff5555",
  brightGreen: "#55ff55",
  brightYellow: "#ffff55",
  brightBlue: "#5555ff",
  brightMagenta: "#ff55ff",
  brightCyan: "#55ffff",
  brightWhite: "#ffffff",
};

/** Pixels that the terminal leaves free beside its lines: its padding, and the bar that scrolls it. */
const PADDING = 8;
const SCROLLBAR = 14;

/** Without a mouse: there the bar would take columns, and keys are missing. */
const touch = matchMedia("(pointer: coarse)").matches;

/** @param {string} id */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

allowStyles();
const terminal = new Terminal({
  cursorBlink: true,
  fontFamily: FONT,
  screenReaderMode: wantsReader(),
  scrollback: touch ? 0 : 1000,
  theme: VGA,
});
const fitting = new FitAddon();
terminal.loadAddon(fitting);
terminal.open(part("terminal"));
drawBlocks(terminal, part("terminal"));

/** @type {Call | undefined} */
let call;
const keys = new KeyBar(part("keys"), terminal);
const encoder = new TextEncoder();

function wantsReader() {
  try {
    return localStorage.getItem(READER) === "true";
  } catch {
    return false;
  }
}

function size() {
  return { columns: terminal.cols, rows: terminal.rows };
}

function fit() {
  document.documentElement.style.setProperty("--height", `${visualViewport?.height ?? innerHeight}px`);
  const room = part("terminal").clientWidth - PADDING - (touch ? 0 : SCROLLBAR);
  terminal.options.fontSize = lettersFor(room);
  fitting.fit();
}

function begin() {
  part("ended").hidden = true;
  terminal.reset();
  fit();
  terminal.focus();
  const begun = new Call(location.href, size(), {
    output: (bytes, taken) => terminal.write(bytes, taken),
    ended(why) {
      if (call === begun) end(why);
    },
  });
  call = begun;
}

/** @param {string} why */
function end(why) {
  call = undefined;
  part("ended").hidden = false;
  part("why").textContent = why;
  fit();
  part("again").focus();
}

terminal.onData((text) => call?.type(encoder.encode(keys.apply(text))));
// Reports of the mouse in the oldest form, which is no UTF-8.
terminal.onBinary((text) => call?.type(Uint8Array.from(text, (char) => char.charCodeAt(0))));
terminal.onResize(() => call?.resize(size()));
part("again").addEventListener("click", begin);

const reader = part("reader");
function showReader() {
  reader.setAttribute("aria-pressed", String(terminal.options.screenReaderMode));
}
reader.addEventListener("click", () => {
  terminal.options.screenReaderMode = !terminal.options.screenReaderMode;
  try {
    localStorage.setItem(READER, String(terminal.options.screenReaderMode));
  } catch {
    // This browser keeps nothing.
  }
  showReader();
  terminal.focus();
});
showReader();

addEventListener("resize", fit);
visualViewport?.addEventListener("resize", fit);
part("keys").hidden = !touch;
begin();
