/**
 * Which characters does the caller's terminal show? A test picture, and the encodings to choose from; what his keys
 * send is shown by `keytest`.
 *
 * The choice is the attribute `encoding` of his account, and holds for this call where he has none.
 *
 * @module
 */

import {
  center,
  clearScreen,
  clip,
  encodingNames,
  leftMargin,
  Lightbar,
  loadCodePages,
  paintFrame,
  runWidget,
  type Session,
  style,
  wrap,
} from "x84";
import { ENCODING_ATTRIBUTE, encodingNudge } from "./coming.ts";
import { type Look, lookOf } from "./themes.ts";

/** What is told of the encodings. */
const NOTES: Readonly<Record<string, string>> = {
  "utf8": "terminals of today: xterm, PuTTY, telnet in a window",
  "cp437": "the IBM PC: SyncTERM, NetRunner, DOS",
  "cp437_art": "the same, with the smileys below 32",
  "iso8859-1": "Western Europe, before UTF-8",
  "ascii": "letters and digits only",
  "amiga": "the Amiga",
  "atarist": "the Atari ST",
  "petscii": "the Commodore 64, small letters",
  "petscii_upper": "the Commodore 64, capitals",
  "cp720": "Arabic, DOS",
  "cp737": "Greek, DOS",
  "cp775": "the Baltic, DOS",
  "cp850": "Western Europe, DOS",
  "cp852": "Central Europe, DOS",
  "cp855": "Cyrillic, DOS",
  "cp856": "Hebrew, DOS",
  "cp857": "Turkish, DOS",
  "cp858": "Western Europe with the euro, DOS",
  "cp860": "Portuguese, DOS",
  "cp861": "Icelandic, DOS",
  "cp862": "Hebrew, DOS",
  "cp863": "French of Canada, DOS",
  "cp864": "Arabic, DOS",
  "cp865": "Danish and Norwegian, DOS",
  "cp866": "Russian, DOS",
  "cp869": "Greek, DOS",
  "cp874": "Thai",
  "cp1125": "Ukrainian, DOS",
  "cp872": "Cyrillic with the euro, DOS",
  "mik": "Bulgarian, DOS",
  "iso8859-2": "Central Europe",
  "iso8859-3": "Southern Europe",
  "iso8859-4": "Northern Europe",
  "iso8859-5": "Cyrillic",
  "iso8859-6": "Arabic",
  "iso8859-7": "Greek",
  "iso8859-8": "Hebrew",
  "iso8859-9": "Turkish",
  "iso8859-10": "Nordic",
  "iso8859-11": "Thai",
  "iso8859-13": "the Baltic",
  "iso8859-14": "Celtic",
  "iso8859-15": "Western Europe with the euro",
  "iso8859-16": "South-Eastern Europe",
  "armscii-8": "Armenian",
  "koi8-r": "Russian, Unix",
  "koi8-u": "Ukrainian, Unix",
  "cp1250": "Central Europe, Windows",
  "cp1251": "Cyrillic, Windows",
  "cp1252": "Western Europe, Windows",
  "cp1253": "Greek, Windows",
  "cp1254": "Turkish, Windows",
  "cp1255": "Hebrew, Windows",
  "cp1256": "Arabic, Windows",
  "cp1257": "the Baltic, Windows",
  "cp1258": "Vietnamese, Windows",
};

/** The picture, 38 cells wide: shades, blocks, frames, letters. */
const PICTURE: readonly string[] = [
  "┌───────────┬───────────╥────────────┐",
  "│ ░░▒▒▓▓██  │ ▀▀▄▄██▌▐  ║  äöüß éèêç │",
  "│ ██▓▓▒▒░░  │ ▄▄▀▀██▐▌  ║  ñÑ åÅ æÆ  │",
  "╞═══════════╪═══════════╬════════════╡",
  "│ ½ ¼ ± ÷ ² │ ≈ ≤ ≥ √ π ║  ■ · ° ∙ ¿ │",
  "└───────────┴───────────╨────────────┘",
];
const COLORS: readonly string[] = [
  "bright_blue",
  "bright_cyan",
  "cyan",
  "bright_blue",
  "bright_magenta",
  "bright_blue",
];
const KEYS = ["[u] UTF-8", "[c] CP437", "[l] list", "[k] keys", "[d] done"];

