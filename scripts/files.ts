/**
 * The file area: a folder of the sysop's (section `[files]`) that callers look around in.
 *
 * ```text
 * enter right  looks at the file, or into the folder    space  flags the file, or takes the flag away
 * left         back to the folder above                 -      takes all flags away
 * i            the whole description                    q      leaves
 * ```
 *
 * Flags are the attribute `flaggedfiles` of the account. Files cannot be sent yet; the screen says so.
 *
 * @module
 */

import {
  type AreaEntry,
  clearScreen,
  clip,
  displayWidth,
  justifyLeft,
  justifyRight,
  Lightbar,
  LIGHTBAR_KEYS,
  type LightbarItem,
  type LightbarPosition,
  listArea,
  readAreaChunk,
  sanitizeLine,
  type Session,
  style,
} from "x84";
import { FolderNotes } from "./file_notes.ts";
import { fileSize, viewFile } from "./file_view.ts";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { headOf, plain, showWords } from "./world.ts";

/** Files that may be flagged. */
const MAX_FLAGS = 100;
const LATER = "Sending files comes with a later version; flags are kept until then.";
const LATER_BRIEF = "Sending comes later.";
const UP = "..";

type Action = "open" | "leave" | "flag" | "unflag" | "about" | "move";
type Row = AreaEntry | typeof UP;

/** What is flagged, as paths with slashes. */
class Flags {
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

  async #keep(): Promise<void> {
    await this.session.setAttribute("flaggedfiles", this.size === 0 ? undefined : [...this.#paths]);
  }
}

/** One folder on the screen. */
class FolderScreen {
  readonly #notes: FolderNotes;
  /** First lines of descriptions that were found so far. */
  readonly #words = new Map<string, string>();
  #bar: Lightbar<Row>;

  constructor(
    readonly session: Session,
    readonly look: Look,
    readonly path: readonly string[],
    readonly entries: readonly AreaEntry[],
    readonly flags: Flags,
  ) {
    const list = entries.find(({ name, folder }) => !folder && name.toLowerCase() === "files.bbs");
    this.#notes = new FolderNotes(session, path, list?.name);
    this.entries = entries.filter((entry) => entry !== list);
    this.#bar = this.#list({ row: 0, shift: 0 });
  }

  /** Lets the caller look around here. Answers the name of a folder to go into, `".."` to go up. */
  async run(first: string | undefined): Promise<string> {
    const { session, look } = this;
    if (first !== undefined) {
      this.#bar.goto(this.#rows().findIndex((row) => row !== UP && row.name === first));
    }
    const pane = this.#pane();
    await pane.paint();
    await this.#describe(pane);
    for (;;) {
      const action = await pane.next();
      const row = this.#bar.selection?.key;
      if (action === undefined && this.#bar.quit) return this.path.length === 0 ? UP : "q";
      if (action === "leave") {
        if (this.path.length > 0) return UP;
        continue;
      }
      if (action === "move") {
        await session.echo(this.#bar.push(pane.key!));
      } else if (action === "unflag") {
        await this.flags.clear();
      } else if (row === UP) {
        if (action === undefined || action === "open") return UP;
      } else if (row !== undefined) {
        if (action === undefined || action === "open") {
          if (row.folder) return row.name;
          await viewFile(session, look, [...this.path, row.name], row.size);
          this.#bar = this.#list(this.#bar.position);
          pane.widget = this.#bar;
          await pane.paint();
        } else if (action === "about") {
          await this.#about(row);
          await pane.paint();
        } else if (row.folder) pane.message = "Folders cannot be flagged.";
        else if (!await this.flags.toggle([...this.path, row.name])) {
          pane.message = `No more than ${MAX_FLAGS} files can be flagged.`;
        } else {
          await session.echo(this.#bar.move("down"));
        }
      }
      await this.#describe(pane);
    }
  }

  #rows(): Row[] {
    return this.path.length === 0 ? [...this.entries] : [UP, ...this.entries];
  }

  #items(): LightbarItem<Row>[] {
    return this.#rows().map((row) => ({ key: row, text: this.#text(row) }));
  }

  #text(row: Row): string {
    const { width } = pageBox(this.session);
    if (row === UP) return " ../";
    const name = plain(`${row.name}${row.folder ? "/" : ""}`, 255);
    const flag = this.flags.has([...this.path, row.name])
      ? style("bold_yellow", this.session.setting("files", "flagged_char", "+"))
      : " ";
    const size = row.folder ? "" : fileSize(row.size);
    if (width < 60) {
      const room = Math.max(8, width - 9);
      return `${flag}${justifyLeft(cut(name, room), room)} ${justifyRight(size, 5)}`;
    }
    const room = Math.min(32, Math.floor(width / 3));
    const shown = row.folder ? style(this.look.highlight, cut(name, room)) : cut(name, room);
    const words = plain(this.#words.get(row.name) ?? "", 200);
    return `${flag}${justifyLeft(shown, room)} ${justifyRight(size, 6)}  ${words}`;
  }

  #list(position: LightbarPosition): Lightbar<Row> {
    return new Lightbar<Row>({ items: this.#items(), position, colors: { highlight: this.look.bar } });
  }

  #pane(): Pane<Action> {
    const { session, look, path, entries } = this;
    const where = path.length === 0 ? "Files" : `Files: ${path.map((name) => sanitizeLine(name)).join("/")}`;
    const { home, end, pageUp, pageDown, up, down } = LIGHTBAR_KEYS;
    return new Pane<Action>(session, this.#bar, {
      keys: {
        open: ["right", "v", "V"],
        leave: ["left", "backspace"],
        flag: [" "],
        unflag: ["-"],
        about: ["i", "I"],
        move: [...home, ...end, ...pageUp, ...pageDown, ...up, ...down],
      },
      head: () =>
        headOf(session, look, where, entries.length === 1 ? "1 entry" : `${entries.length} entries`),
      fit: () => void this.#bar.update(this.#items()),
      status: () => {
        if (entries.length === 0) return "There is nothing in this folder.";
        const { size } = this.flags;
        const later = pageBox(session).width < 75 ? LATER_BRIEF : LATER;
        return size === 0 ? later : `${size} flagged. ${later}`;
      },
      hints: () => [
        ["Enter", "look"],
        ["space", "flag"],
        ["i", "about"],
        ...(path.length === 0 ? [] : [["left", "up"] as const]),
        ["-", "unflag all"],
        ["q", "leave"],
      ],
      keyStyle: look.highlight,
    });
  }

