/**
 * Bulletins: the files of `art/bulletins/` that end in `.txt` (UTF-8 with pipe codes), `.ans` or `.asc`, in a list.
 * `NAME.asc` beside `NAME.ans` is shown in its place on screens that are too narrow. A file is called by the title in
 * its SAUCE record, else by its first line, else by its name. What a caller has read is in his attribute
 * `bulletins_read`, a mark for each file.
 *
 * @module
 */

import {
  artWidth,
  clearScreen,
  clip,
  framedLines,
  Lightbar,
  Pager,
  readArt,
  sanitizeText,
  type Session,
  stripPipe,
  style,
} from "x84";
import { DIGITS, NumberJump } from "./number_jump.ts";
import { Pane, readOn, readSoFar } from "./pane.ts";
import {
  barred,
  cell,
  counted,
  loadColors,
  pictureHead,
  plain,
  readingColors,
  titleHead,
} from "./reading.ts";
import { sectionFont } from "./screen_look.ts";

/** A bulletin, ready to be shown. */
interface Bulletin {
  readonly name: string;
  readonly title: string;
  /** Lines with colours and pipe codes. */
  readonly lines: readonly string[];
  /** The lines of the twin of a picture, for narrow screens. */
  readonly narrow: readonly string[] | undefined;
  /** A picture is cut where the screen ends; a text is wrapped. */
  readonly picture: boolean;
  readonly mark: string;
}

const FOLDER = "art/bulletins";
const READABLE = /^[a-z0-9_-]+\.(?:txt|ans|asc)$/i;
/** Bulletins that are listed. */
const MOST = 200;
const MAX_TITLE = 60;
const MAX_TEXT = 200_000;

async function load(session: Session): Promise<Bulletin[]> {
  const files = (await session.listFiles(FOLDER)).filter((name) => READABLE.test(name));
  const isTwin = (name: string) => /\.asc$/i.test(name) && files.includes(name.replace(/\.asc$/i, ".ans"));
  const names = files.filter((name) => !isTwin(name)).slice(0, MOST);
  const all = await Promise.all(names.map((name) => read(session, name)));
  return all.filter((bulletin) => bulletin !== undefined);
}

