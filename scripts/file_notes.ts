/**
 * What a file says of itself: `FILE_ID.DIZ` in an archive, a SAUCE record at the end of a picture, a line in the
 * folder's `files.bbs`.
 *
 * ```text
 * NAME.EXT  words about it               files.bbs: what begins with a blank goes on with the words before
 *           | and more of them
 * ```
 *
 * @module
 */

import {
  getEncoding,
  readAreaChunk,
  readAreaFile,
  type ReadPiece,
  readSauce,
  readZipDirectory,
  readZipEntry,
  sanitizeText,
  type Session,
  type ZipEntry,
} from "x84";

/** Bytes of a description. */
const MAX_NOTE = 4096;
/** Lines of a description. Precedent: FILE_ID.DIZ has 10 of 45 characters. */
const MAX_LINES = 24;
/** Bytes of a `files.bbs`. */
const MAX_LIST = 256 * 1024;
/** Bytes at the end of a file that may be its SAUCE record. */
const SAUCE_TAIL = 128 + 5 + 255 * 64 + 1;

/** Text of a file: UTF-8 if it can be, else code page 437. Nothing in it steers. */
export function fileText(bytes: Uint8Array, maxLength: number = 500_000): string {
  // DOS ended a text at its first 1A.
  const end = bytes.indexOf(0x1a);
  const content = end < 0 ? bytes : bytes.subarray(0, end);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    const decoder = getEncoding("cp437").decoder();
    text = decoder.push(content) + decoder.flush();
  }
  return sanitizeText(text, { maxLength });
}

/** Lines of a description, without the empty ones around it. */
function noteLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.replaceAll("\t", " ").trimEnd());
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  return lines.slice(0, MAX_LINES);
}

/** The descriptions of a `files.bbs`, by names in lower case. */
export function parseFilesBbs(text: string): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of text.split("\n")) {
    const [, name, words] = /^([^\s;#]\S*)\s+(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      current = [words!.trimEnd()];
      notes.set(name.toLowerCase(), current);
    } else if (/^\s+\S/.test(line) && current !== undefined && current.length < MAX_LINES) {
      current.push(line.trim().replace(/^[|+]\s?/, "").trimEnd());
    } else current = undefined;
  }
  return notes;
}

/** Reads pieces of a file of the area. */
export function pieces(session: Session, path: readonly string[]): ReadPiece {
  return async (offset, length) => (await readAreaChunk(session, path, offset, Math.max(1, length)))?.bytes;
}

/** Whether a file's name is that of a ZIP archive. */
export function isArchive(name: string): boolean {
  return /\.(?:zip|jar|pk3|cbz|epub)$/i.test(name);
}

/** The descriptions of one folder; each is looked for once. */
export class FolderNotes {
  #list: Promise<Map<string, string[]>> | undefined;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  /** `listName` is how the folder spells `files.bbs`, if it has one. */
  constructor(
    readonly session: Session,
    readonly path: readonly string[],
    readonly listName: string | undefined,
  ) {}

  /** Lines about a file of the folder; none when nobody says anything. */
  of(name: string, size: number): Promise<readonly string[]> {
    let note = this.#known.get(name);
    if (note === undefined) {
      note = this.#find(name, size);
      this.#known.set(name, note);
    }
    return note;
  }

  async #find(name: string, size: number): Promise<readonly string[]> {
    this.#list ??= this.#readList();
    const listed = (await this.#list).get(name.toLowerCase());
    if (listed !== undefined && listed.some((line) => line !== "")) return listed;
    const own = isArchive(name) ? await this.#inArchive(name, size) : await this.#sauce(name, size);
    return own ?? [];
  }

  async #readList(): Promise<Map<string, string[]>> {
    if (this.listName === undefined) return new Map();
    const bytes = await readAreaFile(this.session, [...this.path, this.listName], MAX_LIST);
    return bytes === undefined ? new Map() : parseFilesBbs(fileText(bytes, MAX_LIST));
  }

  async #inArchive(name: string, size: number): Promise<string[] | undefined> {
    const read = pieces(this.session, [...this.path, name]);
    const entry = (await readZipDirectory(read, size))?.find((it) => isDescription(it));
    const bytes = entry === undefined ? undefined : await readZipEntry(read, entry, MAX_NOTE);
    return bytes === undefined ? undefined : noteLines(fileText(bytes, MAX_NOTE));
  }

  async #sauce(name: string, size: number): Promise<string[] | undefined> {
    const from = Math.max(0, size - SAUCE_TAIL);
    const tail = await pieces(this.session, [...this.path, name])(from, size - from);
    const record = tail === undefined ? null : readSauce(tail).record;
    if (record === null) return undefined;
    const by = [record.author, record.group].filter((it) => it !== "").join(", ");
    const title = record.title === "" ? "" : `"${record.title}"`;
    return noteLines([`${title}${by === "" ? "" : ` by ${by}`}`.trim(), ...record.comments].join("\n"));
  }
}

function isDescription({ name }: ZipEntry): boolean {
  return /^(?:file_id\.diz|desc\.sdi)$/i.test(name.split("/").at(-1) ?? "");
}
