/**
 * The file area: a folder of the sysop's (section `[files]`) that callers look around in.
 *
 * ```text
 * enter right  looks at the file, or into the folder    space  flags the file, or takes the flag away
 * left         back to the folder above                 -      takes all flags away
 * i            the whole description                    d      tells how to get files
 * e            writes a description (sysops)            q      leaves
 * ```
 *
 * What is flagged lies in a folder of its own, here and by SFTP; see `file_flags.ts`.
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
  sanitizeLine,
  type Session,
  style,
} from "x84";
import { FLAGGED, Flags, MAX_FLAGS } from "./file_flags.ts";
import { AreaNotes, MAX_NOTE, saveNote } from "./file_notes.ts";
import { sftpCommand, transferWords } from "./file_transfer.ts";
import { fileSize, viewFile } from "./file_view.ts";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { writeText } from "./text_editor.ts";
import { type Look, lookOf } from "./themes.ts";
import { headOf, plain, showWords } from "./world.ts";

const UP = "..";
/** Columns from which on descriptions are shown beside the names. */
const WIDE = 60;

type Action = "open" | "leave" | "flag" | "unflag" | "about" | "get" | "describe" | "move";
type Row = AreaEntry | typeof UP | typeof FLAGGED;

/** One folder on the screen. */
class FolderScreen {
  readonly #notes: AreaNotes;
  /** First lines of descriptions that were found so far. */
  readonly #words = new Map<string, string>();
  #bar: Lightbar<Row>;

  /** In the folder of flagged files a name is a whole path. */
  constructor(
    readonly session: Session,
    readonly look: Look,
    readonly path: readonly string[],
    public entries: readonly AreaEntry[],
    readonly flags: Flags,
  ) {
    this.#notes = new AreaNotes(session);
    this.entries = entries.filter(({ name, folder }) => folder || name.toLowerCase() !== "files.bbs");
    this.#bar = this.#list({ row: 0, shift: 0 });
  }

  /** Lets the caller look around here. Answers the name of a folder to go into, `".."` to go up. */
  async run(first: string | undefined): Promise<string> {
    if (first !== undefined) {
      this.#bar.goto(this.#rows().findIndex((row) => (typeof row === "string" ? row : row.name) === first));
    }
    const pane = this.#pane();
    await pane.paint();
    for (;;) {
      const action = await pane.next();
      if (action === undefined && this.#bar.quit) return this.path.length === 0 ? UP : "q";
      const to = await this.#act(pane, action ?? "open");
      if (to !== undefined) return to;
      await this.#describe(pane);
    }
  }

  /** Whether this is the folder of flagged files. */
  get #flagged(): boolean {
    return this.path[0] === FLAGGED;
  }