function lines(session: Session, look: Look): string[] {
  const margin = " ".repeat(leftMargin(session));
  const columns = Math.min(79, session.columns - 1);
  const explained =
    "You should see a frame without gaps, with shades and half blocks on the left and accented letters " +
    "on the right. If you see letters in place of lines, or two or three signs in place of one, choose another encoding.";
  const head = [
    "",
    `${margin} ${style(look.highlight, "Characters")}: ${style("bold", session.encoding)}`,
    "",
  ];
  const text = wrap(explained, Math.max(10, columns - 2)).map((line) => `${margin} ${line}`);
  const picture = PICTURE.map((line, i) =>
    margin + center(style(COLORS[i]!, clip(line, columns)), columns).trimEnd()
  );
  const keys = wrap(KEYS.join(columns < 60 ? " " : "   "), Math.max(10, columns - 1)).map((line) =>
    `${margin} ${line}`
  );
  const whole = [...head, ...picture, "", ...text, "", ...keys];
  if (whole.length <= session.rows) return whole;
  // What to look at and what to press matter more than the words about it.
  return [...picture, ...keys].slice(-session.rows);
}

/** Takes an encoding over: from here on, and for the next calls. */
async function choose(session: Session, name: string): Promise<void> {
  session.setEncoding(name);
  await session.echo(encodingNudge(session.encoding));
  await clearScreen(session);
  if (session.user === undefined || session.user.guest) return;
  // What the terminal says by itself need not be kept, so that another terminal is not told the same.
  const kept = session.encoding === session.profile.encoding ? undefined : session.encoding;
  await session.setAttribute(ENCODING_ATTRIBUTE, kept);
}

/** Lets the caller choose out of all encodings; `undefined` when he does not. */
async function chooseFromList(session: Session, look: Look): Promise<string | undefined> {
  await loadCodePages();
  const names = encodingNames();
  const items = names.map((name) => ({
    key: name,
    text: ` ${name.padEnd(14)}${NOTES[name] ?? ""}`,
  }));
  const bar = new Lightbar({
    items,
    position: { row: 0, shift: Math.max(0, names.indexOf(session.encoding)) },
    border: "ascii",
    colors: { highlight: look.bar },
    title: " Encodings ",
    footer: " Enter takes, q leaves ",
  });
  await clearScreen(session);
  await runWidget(session, bar, {
    box: ({ columns, rows }) => {
      const width = Math.min(72, columns - 1);
      return { top: 0, left: Math.floor((columns - width) / 2), width, height: Math.max(3, rows - 1) };
    },
  });
  return bar.selected ? bar.selection?.key : undefined;
}

export default async function main(session: Session): Promise<void> {
  session.setActivity("choosing characters");
  const look = await lookOf(session, "charset");
  await clearScreen(session);
  for (;;) {
    await paintFrame(session, lines(session, look));
    const event = await session.nextEvent({ topics: [] });
    if (event?.type !== "key") continue;
    const letter = event.key.text.toLowerCase();
    const { name } = event.key;
    if (letter === "u") await choose(session, "utf8");
    else if (letter === "c") await choose(session, "cp437");
    else if (letter === "l") {
      const chosen = await chooseFromList(session, look);
      if (chosen !== undefined) await choose(session, chosen);
      else await clearScreen(session);
    } else if (letter === "k") {
      await session.gosub("keytest");
      await clearScreen(session);
    } else if (letter === "d" || letter === "q" || name === "escape" || name === "enter") return;
  }
}
