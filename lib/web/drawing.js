/**
 * How the terminal is painted: by WebGL where that goes, for then the blocks and lines of pictures have no seams, which
 * they have when they are letters; else by elements.
 *
 * @module
 */

import { WebglAddon } from "@xterm/addon-webgl";

/**
 * Takes WebGL when the terminal is on the screen, unless the browser only pretends to have as fine a screen as it says, as
 * its tools for authors do: the canvas would then have another size than the terminal believes, and stay black.
 *
 * @param {import("@xterm/xterm").Terminal} terminal
 * @param {HTMLElement} element Where it is.
 */
export function drawBlocks(terminal, element) {
  const observer = new ResizeObserver(([{ contentBoxSize, devicePixelContentBoxSize }]) => {
    observer.disconnect();
    const points = devicePixelContentBoxSize?.[0].inlineSize;
    const believed = contentBoxSize[0].inlineSize * devicePixelRatio;
    if (points === undefined || Math.abs(points - believed) < 2) takeWebGl(terminal);
  });
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch {
    // This browser does not tell, and the terminal does not ask it then.
    takeWebGl(terminal);
  }
}

/** @param {import("@xterm/xterm").Terminal} terminal */
function takeWebGl(terminal) {
  try {
    const drawing = new WebglAddon();
    drawing.onContextLoss(() => drawing.dispose());
    terminal.loadAddon(drawing);
  } catch {
    // There is none.
  }
}
