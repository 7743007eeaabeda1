/**
 * A tour of every screen of the default board, as it is shipped: a caller goes from the login screen to the goodbye,
 * by the menus, and a test looks at each screen on the way.
 *
 * @module
 */

import { FakeIrcServer } from "../fakes/fake_irc_server.ts";
import { type CallerOptions, pause, TestBoard, TestCaller } from "./harness.ts";
import { openAccount, seeDoor } from "./welcome_kit.ts";

/** Looks at the screen of a script, or, as `"files 2"`, at one of those behind it. */
export type Look = (script: string, caller: TestCaller) => Promise<void>;

const MENU = /\[m\]essages[^]*\[g\]oodbye/;
const [DOWN, ESCAPE] = ["\x1b[B", "\x1b"];

/** A script that a menu opens. */
interface Stop {
  readonly script: string;
  /** Keys from the main menu to the screen. */
  readonly keys: string;
  readonly shows: string | RegExp;
  /** Keys back to the menu. */
  readonly back: string;
  /** Screens behind it: keys to each, what it shows, keys back. */
  readonly behind?: readonly (readonly [keys: string, shows: string | RegExp, back: string])[];
}

const STOPS: readonly Stop[] = [
  {
    script: "msgarea",
    keys: "m\r",
    shows: "Everything public",
    back: "q",
    behind: [
      ["\r", "Everything public", "q"],
      ["\r\r", "Welcome aboard", "qq"],
    ],
  },
  {
    script: "news",
    keys: "n\r",
    shows: "What there is to do here",
    back: "q",
    behind: [
      ["p", "Title:", ESCAPE],
    ],
  },
  {
    script: "bulletins",
    keys: "b\r",
    shows: "2 bulletins",
    back: "q",
    behind: [
      ["\r", "Getting around", "q"],
    ],
  },
  {
    script: "oneliners",
    keys: "ol\r",
    shows: "Say something?",
    back: "q",
    behind: [
      ["y", "Say:", ESCAPE],
    ],
  },
  {
    script: "vote",
    keys: "vote\r",
    shows: "1 question",
    back: "q",
    behind: [
      ["\r", "SyncTERM", "q"],
      ["a", "Question:", ESCAPE],
      ["d", "Delete", ESCAPE],
    ],
  },
  {
    script: "who",
    keys: "who\r",
    shows: /bob +main menu/,
    back: "q",
    behind: [
      [`${DOWN}v`, /bob[^]*any key|bob[^]*Node/i, " "],
      ["s", "To bob:", ESCAPE],
    ],
  },
  { script: "room", keys: "chat\r", shows: "only you", back: ESCAPE },
  { script: "page", keys: "page\r", shows: "About:", back: ESCAPE },
  { script: "lastcallers", keys: "lc\r", shows: /alice +Wonderland/, back: "q" },
  {
    script: "userlist",
    keys: "user\r",
    shows: "2 users",
    back: "q",
    behind: [
      ["\r", "Press any key", " "],
      ["f", "Find:", ESCAPE],
    ],
  },
  {
    script: "rss",
    keys: "rss\r",
    shows: "2 feeds",
    back: "q",
    behind: [
      ["\r", /does not\s+fetch/, " "],
    ],
  },
  { script: "weather", keys: "w\r", shows: "Which city?", back: ESCAPE },
  { script: "ircchat", keys: "irc\r", shows: /you are in #x84[^]*oper/, back: ESCAPE },
  {
    script: "files",
    keys: "f\r",
    shows: "3 entries",
    back: "q",
    behind: [
      ["\r", /Files: games/, "\x1b[D"],
      ["d", "Getting files", " "],
      ["ji", "Press a key", " "],
      ["\r", "look around", "q"],
      ["j\r", /Read me/, "q"],
      ["e", "About readme.txt", "\x03y"],
    ],
  },
  {
    script: "landgrab",
    keys: "lg\r",
    shows: /L A N D[^]*Enter: play/,
    back: "q",
  },
  {
    script: "tetris",
    keys: "t\r",
    shows: "space: play",
    back: "q",
    behind: [
      [" ", /NEXT|space/, "q"],
    ],
  },
  { script: "plasma", keys: "p\rt", shows: "24 bit: each bar", back: "q" },
  {
    script: "doors",
    keys: "doors\r",
    shows: "2 doors",
    back: "q",
    behind: [
      ["j\r", "wants a window", ESCAPE],
    ],
  },
  {
    script: "telnet",
    keys: "tel\r",
    shows: "2 boards",
    back: "q",
    behind: [
      ["o", "Host:", ESCAPE],
    ],
  },
  {
    script: "profile",
    keys: "pe\r",
    shows: /Name +alice/,
    back: "q",
    behind: [
      ["t", "Which colours", "q"],
      ["c", "Which characters", "q"],
      ["s", "There is none", "q"],
      ["p", "Old password", ESCAPE],
      ["i", "Seconds", ESCAPE],
      ["g", "Groups, between commas", ESCAPE],
      ["f", "Find", ESCAPE],
      ["d", "Delete your own", "n"],
    ],
  },
  {
    script: "charset",
    keys: "cs\r",
    shows: "You should see a frame",
    back: "q",
    behind: [
      ["l", "Encodings", "q"],
    ],
  },
  { script: "keytest", keys: "cs\rk\x1b[A", shows: /up +ESC \[ A/, back: "qq" },
  { script: "sysinfo", keys: "si\r*hhhhhjjjjjjjj", shows: "software", back: "q" },
  {
    script: "sysop",
    keys: "sysop\r",
    shows: "The end of the log",
    back: "q",
    behind: [
      ["l", "The log", "q"],
      ["c", "Settings", "q"],
      ["t", /turned away[^]*None/, "q"],
      ["b", "To everybody", ESCAPE],
      ["g", "Which group", ESCAPE],
      ["h", "How this board is changed", "q"],
    ],
  },
];

/** Pictures of which there are several, with the one that is shown. */
const PICTURES: Readonly<Record<string, string>> = {
  matrix: "matrix",
  nua: "nua",
  pwreset: "pwreset",
  main: "main",
  lastcallers: "callers",
  logoff: "logoff",
};

function settings(irc: number) {
  const look = Object.fromEntries(
    Object.entries(PICTURES).map(([name, art]) => [name, { art_file: `art/${art}.ans` }]),
  );
  return {
    ...look,
    matrix: { ...look.matrix, enable_pwreset: true },
    top: { gallery: "art/top/night_shift.ans", line_delay: 0 },
    irc: { enabled: true, server: "127.0.0.1", port: irc, tls: false, channel: "#x84" },
    rss: { feeds: "News=https://news.example/rss, Elsewhere=https://elsewhere.example/atom" },
    files: { root: "pub" },
    "door lord": { text: "Legend of the Red Dragon", description: "Slay it, or flirt", command: "/bin/true" },
    "door tw": { text: "Trade Wars", command: "/bin/true", cols: 200, rows: 60 },
    "board far": { host: "bbs.example.org", text: "The Far Side", description: "Where cows talk" },
    "board near": { host: "192.0.2.1", text: "Next Door" },
    boards: { any: true },
  };
}

async function makeFiles(folder: string): Promise<void> {
  await Deno.mkdir(`${folder}/games`, { recursive: true });
  await Deno.writeTextFile(`${folder}/readme.txt`, "Read me.\n");
  await Deno.writeTextFile(`${folder}/files.bbs`, "readme.txt  What to read first\n");
  await Deno.copyFile(new URL("../../scripts/art/sysinfo.ans", import.meta.url), `${folder}/plant.ans`);
}

/** Goes through the whole board once, `behind` its first screens, too, and answers which scripts were seen. */
export async function tour(options: CallerOptions, look: Look, behind: boolean = false): Promise<string[]> {
  await using irc = FakeIrcServer.open();
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await makeFiles(`${home}/pub`);
    await using board = await TestBoard.start({ home, ini: settings(irc.port) });
    const seen: string[] = [];
    const at: Look = async (script, caller) => {
      seen.push(script);
      await look(script, caller);
    };
    await using alice = await TestCaller.connect(board.port, options);
    await enter(alice, at);
    await using bob = await TestCaller.connect(board.port);
    await openAccount(bob, "bob");
    await bob.send("y");
    await bob.see(MENU);
    for (const { script, keys, shows, back, behind: more } of STOPS) {
      await alice.send(keys);
      await alice.see(shows);
      await at(script, alice);
      for (const [i, [to, there, out]] of (behind === true ? more ?? [] : []).entries()) {
        await alice.send(to);
        await alice.see(there);
        await look(`${script} ${i + 1}`, alice);
        await alice.send(out);
        // An Escape is one when nothing follows it at once.
        await pause(200);
        await alice.see(shows);
      }
      await alice.send(back);
      await alice.see(MENU);
    }
    await call(bob, alice, at);
    await meet(alice, bob, at);
    await write(alice, at);
    await alice.send("g\r");
    await alice.see("Log off?");
    await at("logoff", alice);
    await alice.send("y");
    await alice.waitClosed();
    return seen;
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** From the login screen to the menu, for the first time. */
async function enter(caller: TestCaller, look: Look): Promise<void> {
  await seeDoor(caller);
  await look("matrix", caller);
  await caller.send("reset\r");
  await caller.see("Blank leaves");
  await look("pwreset", caller);
  await caller.send("\r");
  await seeDoor(caller);
  await caller.send("new\r");
  await caller.see("How you are called here");
  await look("nua", caller);
  await caller.send(ESCAPE);
  await caller.see("Leave without an account?");
  await caller.send("y");
  await openAccount(caller, "alice", { location: "Wonderland", email: "alice@example.org" });
  await look("top", caller);
  await caller.send("y");
  await caller.see(MENU);
  await look("main", caller);
}

/** A call that finds somebody at the menu, and is declined. */
async function call(caller: TestCaller, other: TestCaller, look: Look): Promise<void> {
  await caller.send("who\r");
  await caller.see(/alice +main menu/);
  await caller.send("c");
  await other.see("y answers, n declines");
  await look("notice", other);
  await other.send("n");
  await other.see(MENU);
  await caller.see("does not want to chat");
  await caller.send(" ");
  await caller.see(/alice +main menu/);
  await caller.send("q");
  await caller.see(MENU);
}

/** A chat with somebody who is here. */
async function meet(caller: TestCaller, other: TestCaller, look: Look): Promise<void> {
  await caller.send("who\r");
  await caller.see(/bob +main menu/);
  await caller.send(`${DOWN}c`);
  await other.see("y answers, n declines");
  await other.send("y");
  await other.see("ESC hangs up");
  await caller.see("ESC hangs up");
  await caller.send("Good evening!");
  await other.see("Good evening!");
  await look("chat", caller);
  await caller.send(ESCAPE);
  await other.see("has hung up");
  await other.send(" ");
  await other.see(MENU);
  await caller.see(/bob +main menu/);
  await caller.send("q");
  await caller.see(MENU);
}

/** Mail to somebody out of the list of users. */
async function write(caller: TestCaller, look: Look): Promise<void> {
  await caller.send("user\r");
  await caller.see("2 users");
  await caller.send(`${DOWN}w`);
  await caller.see(/To +bob/);
  await look("writemsg", caller);
  await caller.send(ESCAPE);
  await caller.see("2 users");
  await caller.send("q");
  await caller.see(MENU);
}
