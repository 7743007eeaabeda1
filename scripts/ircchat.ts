/**
 * Internet Relay Chat: the channel of the INI file (section `[irc]`), under the caller's handle.
 *
 * What is typed is said. PgUp and PgDn look back, Escape empties the line, and leaves when it is empty.
 *
 * @module
 */

import {
  CLEAR_SCREEN,
  CLEAR_TO_LINE_END,
  clearScreen,
  decodeMirc,
  displayWidth,
  encodeMirc,
  irc,
  IRC_TOPIC,
  type IrcCommand,
  type IrcEvent,
  isIrcChannel,
  isIrcTarget,
  type Key,
  LineEditor,
  LineHistory,
  MAX_IRC_TEXT,
  moveTo,
  NORMAL,
  Pager,
  putText,
  sanitizeLine,
  type Session,
  style,
} from "x84";
import { follow, type IrcState, tellEvent, word } from "./irc_words.ts";
import { sectionFont } from "./screen_look.ts";
import { type Look, lookOf } from "./themes.ts";
import { keyHint } from "./view.ts";
import { showWords } from "./world.ts";

const HELP = [
  "/me WORDS         do something        /names            who is here",
  "/msg NICK WORDS   tell one alone      /topic [WORDS]    what it is about",
  "/join #CHANNEL    go elsewhere        /connect          try again",
  "/quit [WORDS]     leave               //WORDS           say something that begins with /",
];