  #pathOf(entry: AreaEntry): string[] {
    return this.#flagged ? entry.name.split("/") : [...this.path, entry.name];
  }

  /** Does what a key means; answers where to go. */
  async #act(pane: Pane<Action>, action: Action): Promise<string | undefined> {
    const row = this.#bar.selection?.key;
    switch (action) {
      case "leave":
        return this.path.length > 0 ? UP : undefined;
      case "move":
        await this.session.echo(this.#bar.push(pane.key!));
        return undefined;
      case "unflag":
        await this.flags.clear();
        await this.#reload(pane);
        return undefined;
      case "get":
        await showWords(
          this.session,
          this.look,
          "Getting files",
          transferWords(this.session, this.flags.size),
        );
        await this.#again(pane);
        return undefined;
    }
    if (typeof row === "string") return action === "open" ? row : undefined;
    if (row !== undefined) return await this.#actOn(pane, action, row);
    return undefined;
  }

  async #actOn(pane: Pane<Action>, action: Action, row: AreaEntry): Promise<string | undefined> {
    const path = this.#pathOf(row);
    if (action === "open") {
      if (row.folder) return row.name;
      await viewFile(this.session, this.look, path, row.size);
      await this.#again(pane);
    } else if (action === "about") {
      await this.#about(row);
      await this.#again(pane);
    } else if (action === "describe") {
      if (row.folder) pane.message = "Folders have no descriptions.";
      else {
        const kept = await this.#write(row);
        await this.#again(pane);
        pane.message = kept;
      }
    } else if (row.folder) {
      pane.message = "Folders cannot be flagged.";
    } else if (!await this.flags.toggle(path)) {
      pane.message = `No more than ${MAX_FLAGS} files can be flagged.`;
    } else if (this.#flagged) await this.#reload(pane);
    else await this.session.echo(this.#bar.move("down"));
    return undefined;
  }

  /** Paints everything after something else was on the screen. */
  async #again(pane: Pane<Action>): Promise<void> {
    this.#bar = this.#list(this.#bar.position);
    pane.widget = this.#bar;
    await pane.paint();
  }

  /** Shows the rows that there are now: flags make some come and go. */
  async #reload(pane: Pane<Action>): Promise<void> {
    if (this.#flagged) this.entries = await this.flags.entries();
    await this.#again(pane);
  }

  #rows(): Row[] {
    if (this.path.length > 0) return [UP, ...this.entries];
    // It comes last, so that nothing moves under the caller's hands when it appears.
    return this.flags.size > 0 ? [...this.entries, FLAGGED] : [...this.entries];
  }

  #items(): LightbarItem<Row>[] {
    return this.#rows().map((row) => ({ key: row, text: this.#text(row) }));
  }

  #text(row: Row): string {
    const { width } = pageBox(this.session);
    const room = width < WIDE ? Math.max(8, width - 9) : Math.min(32, Math.floor(width / 3));
    if (row === UP) return " ../";
    if (row === FLAGGED) {
      const words = width < WIDE ? "" : `${" ".repeat(8)}What you have flagged`;
      return ` ${style(this.look.highlight, justifyLeft(`${FLAGGED}/`, room))} ${words}`;
    }
    const name = plain(`${row.name}${row.folder ? "/" : ""}`, 255);
    const flag = this.flags.has(this.#pathOf(row))
      ? style("bold_yellow", this.session.setting("files", "flagged_char", "+"))
      : " ";
    const size = row.folder ? "" : fileSize(row.size);
    if (width < WIDE) return `${flag}${justifyLeft(cut(name, room), room)} ${justifyRight(size, 5)}`;
    const shown = row.folder ? style(this.look.highlight, cut(name, room)) : cut(name, room);
    const words = plain(this.#words.get(row.name) ?? "", 200);
    return `${flag}${justifyLeft(shown, room)} ${justifyRight(size, 6)}  ${words}`;
  }

  #list(position: LightbarPosition): Lightbar<Row> {
    return new Lightbar<Row>({ items: this.#items(), position, colors: { highlight: this.look.bar } });
  }

  #pane(): Pane<Action> {
    const { session, look, path } = this;
    const where = path.length === 0 ? "Files" : `Files: ${path.map((name) => sanitizeLine(name)).join("/")}`;
    const { home, end, pageUp, pageDown, up, down } = LIGHTBAR_KEYS;
    const pane: Pane<Action> = new Pane<Action>(session, this.#bar, {
      keys: {
        open: ["right", "v", "V"],
        leave: ["left", "backspace"],
        flag: [" "],
        unflag: ["-"],
        about: ["i", "I"],
        get: ["d", "D"],
        ...(session.isSysop ? { describe: ["e", "E"] } : {}),
        move: [...home, ...end, ...pageUp, ...pageDown, ...up, ...down],
      },
      head: () => {
        const { length } = this.entries;
        return headOf(session, look, where, length === 1 ? "1 entry" : `${length} entries`);
      },
      fit: () => void this.#bar.update(this.#items()),
      // Another size shows other files, and has room for what is said of them.
      painted: () => this.#describe(pane),
      status: () => this.#status(),
      hints: () => [
        ["Enter", "look"],
        ["space", "flag"],
        ["d", "get"],
        ["i", "about"],
        ...(path.length === 0 ? [] : [["left", "up"] as const]),
        ...(session.isSysop ? [["e", "describe"] as const] : []),
        ["-", "unflag all"],
        ["q", "leave"],
      ],
      keyStyle: look.highlight,
    });
    return pane;
  }

  #status(): string {
    if (this.entries.length === 0) {
      return this.#flagged ? "Nothing is flagged." : "There is nothing in this folder.";
    }
    const { size } = this.flags;
    if (size > 0) return `${size} flagged. d tells how to get them.`;
    return sftpCommand(this.session) === undefined ? "" : "Files come by SFTP: d tells how.";
  }

  /** Finds what is said of the files on the screen, and shows it. */
  async #describe(pane: Pane<Action>): Promise<void> {
    if (pageBox(this.session).width >= WIDE) {
      const files = this.#bar.visibleItems.map(({ key }) => key).filter((row) => typeof row !== "string");
      const unknown = files.filter(({ name, folder }) => !folder && !this.#words.has(name));
      await Promise.all(unknown.map(async (row) => {
        const lines = await this.#notes.of(this.#pathOf(row), row.size);
        this.#words.set(row.name, lines.map((line) => line.trim()).find((line) => line !== "") ?? "");
      }));
    }
    await this.session.echo(this.#bar.update(this.#items()));
    await pane.update();
  }

  async #about(row: AreaEntry): Promise<void> {
    const { session, look } = this;
    const lines = row.folder ? [] : await this.#notes.of(this.#pathOf(row), row.size);
    const date = row.changed === 0 ? "" : new Date(row.changed).toISOString().slice(0, 10);
    const facts = [row.folder ? "a folder" : `${row.size} bytes`, date].filter((it) => it !== "").join(", ");
    const words = lines.length === 0 ? "There is no description." : lines.join("\n");
    await showWords(session, look, sanitizeLine(row.name, { maxLength: 255 }), `${facts}\n\n${words}`);
  }

  /** Lets a sysop write what is said of a file; answers what became of it. */
  async #write(row: AreaEntry): Promise<string> {
    const path = this.#pathOf(row);
    const before = await this.#notes.of(path, row.size);
    const written = await writeText(this.session, {
      content: before.join("\n"),
      maxLength: MAX_NOTE,
      head: () => [...headOf(this.session, this.look, `About ${sanitizeLine(row.name)}`), ""],
    });
    if (written.type !== "written") return "Nothing was changed.";
    if (!await saveNote(path, written.text)) return "Its path is too long for that.";
    this.#notes.forget(path);
    this.#words.delete(row.name);
    return written.text.trim() === ""
      ? "It has the description of the file itself."
      : "The description is kept.";
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
    if (path[0] === FLAGGED) {
      entries = await flags.entries();
      continue;
    }
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
