/**
 * The main menu. A line more in `ITEMS` is an item more.
 *
 * @module
 */

import {
  clearScreen,
  findItem,
  layOutMenu,
  leftMargin,
  type MenuItem,
  paintFrame,
  readLine,
  sanitizeLine,
  type Session,
  style,
} from "x84";
import { banner, boardName, notice, ONELINER_TOPIC } from "./common.ts";

interface Item extends MenuItem {
  readonly script: string;
}

const ITEMS: readonly Item[] = [
  { key: "who", text: "who is online", script: "who" },
  { key: "ol", text: "one-liners", script: "oneliners" },
  { key: "g", text: "goodbye", script: "logoff" },
];

/** Notices that are kept on the screen. */
const NOTICES = 3;
/** Characters of what a caller may type. */
const MAX_KEY = 16;

/** What the menu shows beside its items. */
interface Shown {
  /** What others said meanwhile, the newest last. */
  notices: string[];
  /** An answer to the last thing typed. */
  message: string;
}

function promptOf(session: Session): string {
  const margin = " ".repeat(leftMargin(session) + 1);
  return `${margin}${style("bold", sanitizeLine(session.handle))}@${boardName(session)}: `;
}

async function paint(session: Session, shown: Shown): Promise<void> {
  const margin = " ".repeat(leftMargin(session) + 1);
  const below = [
    ...shown.notices.map((line) => `${margin}* ${line}`),
    `${margin}${shown.message}`,
    promptOf(session),
  ];
  const art = await banner(session, "main", ITEMS.length + below.length + 2);
  const menu = layOutMenu(ITEMS, {
    columns: session.columns,
    rows: Math.min(2 * ITEMS.length, session.rows - art.length - below.length - 2),
    keyStyle: session.setting("main", "color_highlight", "bold_cyan"),
    bracketStyle: session.setting("main", "color_lowlight", "magenta"),
  });
  const lines = [...art, "", ...menu, "", ...below];
  await paintFrame(session, lines.slice(-session.rows));
}

export default async function main(session: Session): Promise<void> {
  const shown: Shown = { notices: [], message: "" };
  await clearScreen(session);
  await paint(session, shown);
  await session.subscribe(ONELINER_TOPIC);
  for (;;) {
    session.setActivity("main menu");
    const typed = await readLine(session, {
      maxLength: MAX_KEY,
      width: () => Math.max(1, Math.min(MAX_KEY, session.columns - 2)),
      onEvent: async (event) => {
        if (event.type === "message") {
          const line = notice(event);
          if (line === undefined) return false;
          shown.notices = [...shown.notices, line].slice(-NOTICES);
        }
        await paint(session, shown);
        return true;
      },
    });
    const item = findItem(ITEMS, typed ?? "");
    shown.message = "";
    if (item !== undefined) {
      shown.notices = [];
      await session.gosub(item.script);
      await clearScreen(session);
    } else if (typed !== undefined && typed.trim() !== "") {
      shown.message = `There is no "${typed.trim()}" here.`;
    }
    await paint(session, shown);
  }
}
