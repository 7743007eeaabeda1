/**
 * Turns an art file into lines that are safe to show: colours and cursor moves stay, everything else that could steer
 * a terminal goes.
 *
 * Files that callers uploaded come through here too. Sequences that are kept are those of ANSI.SYS: `m`, `A` to `D`,
 * `H`, `f`, `s`, `u`. Gone are screen clearing, modes, music, reports, strings, and all controls but the line ends.
 *
 * @module
 */

import { splitSequences } from "./ansi.ts";
import { findEncoding, getEncoding } from "./encodings.ts";
import { encodingOfFont, readSauce, type SauceRecord } from "./sauce.ts";
import { clusters } from "./width.ts";

/** How a file is to be read. */
export interface ArtOptions {
  /** The file's encoding when its SAUCE record names no font. Default `"cp437_art"`. */
  readonly encoding?: string;
  /** Whether `encoding` wins over the SAUCE record. Default false. */
  readonly force?: boolean;
  /** Cells after which art flows on in the next line, when SAUCE does not tell. Default 80, as on a PC. */
  readonly columns?: number;
  /** Most lines; the rest is cut off. Default 10000. */
  readonly maxLines?: number;
}

/** A file, ready to be shown line by line. */
export interface Art {
  /** Without line ends. Colours run on from one line to the next: show them in order, and normal colours after. */
  readonly lines: readonly string[];
  readonly record: SauceRecord | null;
  /** The canonical name of the encoding it was read with. */
  readonly encoding: string;
}

// ANSI music: ESC [ M or N or |, notes, then 0E, which cp437_art has made a glyph.
// deno-lint-ignore no-control-regex
const MUSIC = /\x1b\[[MN|][^\x0e\u266c\x1b\r\n]*[\x0e\u266c]/g;
// deno-lint-ignore no-control-regex
const ALLOWED = /^\x1b\[(?:[\d;]{0,40}[mABCDHf]|[su])$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const LINE_END = /\r*\n|\r(?!\n)/g;

/** Reads an art file. Throws a `TypeError` for an encoding we do not have. */
export function renderArt(bytes: Uint8Array, options: ArtOptions = {}): Art {
  const { content, record } = readSauce(bytes);
  const encoding = chooseEncoding(record, content, options);
  // DOS ended a text at its first 1A, whatever came after.
  const end = content.indexOf(0x1a);
  const decoder = getEncoding(encoding).decoder();
  const text = decoder.push(end < 0 ? content : content.subarray(0, end)) + decoder.flush();
  const flow = new Flow(record?.columns ?? options.columns ?? 80, options.maxLines ?? 10_000);
  for (
    const piece of splitSequences(text.replace(/^\ufeff/, "").replace(MUSIC, "").replace(LINE_END, "\n"))
  ) {
    if (flow.full) break;
    if (piece.type === "text") flow.text(piece.text.replaceAll("\0", " ").replace(CONTROL, ""));
    else if (ALLOWED.test(piece.text)) flow.sequence(piece.text);
  }
  return { lines: flow.finish(), record, encoding };
}

function chooseEncoding(record: SauceRecord | null, content: Uint8Array, options: ArtOptions): string {
  const wanted = options.encoding ?? "cp437_art";
  if (options.force === true) return getEncoding(wanted).name;
  if (content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf) return "utf8";
  const named = record === null ? undefined : encodingOfFont(record.font);
  const found = findEncoding(named === "cp437" ? "cp437_art" : named ?? wanted);
  return (found ?? getEncoding(wanted)).name;
}

/** Follows the cursor from left to right and breaks lines where a screen of `columns` would. */
class Flow {
  readonly #lines: string[] = [];
  readonly #columns: number;
  readonly #maxLines: number;
  #line = "";
  #column = 0;
  #savedColumn = 0;

  constructor(columns: number, maxLines: number) {
    this.#columns = Math.max(2, columns);
    this.#maxLines = maxLines;
  }

  get full(): boolean {
    return this.#lines.length >= this.#maxLines;
  }

  text(text: string): void {
    for (const { text: cluster, width } of clusters(text)) {
      if (this.full) return;
      if (cluster === "\n") {
        this.#break();
      } else if (cluster === "\t") {
        const blanks = Math.min(8 - this.#column % 8, this.#columns - this.#column);
        this.#line += " ".repeat(blanks);
        this.#column += blanks;
      } else {
        if (this.#column + width > this.#columns) this.#break();
        this.#line += cluster;
        this.#column += width;
      }
    }
  }

  sequence(sequence: string): void {
    const fields = sequence.slice(2, -1).split(";");
    const distance = Math.max(1, Number(fields[0]) || 1);
    switch (sequence.at(-1)) {
      case "C":
        this.#column = Math.min(this.#columns - 1, this.#column + distance);
        break;
      case "D":
        this.#column = Math.max(0, this.#column - distance);
        break;
      case "H":
      case "f":
        this.#column = Math.min(this.#columns, Math.max(1, Number(fields[1]) || 1)) - 1;
        break;
      case "s":
        this.#savedColumn = this.#column;
        break;
      case "u":
        this.#column = this.#savedColumn;
        break;
    }
    this.#line += sequence;
  }

  finish(): string[] {
    if (this.#line !== "" && !this.full) this.#break();
    return this.#lines;
  }

  #break(): void {
    this.#lines.push(this.#line);
    this.#line = "";
    this.#column = 0;
  }
}
