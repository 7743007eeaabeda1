/**
 * The doors of the board: programs beside it that callers will run. What is listed is what the INI file has sections
 * for; running them is not there yet, and the screen says so.
 *
 * ```ini
 * [door lord]
 * text = Legend of the Red Dragon
 * description = Slay it, or flirt with Violet
 * sysop_only = no
 * ```
 *
 * @module
 */

import { clearScreen, justifyLeft, Lightbar, sanitizeLine, type Session } from "x84";
import { pageBox, Pane } from "./pane.ts";
import { sectionFont } from "./screen_look.ts";
import { lookOf } from "./themes.ts";
import { headOf, plain, showWords } from "./world.ts";

const LATER =
  "This board knows its doors, but cannot open them yet: running them comes with a later version.";
/** Cells of a door's name. */
const NAME = 28;

/** A door, as its section tells. */
interface Door {
  readonly name: string;
  readonly text: string;
  readonly description: string;
}

/** The doors that a caller may see, in the order of their names. */
function doorsOf(session: Session): Door[] {
  const doors: Door[] = [];
  for (const section of session.sections("door ")) {
    const name = section.slice("door ".length).trim();
    if (name === "" || !session.flagSetting(section, "enabled", true)) continue;
    if (session.flagSetting(section, "sysop_only", false) && !session.isSysop) continue;
    doors.push({
      name,
      text: sanitizeLine(session.setting(section, "text", name), { maxLength: 60 }) || name,
      description: sanitizeLine(session.setting(section, "description"), { maxLength: 200 }),
    });
  }
  return doors;
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("standing before the doors");
  const look = await lookOf(session, "doors");
  await using _font = await sectionFont(session, "doors");
  await clearScreen(session);
  const doors = doorsOf(session);
  if (doors.length === 0) {
    return await showWords(session, look, "Doors", `There are no doors on this board. ${LATER}`);
  }
  const wide = () => pageBox(session).width >= 60;
  const items = () =>
    doors.map(({ name, text, description }) => ({
      key: name,
      text: ` ${wide() ? justifyLeft(plain(text, NAME), NAME) + " " + plain(description) : plain(text)}`,
    }));
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
    bar = list();
    bar.position = position;
    pane.widget = bar;
    const door = doors.find(({ name }) => name === selection?.key);
    await showWords(session, look, door?.text ?? "Doors", LATER);
    await pane.paint();
  }
}