function clock(): string {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

/** The chat on a caller's screen. */
class Chat {
  readonly #state: IrcState = {
    connected: false,
    server: "",
    reached: false,
    nick: "",
    channel: "",
    topic: "",
    names: new Set(),
  };
  readonly #history = new LineHistory();
  readonly #scrollback: number;
  readonly #maxInput: number;
  #lines: string[] = [];
  #pager = new Pager();
  #line: LineEditor;

  constructor(readonly session: Session, readonly look: Look) {
    this.#scrollback = Math.max(20, session.numberSetting("irc", "max_scrollback", 200));
    this.#maxInput = Math.max(1, Math.min(MAX_IRC_TEXT, session.numberSetting("irc", "max_input", 200)));
    this.#line = this.#newLine();
  }

  /** Chats until the caller leaves. */
  async run(): Promise<void> {
    const { session } = this;
    await this.paint();
    await this.#command({ type: "connect" });
    for (;;) {
      const event = await session.nextEvent({ topics: [IRC_TOPIC], line: this });
      if (event?.type === "resize") {
        await this.paint();
      } else if (event?.type === "message") {
        const told = event.data as IrcEvent;
        follow(this.#state, told);
        const line = tellEvent(told, this.#state, this.look);
        if (line !== undefined) await this.#add(line);
        await this.#paintBars();
      } else if (event?.type === "key" && !await this.#press(event.key)) return;
    }
  }

  /** Paints everything. */
  async paint(): Promise<void> {
    const { session } = this;
    const { columns, rows } = session;
    const { atBottom } = this.#pager;
    this.#pager.place({ top: 1, left: 0, width: columns, height: Math.max(1, rows - 3) }, session);
    this.#line.resize(this.#width);
    if (atBottom) this.#pager.position = this.#pager.bottom;
    await session.echo(NORMAL + CLEAR_SCREEN + this.#pager.paint());
    await this.#paintBars();
  }

  /** Cells of the input line. */
  get #width(): number {
    return Math.max(1, Math.min(this.#maxInput + 1, this.session.columns - 4));
  }

  #newLine(): LineEditor {
    return new LineEditor({
      maxLength: this.#maxInput,
      width: this.#width,
      style: this.session.setting("irc", "color_inputbar"),
      history: this.#history,
    });
  }

  /** The bar above, the bar below, and the line that is typed. */
  async #paintBars(): Promise<void> {
    const { session, look } = this;
    const { columns, rows } = session;
    const { channel, topic, nick, names, connected } = this.#state;
    const above = style(look.bar, ` ${channel}${topic === "" ? "" : `: ${topic}`}`.padEnd(columns));
    const who = connected ? `${nick}, ${names.size} here` : "not connected";
    const more = this.#pager.atBottom ? "" : "  more below: PgDn";
    const hint = keyHint(look, columns - displayWidth(` ${who}${more} `) - 1, [
      ["Esc", "leave"],
      ["/help", "commands"],
      ["PgUp", "look back"],
    ]);
    const below = `${style(look.lowlight, ` ${who}${more} `)}${hint}`;
    await session.echo(
      putText(session, 0, 0, above, columns) + putText(session, rows - 2, 0, below, columns) +
        `${moveTo(rows, 1)}${CLEAR_TO_LINE_END}> ${this.#line.paint()}`,
    );
  }

  /** A line more. */
  async #add(text: string): Promise<void> {
    const line = `${style(this.look.lowlight, clock())} ${text}`.replaceAll("|", "||");
    this.#lines.push(line);
    if (this.#lines.length <= this.#scrollback * 1.25) {
      await this.session.echo(this.#pager.append(line));
      return;
    }
    const { atBottom, position } = this.#pager;
    const dropped = this.#lines.length - this.#scrollback;
    this.#lines = this.#lines.slice(dropped);
    this.#pager.update(this.#lines);
    this.#pager.position = atBottom ? this.#pager.bottom : Math.max(0, position - dropped);
    await this.session.echo(this.#pager.paintChanges());
  }

  /** Takes a key; answers whether the caller stays. */
  async #press(key: Key): Promise<boolean> {
    const { session } = this;
    if (key.name === "pageup" || key.name === "pagedown") {
      await session.echo(this.#pager.move(key.name === "pageup" ? "pageUp" : "pageDown"));
      await this.#paintBars();
      return true;
    }
    if (key.name === "tab") {
      this.#complete();
      await this.#paintBars();
      return true;
    }
    await session.echo(this.#line.push(key));
    if (this.#line.state === "open") return true;
    const { value, state } = this.#line;
    this.#line = this.#newLine();
    if (state === "cancelled") {
      if (value === "") return false;
    } else {
      this.#history.add(value);
      await session.echo(this.#pager.move("end"));
      if (!await this.#say(value.trim())) return false;
      this.#line = this.#newLine();
    }
    await this.#paintBars();
    return true;
  }

  /** Makes a nickname out of its beginning. */
  #complete(): void {
    const { value } = this.#line;
    const begun = /(\S+)$/.exec(value)?.[1];
    if (begun === undefined) return;
    const name = [...this.#state.names].sort().find((one) =>
      one.toLowerCase().startsWith(begun.toLowerCase())
    );
    if (name === undefined) return;
    const before = value.slice(0, value.length - begun.length);
    this.#line = new LineEditor({
      value: `${before}${name}${before === "" ? ": " : " "}`,
      maxLength: this.#maxInput,
      width: this.#width,
      style: this.session.setting("irc", "color_inputbar"),
      history: this.#history,
    });
  }

  /** Does what a line means; answers whether the caller stays. */
  async #say(text: string): Promise<boolean> {
    const { channel, nick } = this.#state;
    if (text === "") return true;
    if (!text.startsWith("/") || text.startsWith("//")) {
      const words = text.replace(/^\/\//, "/");
      const { look } = this;
      const own = `${style(look.lowlight, "<")}${style("bold", nick)}${style(look.lowlight, ">")} ${
        shown(words)
      }`;
      await this.#speak({ type: "say", target: channel, text: words }, own);
      return true;
    }
    const [, name = "", rest = ""] = /^\/(\S+)\s*(.*)$/.exec(text) ?? [];
    const [first = "", ...others] = rest.split(/\s+/);
    switch (name.toLowerCase()) {
      case "quit":
      case "exit":
        await this.leave(rest);
        return false;
      case "me":
        if (rest !== "") {
          await this.#speak(
            { type: "action", target: channel, text: rest },
            `${style("bold", `* ${nick}`)} ${shown(rest)}`,
          );
        }
        return true;
      case "msg":
      case "query": {
        const words = others.join(" ");
        if (!isIrcTarget(first) || words === "") await this.#add(this.#note("/msg NICK WORDS"));
        else {
          const own = `${style("bold_magenta", `[to ${word(first)}]`)} ${shown(words)}`;
          await this.#speak({ type: "say", target: first, text: words }, own);
        }
        return true;
      }
      case "join":
        if (isIrcChannel(first)) await this.#command({ type: "join", channel: first });
        else await this.#add(this.#note("/join #CHANNEL"));
        return true;
      case "names":
      case "who":
        await this.#command({ type: "names", channel: isIrcChannel(first) ? first : channel });
        return true;
      case "topic":
        await this.#command(
          rest === "" ? { type: "topic", channel } : { type: "setTopic", channel, text: rest },
        );
        return true;
      case "connect":
        await this.#command({ type: "connect" });
        return true;
      case "help":
      case "?":
        for (const line of HELP) await this.#add(this.#note(line));
        return true;
      default:
        await this.#add(
          this.#note(`there is no /${sanitizeLine(name, { maxLength: 20 })} here; /help tells what there is`),
        );
        return true;
    }
  }

  /** Says goodbye out there. What was still on its way is not of interest to the next script. */
  async leave(words: string): Promise<void> {
    const { session } = this;
    await irc(session, { type: "quit", text: words.slice(0, MAX_IRC_TEXT) });
    while (await session.readMessage([IRC_TOPIC], 0) !== undefined);
  }

  #note(text: string): string {
    return style(this.look.lowlight, `* ${text}`);
  }

  /** Says something, and shows it, for nobody hears himself on IRC. */
  async #speak(command: IrcCommand, own: string): Promise<void> {
    if (await this.#command(command)) await this.#add(own);
  }

  /** Asks the host; answers whether it did it. */
  async #command(command: IrcCommand): Promise<boolean> {
    const answer = await irc(this.session, command);
    this.#state.channel = word(answer.channel);
    if (answer.nick !== "") this.#state.nick = word(answer.nick);
    if (answer.refused !== undefined) await this.#add(style("bold_red", `* ${answer.refused}`));
    await this.#paintBars();
    return answer.refused === undefined;
  }
}

/** The caller's own words as the others see them. */
function shown(text: string): string {
  return decodeMirc(encodeMirc(text));
}

export default async function main(session: Session): Promise<void> {
  const look = await lookOf(session, "irc");
  await using _font = await sectionFont(session, "irc");
  await clearScreen(session);
  if (!session.flagSetting("irc", "enabled", false)) {
    return await showWords(session, look, "IRC", "This board does not use IRC.");
  }
  if (session.user === undefined || session.user.guest) {
    return await showWords(session, look, "IRC", "IRC is for callers with an account.");
  }
  session.setActivity("chatting on IRC");
  const chat = new Chat(session, look);
  try {
    await chat.run();
  } finally {
    await chat.leave("");
  }
}
