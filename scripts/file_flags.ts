/**
 * The files that a caller has flagged, to get them by SFTP: the attribute `flaggedfiles` of his account, a list of
 * paths below the file area.
 *
 * @module
 */

import { type AreaEntry, listArea, readAreaChunk, type Session } from "x84";

/** Files that may be flagged. */
export const MAX_FLAGS = 100;
/** The folder of flagged files, as it is called by SFTP, too. */
export const FLAGGED = "__flagged__";

/** What is flagged, as paths with slashes. */
export class Flags {
  readonly #paths: Set<string>;

  private constructor(readonly session: Session, paths: readonly string[]) {
    this.#paths = new Set(paths);
  }

  /** The flags of the account, without those of files that are gone. */
  static async load(session: Session): Promise<Flags> {
    const kept = await session.getAttribute("flaggedfiles");
    const paths = Array.isArray(kept)
      ? kept.filter((path) => typeof path === "string").slice(0, MAX_FLAGS)
      : [];
    const there: string[] = [];
    for (const path of paths) {
      // What is no path of the area is refused by the host.
      const chunk = await readAreaChunk(session, path.split("/"), 0, 1).catch(() => undefined);
      if (chunk !== undefined) there.push(path);
    }
    const flags = new Flags(session, there);
    if (there.length < paths.length) await flags.#keep();
    return flags;
  }

  get size(): number {
    return this.#paths.size;
  }

  has(path: readonly string[]): boolean {
    return this.#paths.has(path.join("/"));
  }

  /** Flags a file or takes its flag away; answers whether that went. */
  async toggle(path: readonly string[]): Promise<boolean> {
    const key = path.join("/");
    if (!this.#paths.delete(key)) {
      if (this.#paths.size >= MAX_FLAGS) return false;
      this.#paths.add(key);
    }
    await this.#keep();
    return true;
  }

  async clear(): Promise<void> {
    this.#paths.clear();
    await this.#keep();
  }

  /** What is flagged and there, its name the whole path, sorted. */
  async entries(): Promise<AreaEntry[]> {
    const folders = new Map<string, readonly AreaEntry[]>();
    const found: AreaEntry[] = [];
    for (const path of [...this.#paths].sort()) {
      const names = path.split("/");
      const folder = names.slice(0, -1).join("/");
      if (!folders.has(folder)) {
        folders.set(folder, await listArea(this.session, names.slice(0, -1)).catch(() => undefined) ?? []);
      }
      const entry = folders.get(folder)!.find(({ name, folder }) => !folder && name === names.at(-1));
      if (entry !== undefined) found.push({ ...entry, name: path });
    }
    return found;
  }

  async #keep(): Promise<void> {
    await this.session.setAttribute("flaggedfiles", this.size === 0 ? undefined : [...this.#paths]);
  }
}
