/**
 * How far a sequence of a terminal's input reaches, which may be cut anywhere.
 *
 * @module
 */

/** How far a sequence reaches: its length when it is whole, `"more"` when input is missing, `"broken"` with a length. */
export type Extent =
  | { readonly type: "whole"; readonly length: number }
  | { readonly type: "broken"; readonly length: number }
  | { readonly type: "more" };

const MORE: Extent = { type: "more" };
/** `M`, button, column and row, a character each (X10). */
const MOUSE_REPORT = 4;
const MODIFIER = /(?:[1-9]\d?(?:;\d{0,2})?)?/y;

/** Measures the CSI sequence that begins at `start` with `ESC [`; with `mouse`, `ESC [ M` is a report of the mouse. */
export function csiExtent(input: string, start: number, mouse: boolean): Extent {
  let at = start + 2;
  if (mouse && input[at] === "M") {
    return input.length < at + MOUSE_REPORT ? MORE : { type: "whole", length: at + MOUSE_REPORT - start };
  }
  if (input[at] === "[") return at + 1 < input.length ? { type: "whole", length: at + 2 - start } : MORE;
  for (; at < input.length; at++) {
    const code = input.charCodeAt(at);
    if (code >= 0x40 && code <= 0x7e) return { type: "whole", length: at + 1 - start };
    if (code < 0x20 || code > 0x7e) return { type: "broken", length: at - start };
    // rxvt ends shifted keys in "$", which elsewhere comes before the end.
    if (code === 0x24 && /^\d+$/.test(input.slice(start + 2, at))) {
      return { type: "whole", length: at + 1 - start };
    }
  }
  return MORE;
}

/**
 * Measures the single shift that begins at `start` with `ESC O`; some terminals put a modifier before its end, as `5`,
 * `10` or `1;5`.
 */
export function shiftExtent(input: string, start: number): Extent {
  MODIFIER.lastIndex = start + 2;
  const end = start + 2 + MODIFIER.exec(input)![0].length;
  if (end >= input.length) return MORE;
  const code = input.charCodeAt(end);
  return code >= 0x40 && code <= 0x7e
    ? { type: "whole", length: end + 1 - start }
    : { type: "broken", length: 2 };
}

/** Measures the control string that begins at `start`: `ESC P`, `]`, `X`, `^` or `_`. */
export function stringExtent(input: string, start: number): Extent {
  for (let at = start + 2; at < input.length; at++) {
    const code = input.charCodeAt(at);
    if (code === 0x07 || code === 0x9c) return { type: "whole", length: at + 1 - start };
    if (code === 0x18 || code === 0x1a) return { type: "broken", length: at + 1 - start };
    if (code === 0x1b) {
      if (at + 1 === input.length) return MORE;
      return input[at + 1] === "\\"
        ? { type: "whole", length: at + 2 - start }
        : { type: "broken", length: at - start };
    }
  }
  return MORE;
}
