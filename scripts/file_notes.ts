/**
 * What is said of a file: what a sysop has written here (table `filenotes`, under the file's path), a line in the
 * folder's `files.bbs`, `FILE_ID.DIZ` in an archive, a SAUCE record at the end of a picture; the first of them counts.
 *
 * ```text
 * NAME.EXT  words about it               files.bbs: what begins with a blank goes on with the words before
 *           | and more of them
 * ```
 *
 * @module
 */

import {
  DBProxy,
  getEncoding,
  listArea,
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
export const MAX_NOTE = 4096;
/** Lines of a description. Precedent: FILE_ID.DIZ has 10 of 45 characters. */
const MAX_LINES = 24;
/** Bytes of a `files.bbs`. */
const MAX_LIST = 256 * 1024;
/** Bytes at the end of a file that may be its SAUCE record. */
const SAUCE_TAIL = 128 + 5 + 255 * 64 + 1;
/** Characters of a path that the table takes. */
const MAX_KEY = 1024;

const written = new DBProxy<string>("filenotes");

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

/** Keeps what a sysop has written about a file; blank for what the file says of itself. Answers whether that went. */
export async function saveNote(path: readonly string[], text: string): Promise<boolean> {
  const key = path.join("/");
  if (key.length > MAX_KEY) return false;
  if (text.trim() === "") await written.delete(key);
  else await written.set(key, text);
  return true;
}

/** The descriptions of the area's files; each is looked for once. */
export class AreaNotes {
  readonly #lists = new Map<string, Promise<Map<string, string[]>>>();
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(readonly session: Session) {}

  /** Lines about a file; none when nobody says anything. */
  of(path: readonly string[], size: number): Promise<readonly string[]> {
    const key = path.join("/");
    let note = this.#known.get(key);
    if (note === undefined) {
      note = this.#find(path, size);
      this.#known.set(key, note);
    }
    return note;
  }

  /** Looks for a description anew the next time. */
  forget(path: readonly string[]): void {
    this.#known.delete(path.join("/"));
  }

  async #find(path: readonly string[], size: number): Promise<readonly string[]> {
    const name = path.at(-1)!;
    const key = path.join("/");
    const ours = key.length > MAX_KEY ? undefined : await written.get(key);
    if (ours !== undefined) return noteLines(sanitizeText(String(ours), { maxLength: MAX_NOTE }));
    const listed = (await this.#list(path.slice(0, -1))).get(name.toLowerCase());
    if (listed !== undefined && listed.some((line) => line !== "")) return listed;
    const own = isArchive(name) ? await this.#inArchive(path, size) : await this.#sauce(path, size);
    return own ?? [];
  }

  #list(folder: readonly string[]): Promise<Map<string, string[]>> {
    const key = folder.join("/");
    let list = this.#lists.get(key);
    if (list === undefined) {
      list = this.#readList(folder);
      this.#lists.set(key, list);
    }
    return list;
  }

  async #readList(folder: readonly string[]): Promise<Map<string, string[]>> {
    const entries = await listArea(this.session, folder).catch(() => undefined) ?? [];
    const list = entries.find(({ name, folder }) => !folder && name.toLowerCase() === "files.bbs");
    if (list === undefined) return new Map();
    const bytes = await readAreaFile(this.session, [...folder, list.name], MAX_LIST);
    return bytes === undefined ? new Map() : parseFilesBbs(fileText(bytes, MAX_LIST));
  }

  async #inArchive(path: readonly string[], size: number): Promise<string[] | undefined> {
    const read = pieces(this.session, path);
    const entry = (await readZipDirectory(read, size))?.find((it) => isDescription(it));
    const bytes = entry === undefined ? undefined : await readZipEntry(read, entry, MAX_NOTE);
    return bytes === undefined ? undefined : noteLines(fileText(bytes, MAX_NOTE));
  }

  async #sauce(path: readonly string[], size: number): Promise<string[] | undefined> {
    const from = Math.max(0, size - SAUCE_TAIL);
    const tail = await pieces(this.session, path)(from, size - from);
    const record = tail === undefined ? null : readSauce(tail).record;
    if (record === null) return undefined;
    const by = [...new Set([record.author, record.group])].filter((it) => it !== "").join(", ");
    const title = record.title === "" ? "" : `"${record.title}"`;
    return noteLines([`${title}${by === "" ? "" : ` by ${by}`}`.trim(), ...record.comments].join("\n"));
  }
}

function isDescription({ name }: ZipEntry): boolean {
  return /^(?:file_id\.diz|desc\.sdi)$/i.test(name.split("/").at(-1) ?? "");
}
