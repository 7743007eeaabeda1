/**
 * A picture that is larger than the screen, to look around in.
 *
 * @module
 */

import type { Art } from "../text/art.ts";
import { canvasLine } from "../text/canvas_lines.ts";
import { selectArtFont } from "./art_font.ts";
import {
  type ArtFontOptions,
  type ArtScreen,
  iceColorMode,
  lineOptions,
  lowGlyphs,
  readArt,
  type ReadArtOptions,
} from "./art_show.ts";
import { paintFrame } from "./screen.ts";

/** Cells that left and right move. */
const STEP = 8;

/** A window on a picture. */
class ArtWindow {
  #top = 0;
  #left = 0;
  readonly #width: number;

  constructor(private readonly screen: ArtScreen, private readonly art: Art) {
    const { canvas } = art;
    this.#width = Math.max(0, ...Array.from({ length: canvas.height }, (_, row) => canvas.width(row)));
  }

  /** Paints what is to be seen; the last column stays free. */
  paint(): Promise<void> {
    const { screen, art: { canvas } } = this;
    this.#moveTo(this.#top, this.#left);
    const columns = screen.columns - 1;
    const margin = " ".repeat(Math.max(0, Math.floor((columns - Math.max(this.#width, canvas.columns)) / 2)));
    const options = { ...lineOptions(screen, this.art), from: this.#left, columns };
    const lines = Array.from(
      { length: Math.min(screen.rows, canvas.height - this.#top) },
      (_, i) => margin + lowGlyphs(screen, canvasLine(canvas, this.#top + i, options)),
    );
    return paintFrame(screen, lines);
  }

  /** Does what a key asks for; answers whether the caller still looks. */
  async press(name: string | undefined, text: string): Promise<boolean> {
    if (name === "escape" || name === "enter" || text.toLowerCase() === "q") return false;
    const before = [this.#top, this.#left];
    const page = Math.max(1, this.screen.rows - 1);
    const [top, left] = before as [number, number];
    if (name === "up" || text === "k") this.#moveTo(top - 1, left);
    else if (name === "down" || text === "j") this.#moveTo(top + 1, left);
    else if (name === "left" || text === "h") this.#moveTo(top, left - STEP);
    else if (name === "right" || text === "l") this.#moveTo(top, left + STEP);
    else if (name === "pageup") this.#moveTo(top - page, left);
    else if (name === "pagedown" || text === " ") this.#moveTo(top + page, left);
    else if (name === "home") this.#moveTo(0, 0);
    else if (name === "end") this.#moveTo(Infinity, left);
    if (this.#top !== before[0] || this.#left !== before[1]) await this.paint();
    return true;
  }

  #moveTo(top: number, left: number): void {
    const { screen, art: { canvas } } = this;
    this.#top = Math.max(0, Math.min(top, canvas.height - screen.rows));
    this.#left = Math.max(0, Math.min(left, this.#width - (screen.columns - 1)));
  }
}

/**
 * Shows a picture on the whole screen and lets the caller look around: arrows or `hjkl`, PgUp, PgDn or blank, Home, End;
 * `q`, Enter or Escape to leave. The path may be a pattern. Answers whether there was such a file. A font chosen by
 * `font: "auto"` is put back at the end, so the screen should be cleared then.
 */
export async function viewArt(
  session: ArtScreen,
  path: string,
  options: ReadArtOptions & ArtFontOptions = {},
): Promise<boolean> {
  const { font = "keep", ...reading } = options;
  const art = await readArt(session, path, reading);
  if (art === undefined) return false;
  const putBack = font === "auto" ? await selectArtFont(session, art) : undefined;
  const window = new ArtWindow(session, art);
  const ice = iceColorMode(session, art.iceColors);
  try {
    if (ice !== "") await session.echo(ice);
    await window.paint();
    for (;;) {
      const event = await session.nextEvent({ topics: [] });
      if (event?.type === "resize") await window.paint();
      else if (event?.type === "key" && !await window.press(event.key.name, event.key.text)) return true;
    }
  } finally {
    if (art.iceColors && ice !== "") {
      const off = iceColorMode(session, false);
      await (session.restore?.(off) ?? session.echo(off));
    }
    await putBack?.();
  }
}