  /** Finds what is said of the files on the screen, and shows it. */
  async #describe(pane: Pane<Action>): Promise<void> {
    if (pageBox(this.session).width >= 60) {
      const files = this.#bar.visibleItems.map(({ key }) => key).filter((row) => row !== UP && !row.folder);
      const unknown = (files as AreaEntry[]).filter(({ name }) => !this.#words.has(name));
      await Promise.all(unknown.map(async ({ name, size }) => {
        const lines = await this.#notes.of(name, size);
        this.#words.set(name, lines.map((line) => line.trim()).find((line) => line !== "") ?? "");
      }));
    }
    await this.session.echo(this.#bar.update(this.#items()));
    await pane.update();
  }

  async #about(row: AreaEntry): Promise<void> {
    const { session, look } = this;
    const lines = row.folder ? [] : await this.#notes.of(row.name, row.size);
    const date = row.changed === 0 ? "" : new Date(row.changed).toISOString().slice(0, 10);
    const facts = [row.folder ? "a folder" : `${row.size} bytes`, date].filter((it) => it !== "").join(", ");
    const words = lines.length === 0 ? "There is no description." : lines.join("\n");
    await showWords(session, look, sanitizeLine(row.name, { maxLength: 255 }), `${facts}\n\n${words}`);
  }
}

function cut(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${clip(text, Math.max(1, columns - 2))}..`;
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("looking at files");
  const look = await lookOf(session, "files");
  await using _font = await sectionFont(session, "files");
  await clearScreen(session);
  const path: string[] = [];
  let entries = await listArea(session, path);
  if (entries === undefined) return await showWords(session, look, "Files", "There is no file area here.");
  const flags = await Flags.load(session);
  let first: string | undefined;
  for (;;) {
    const to = await new FolderScreen(session, look, [...path], entries, flags).run(first);
    if (to === "q" || (to === UP && path.length === 0)) return;
    first = to === UP ? path.pop() : undefined;
    if (to !== UP) path.push(to);
    // A folder may have gone meanwhile: back to the top then, unless that is gone, too.
    let found = await listArea(session, path).catch(() => undefined);
    if (found === undefined) {
      path.length = 0;
      first = undefined;
      found = await listArea(session, path);
      if (found === undefined) return;
    }
    entries = found;
  }
}
