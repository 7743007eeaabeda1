/**
 * The doors of the board: programs beside it that callers run. Each has a section of the INI file, which says what is
 * run, and for whom.
 *
 * ```ini
 * [door lord]
 * text = Legend of the Red Dragon
 * description = Slay it, or flirt with Violet
 * command = dosemu -quiet -E "C:\LORD\START.BAT {node}"
 * nodes = 4
 * ```
 *
 * With the name of a door as its argument it opens that one at once, for a menu.
 *
 * @module
 */

import {
  clearScreen,
  clip,
  Door,
  DoorError,
  type DoorView,
  isSyncTermFont,
  justifyLeft,
  Lightbar,
  listDoors,
  moveTo,
  sanitizeLine,
  screenFont,
  type Session,
  style,
} from "x84";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { headOf, plain, showWords } from "./world.ts";

const STANDING = "standing before the doors";
/** Cells of a door's name. */
const NAME = 28;

/** The name of a door for the screen. */
function titleOf({ name, text }: DoorView): string {
  return sanitizeLine(text, { maxLength: 60 }) || sanitizeLine(name, { maxLength: 60 });
}

/** Waits until the window is large enough for a door; Enter goes on as it is. Answers whether to go on. */
async function isLargeEnough(session: Session, look: Look, door: DoorView): Promise<boolean> {
  const fits = () => session.columns >= door.columns && session.rows >= door.rows;
  if (fits() || session.plain) return true;
  const paint = async () => {
    await clearScreen(session);
    const { columns, rows } = session;
    const needs = `${Math.max(door.columns, 1)} x ${Math.max(door.rows, 1)}`;
    const lines = [
      `${titleOf(door)} wants a window of ${needs}.`,
      `Yours has ${columns} x ${rows}. Make it larger.`,
      "Enter goes on, Escape leaves.",
    ];
    for (const [i, line] of lines.slice(0, rows).entries()) {
      await session.echo(moveTo(i + 1, 1) + style(look.lowlight, clip(line, columns - 1)));
    }
  };
  await paint();
  while (!fits()) {
    const event = await session.nextEvent({ topics: [] });
    if (event?.type === "resize") await paint();
    if (event?.type !== "key") continue;
    if (event.key.name === "enter") return true;
    if (event.key.name === "escape" || event.key.text.toLowerCase() === "q") return false;
  }
  return true;
}

/** Waits for a key below whatever the program has left on the screen. */
async function anyKey(session: Session, look: Look, words: string): Promise<void> {
  await session.echo(`\r\n${style(look.lowlight, clip(words, session.columns - 1))}`);
  await session.readKey();
}

/** Runs a door. Answers a sentence when it was not well. */
async function open(session: Session, look: Look, door: DoorView): Promise<string | undefined> {
  const title = titleOf(door);
  if (!await isLargeEnough(session, look, door)) return undefined;
  session.setActivity(`playing ${title}`);
  await clearScreen(session);
  try {
    await using _font = isSyncTermFont(door.font) ? await screenFont(session, door.font) : undefined;
    const status = await new Door(session, door.name).run();
    const end = status === 0 ? "" : `${title} has failed (status ${status}). `;
    await anyKey(session, look, `${end}Press any key to go back.`);
    return status === 0 ? undefined : `${title} has failed (status ${status}).`;
  } catch (error) {
    if (!(error instanceof DoorError)) throw error;
    return error.message;
  } finally {
    session.setActivity(STANDING);
  }
}

export default async function main(session: Session, wanted?: unknown): Promise<void> {
  session.setActivity(STANDING);
  const look = await lookOf(session, "doors");
  await using _font = await sectionFont(session, "doors");
  await clearScreen(session);
  let doors = await listDoors(session);
  if (typeof wanted === "string" && wanted !== "") {
    const door = doors.find(({ name }) => name === wanted.toLowerCase());
    const trouble = door === undefined ? "There is no such door for you." : await open(session, look, door);
    if (trouble !== undefined) await showWords(session, look, door?.text ?? "Doors", trouble);
    return;
  }
  if (doors.length === 0) {
    return await showWords(session, look, "Doors", "There are no doors on this board.");
  }
  const wide = () => pageBox(session).width >= 60;
  const items = () =>
    doors.map((door) => {
      const text = plain(titleOf(door), wide() ? NAME : undefined);
      const more = wide() ? ` ${plain(sanitizeLine(door.description, { maxLength: 200 }))}` : "";
      return { key: door.name, text: ` ${wide() ? justifyLeft(text, NAME) : text}${more}` };
    });
  const list = () => new Lightbar({ items: items(), colors: { highlight: look.bar } });
  let bar = list();
  const pane = new Pane<"never">(session, bar, {
    keys: {},
    head:
      () => [...headOf(session, look, "Doors", doors.length === 1 ? "1 door" : `${doors.length} doors`), ""],
    fit: () => void bar.update(items()),
    hints: () => [["Enter", "open"], ["up/down", "choose"], ["q", "leave"]],
    keyStyle: look.highlight,
  });
  await pane.paint();
  for (;;) {
    await pane.next();
    if (bar.quit) return;
    const { position, selection } = bar;
    const door = doors.find(({ name }) => name === selection?.key);
    pane.message = door === undefined ? "" : await open(session, look, door) ?? "";
    // Others may have opened or closed meanwhile.
    doors = await listDoors(session);
    if (doors.length === 0) return;
    bar = list();
    bar.position = position;
    pane.widget = bar;
    await clearScreen(session);
    await pane.paint();
  }
}