async function read(session: Session, name: string): Promise<Bulletin | undefined> {
  const path = `${FOLDER}/${name}`;
  const bytes = await session.readFile(path);
  if (bytes === undefined) return undefined;
  const digest = await crypto.subtle.digest("SHA-256", bytes.slice());
  const mark = [...new Uint8Array(digest, 0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = /\.txt$/i.test(name) ? decodeText(bytes) : undefined;
  const short = name.replace(/\.[^.]+$/, "").replaceAll("_", " ");
  if (text !== undefined) {
    const lines = sanitizeText(text, { maxLength: MAX_TEXT }).trimEnd().split("\n");
    const first = lines.findIndex((line) => stripPipe(line).trim() !== "");
    // The first line stands above as the title; it need not be read twice.
    const rest = lines.slice(first + 1);
    while (rest[0]?.trim() === "") rest.shift();
    return {
      name,
      title: plain(lines[first] ?? "", MAX_TITLE).trim() || short,
      lines: rest,
      narrow: undefined,
      picture: false,
      mark,
    };
  }
  const art = await readArt(session, path);
  if (art === undefined) return undefined;
  const lines = framedLines(art, session.encoding === "utf8").map(barred);
  const twin = await readArt(session, path.replace(/\.ans$/i, ".asc"));
  const title = plain(art.record?.title ?? "", MAX_TITLE).trim() || short;
  const narrow = twin === undefined ? undefined : framedLines(twin).map(barred);
  return { name, title, lines, narrow, picture: true, mark };
}

/** The text, if it is UTF-8; a file from a PC of old is shown as art, whatever its name. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What the caller has read, by file. */
class ReadMarks {
  #marks: Record<string, string> = {};
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async load(): Promise<void> {
    const kept = await this.#session.getAttribute<unknown>("bulletins_read");
    const entries = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
    this.#marks = Object.fromEntries(entries.map(([name, mark]) => [name, String(mark)]));
  }

  isNew({ name, mark }: Bulletin): boolean {
    return this.#marks[name] !== mark;
  }

  async add(bulletin: Bulletin, all: readonly Bulletin[]): Promise<void> {
    if (!this.isNew(bulletin)) return;
    const known = new Set(all.map(({ name }) => name));
    const kept = Object.entries(this.#marks).filter(([name]) => known.has(name));
    this.#marks = { ...Object.fromEntries(kept), [bulletin.name]: bulletin.mark };
    await this.#session.setAttribute("bulletins_read", this.#marks);
  }
}

async function show(session: Session, bulletin: Bulletin): Promise<void> {
  const { highlight } = readingColors(session);
  let pager = new Pager();
  const pane = new Pane<"leave" | "on">(session, pager, {
    head: () => titleHead(session, bulletin.title),
    status: () => readSoFar(pager),
    hints: () => [...(pager.atBottom ? [] : [["Space", "more"] as const]), ["q", "back"]],
    keyStyle: highlight,
    keys: { leave: ["q", "Q", "escape"], on: ["enter", " "] },
    wide: bulletin.picture,
    fit: () => {
      if (!bulletin.picture) return;
      const { box, position } = pager;
      const fits = artWidth(bulletin.lines) <= pager.visibleWidth;
      const lines = fits ? bulletin.lines : bulletin.narrow ?? bulletin.lines;
      const margin = " ".repeat(Math.max(0, Math.floor((pager.visibleWidth - artWidth(lines)) / 2)));
      const content = lines.map((line) => clip(margin + line, Math.max(1, pager.visibleWidth)));
      pager = new Pager({ content, position });
      pager.place(box, session);
      pane.widget = pager;
    },
  });
  if (!bulletin.picture) pane.widget = pager = new Pager({ content: bulletin.lines });
  await pane.paint();
  await readOn(session, pane);
}

/** Lets the caller choose and read until he leaves. */
export default async function main(session: Session): Promise<void> {
  session.setActivity("reading bulletins");
  const colors = await loadColors(session, "bulletins", "art/bulletins*.ans");
  await using _font = await sectionFont(session, "bulletins");
  const marks = new ReadMarks(session);
  const [all] = await Promise.all([load(session), marks.load()]);
  const rows = () =>
    all.map((bulletin, i) => {
      const width = Math.max(1, list.visibleWidth - 12);
      const state = marks.isNew(bulletin) ? style(colors.highlight, "new") : "   ";
      return {
        key: bulletin,
        text: barred(` ${String(i + 1).padStart(3)}  ${cell(bulletin.title, width)} ${state}`),
      };
    });
  const list = new Lightbar<Bulletin>({ items: [], colors: { highlight: colors.bar } });
  const pane = new Pane<"leave" | "read" | "number">(session, list, {
    head: () => pictureHead(session, "Bulletins"),
    status: () => all.length === 0 ? "There are no bulletins." : counted(all.length, "bulletin"),
    hints: () => [...(all.length === 0 ? [] : [["Enter", "read"] as const]), ["q", "leave"]],
    keyStyle: colors.highlight,
    keys: { leave: ["q", "Q", "escape"], read: ["enter"], number: DIGITS },
    fit: () => void list.update(rows()),
  });
  const jump = new NumberJump();
  await clearScreen(session);
  await pane.paint();
  for (;;) {
    const action = await pane.next();
    if (action === "number") {
      const index = jump.push(pane.key?.text ?? "", all.map((_, i) => String(i + 1)), list.index);
      if (index !== undefined) await session.echo(list.goto(index));
      await pane.update();
      continue;
    }
    if (action !== "read") return;
    jump.reset();
    const bulletin = list.selection?.key;
    if (bulletin === undefined) continue;
    await show(session, bulletin);
    await marks.add(bulletin, all);
    await pane.paint();
  }
}
