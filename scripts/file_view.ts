/**
 * Looks at one file of the file area: a picture, a text, what is in an archive.
 *
 * @module
 */

import {
  type ArtScreen,
  CLEAR_SCREEN,
  CLEAR_TO_LINE_END,
  moveTo,
  NORMAL,
  Pager,
  readAreaFile,
  readSauce,
  readZipDirectory,
  sanitizeLine,
  type Session,
  viewArt,
} from "x84";
import { hintLine, Pane } from "./pane.ts";
import { fileText, isArchive, pieces } from "./file_notes.ts";
import type { Look } from "./themes.ts";
import { headOf, showWords } from "./world.ts";

/** Bytes of a file that are looked at. */
const MAX_VIEW = 512 * 1024;
const PICTURES = /\.(?:ans|ice|cia|bin|xb|pcb|avt)$/i;

/** Bytes in words: `512`, `4.2K`, `1.7M`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const unit = bytes < 1024 ** 2 ? 1 : bytes < 1024 ** 3 ? 2 : 3;
  const value = bytes / 1024 ** unit;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${"KMG"[unit - 1]}`;
}

/** Whether bytes are text: at most a few controls that no text has. */
export function isText(bytes: Uint8Array): boolean {
  const head = readSauce(bytes).content.subarray(0, 4096);
  let strange = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && ![0x07, 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x1a, 0x1b].includes(byte)) strange += 1;
  }
  return strange * 50 <= head.length;
}

/** The session as a screen whose only file is that of the area, and whose last row tells the keys. */
function screenOf(session: Session, look: Look, bytes: Uint8Array): ArtScreen {
  const keys = () =>
    hintLine([["arrows", "look around"], ["q", "back"]], session.columns - 3, look.highlight);
  return {
    get columns() {
      return session.columns;
    },
    get rows() {
      return Math.max(1, session.rows - 1);
    },
    encoding: session.encoding,
    capabilities: session.capabilities,
    echo: (text) => session.echo(`${text}${NORMAL}${moveTo(session.rows, 1)}${CLEAR_TO_LINE_END} ${keys()}`),
    readKey: (timeout) => session.readKey(timeout),
    nextEvent: (options) => session.nextEvent(options),
    readFile: () => Promise.resolve(bytes),
    listFiles: () => Promise.resolve([]),
  };
}

async function readText(session: Session, look: Look, name: string, lines: readonly string[], note: string) {
  const pager = new Pager({ content: lines.map((line) => line.replaceAll("|", "||")) });
  const pane = new Pane<"never">(session, pager, {
    keys: {},
    head: () => headOf(session, look, name, note),
    status: () =>
      pager.atTop && pager.atBottom ? "" : `${Math.floor(100 * pager.position / pager.bottom)}% read`,
    hints: () => [["space", "next page"], ["b", "page back"], ["q", "back"]],
    keyStyle: look.highlight,
  });
  await pane.paint();
  await pane.next();
}

/** Shows a file until the caller leaves it. */
export async function viewFile(
  session: Session,
  look: Look,
  path: readonly string[],
  size: number,
): Promise<void> {
  const name = sanitizeLine(path.at(-1) ?? "", { maxLength: 255 });
  if (isArchive(name)) {
    const entries = await readZipDirectory(pieces(session, path), size);
    if (entries === undefined) return await showWords(session, look, name, "This archive is damaged.");
    const lines = entries.map((entry) => `${fileSize(entry.size).padStart(6)}  ${entry.name}`);
    return await readText(
      session,
      look,
      name,
      lines,
      entries.length === 1 ? "1 file" : `${entries.length} files`,
    );
  }
  const bytes = await readAreaFile(session, path, MAX_VIEW);
  if (bytes === undefined) return await showWords(session, look, name, "This file cannot be read.");
  const record = readSauce(bytes).record;
  const isPicture = PICTURES.test(name) ||
    (record !== null && record.fileType !== 0 && record.dataType === 1);
  if (bytes.length > 0 && (isPicture || record?.dataType === 5 || record?.dataType === 6)) {
    await session.echo(NORMAL + CLEAR_SCREEN);
    const extension = /\.bin$/i.test(name) ? "bin" : "ans";
    await viewArt(screenOf(session, look, bytes), `area/file.${extension}`);
    return;
  }
  if (!isText(bytes)) {
    return await showWords(
      session,
      look,
      name,
      `This file is not text: ${fileSize(size)} bytes of something else.`,
    );
  }
  const lines = fileText(readSauce(bytes).content).split("\n").map((line) =>
    line.replaceAll("\t", "        ")
  );
  const note = size > MAX_VIEW ? `the first ${fileSize(MAX_VIEW)} of ${fileSize(size)}` : fileSize(size);
  await readText(session, look, name, lines.length === 0 ? ["(empty)"] : lines, note);
}
