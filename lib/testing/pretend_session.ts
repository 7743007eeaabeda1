/**
 * A real session whose caller is a list: whenever a script waits, the next thing of the list happens. No clock runs.
 *
 * @module
 */

import { makeNodeNumber, makeSessionId, parseScriptName, type ScriptName } from "../base/brand.ts";
import type { CallerProfile } from "../base/caller_profile.ts";
import { Session } from "../bbs/session.ts";
import { getEncoding } from "../text/encodings.ts";
import { type Key, KeyDecoder } from "../text/keys.ts";
import type { DoorEnd, DoorManner } from "../wire/door_calls.ts";
import type { BoardSettings } from "../wire/messages.ts";
import type { UserView } from "../wire/users.ts";
import type { SessionEvent, Wanted } from "../worker/inbox.ts";
import { ScriptLoader, type ScriptMain } from "../worker/loader.ts";
import { Disconnected, Goto } from "../worker/signals.ts";
import type { Happening } from "./happening.ts";
import type { PretendHost } from "./pretend_host.ts";
import type { PretendTerminal } from "./pretend_terminal.ts";
import type { ScreenPicture } from "./screen_picture.ts";

/** A script that is run by `gosub` or `goto`. */
// `never[]`: whatever arguments it wants, it is a script.
export type Script = (session: Session, ...args: never[]) => unknown;

/** How a script ended. */
export type ScriptEnd =
  | { readonly type: "returned"; readonly value: unknown }
  /** It went to a script that the test did not hand in. */
  | { readonly type: "goto"; readonly script: string; readonly args: readonly unknown[] }
  | { readonly type: "disconnected"; readonly reason: string }
  /** It waited when the list was at its end, and so the caller hung up. */
  | { readonly type: "hung up" };

/** What a pretend session begins with. */
export interface PretendOptions {
  readonly name: ScriptName;
  readonly main: Script;
  readonly scripts: Readonly<Record<string, Script>>;
  readonly happenings: readonly Happening[];
  readonly profile: CallerProfile;
  readonly user: UserView | undefined;
  readonly settings: BoardSettings;
  /** Folder of `readFile`, as a path. */
  readonly folder: string | undefined;
}

/** Pauses that run out after the end of the list; an animation would go on for ever. */
const MAX_PAUSES = 100;
/** The version of the server that the session tells. */
const VERSION = "0.0.0";

/** Knows the functions of the test, and a script that does nothing for every other name. */
class PretendLoader extends ScriptLoader {
  failure: { readonly error: unknown } | undefined;
  value: unknown;

  constructor(private readonly options: PretendOptions) {
    const { folder, settings } = options;
    const scriptFolders = folder === undefined ? [] : [{ path: folder, source: folder, live: true }];
    super({ scriptFolders, settings, version: VERSION });
  }

  has(name: string): boolean {
    return name === this.options.name || Object.hasOwn(this.options.scripts, name);
  }

  override load(name: ScriptName): Promise<ScriptMain> {
    const { main, scripts } = this.options;
    const found = Object.hasOwn(scripts, name)
      ? scripts[name]!
      : name === this.options.name
      ? main
      : () => undefined;
    return Promise.resolve(this.#watched(found as ScriptMain));
  }

  /** The server would show a line and go on where a script fails; a test shall fail. */
  #watched(main: ScriptMain): ScriptMain {
    return async (session, ...args) => {
      try {
        return this.value = await main(session, ...args);
      } catch (error) {
        if (error instanceof Goto || error instanceof Disconnected) throw error;
        this.failure ??= { error };
        throw new Disconnected("failed");
      }
    };
  }
}

/** The session. */
export class PretendSession extends Session {
  /** Everything that was sent to the terminal. */
  sent = "";
  /** Scripts that were run by `gosub`, in order. */
  readonly gosubs: { readonly script: string; readonly args: readonly unknown[] }[] = [];

  readonly #name: ScriptName;
  readonly #loader: PretendLoader;
  readonly #happenings: Happening[];
  readonly #decoder = new KeyDecoder();
  #typed: Key[] = [];
  #pauses = 0;
  #end: ScriptEnd | undefined;

  constructor(
    options: PretendOptions,
    private readonly host: PretendHost,
    private readonly screen: PretendTerminal,
  ) {
    const { name, profile, user, happenings } = options;
    const loader = new PretendLoader(options);
    super(
      {
        sessionId: makeSessionId(profile.kind, profile.address.hostname, profile.address.port),
        profile,
        encoding: profile.encoding,
        entry: { script: name, args: "[]" },
        user,
        node: makeNodeNumber(1),
        connectTime: Date.now(),
        showTraceback: false,
      },
      host as unknown as MessagePort,
      loader,
    );
    this.#name = name;
    this.#loader = loader;
    this.#happenings = [...happenings];
  }

  /** Runs the script to its end. What it throws comes out. */
  async play(args: readonly unknown[]): Promise<ScriptEnd> {
    await this.run({ script: this.#name, args: JSON.stringify(args) });
    if (this.#loader.failure !== undefined) throw this.#loader.failure.error;
    return this.#end ?? { type: "returned", value: this.#loader.value };
  }

  override goto(name: string, ...args: unknown[]): never {
    const script = parseScriptName(name);
    if (!this.#loader.has(script)) this.#end ??= { type: "goto", script, args };
    return super.goto(script, ...args);
  }

  override gosub(name: string, ...args: unknown[]): Promise<unknown> {
    this.gosubs.push({ script: name, args });
    return super.gosub(name, ...args);
  }

  override disconnect(reason: string = "logged off"): never {
    this.#end ??= { type: "disconnected", reason };
    return super.disconnect(reason);
  }

  override flushInput(): number {
    return this.#typed.splice(0).length + super.flushInput();
  }

  override async openDoor(name: string, manner: DoorManner): Promise<DoorEnd> {
    const ended = this.inputEnded;
    try {
      return await super.openDoor(name, manner);
    } finally {
      // As a host does when the line is back.
      if (ended) this.host.say({ type: "inputEnd" });
    }
  }

  /** Shown here rather than from the port's bytes: each text is known with the encoding it was written in. */
  protected override adapt(text: string): string {
    const adapted = super.adapt(text);
    this.sent += adapted;
    // The emulator speaks ANSI: a Commodore's characters are shown, but not its own way to place them.
    const shown = this.encoding.startsWith("petscii") ? text : adapted;
    this.screen.write(shown, getEncoding(this.encoding));
    return adapted;
  }

  protected override async take(wanted: Wanted): Promise<SessionEvent | undefined> {
    for (;;) {
      const event = await super.take({ ...wanted, timeout: 0 });
      if (event !== undefined) return event;
      const key = wanted.keys ? this.#typed.shift() : undefined;
      if (key !== undefined) this.unreadKey(key);
      else if (wanted.keys && wanted.inputEnd === true && this.inputEnded) return undefined;
      else if (!await this.#happen(wanted)) return undefined;
    }
  }

  /** Lets one thing happen; answers whether the wait goes on. */
  async #happen(wanted: Wanted): Promise<boolean> {
    const happening = this.#happenings.shift();
    if (happening === undefined) return this.#runOut(wanted);
    if (typeof happening === "string") {
      this.inbox.lastInput = Date.now();
      this.#typed.push(...this.#keysOf(happening));
    } else if ("look" in happening) {
      await this.#look(happening.look);
    } else if ("inputEnd" in happening) {
      this.host.say({ type: "inputEnd" });
    } else if ("timeout" in happening) {
      return wanted.timeout === undefined;
    } else if ("topic" in happening) {
      this.host.tell(happening.topic, happening.data, happening.from);
    } else {
      const { columns, rows } = happening;
      await this.screen.resize(columns, rows);
      this.host.say({ type: "resize", size: { columns, rows } });
    }
    return true;
  }

  /** A pause at the end passes; a clock (`nextEvent` with a timeout) and who waits for somebody wait in vain. */
  async #runOut(wanted: Wanted): Promise<boolean> {
    const pause = wanted.timeout === 0 || wanted.timeout !== undefined && !wanted.resize;
    if (pause && ++this.#pauses <= MAX_PAUSES) {
      // Timers and promises of the script have their turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return false;
    }
    this.#hangUp();
    return true;
  }

  #hangUp(): void {
    this.#end ??= { type: "hung up" };
    this.host.say({ type: "end", reason: "hung up" });
  }

  async #look(look: (screen: ScreenPicture) => void | Promise<void>): Promise<void> {
    try {
      await look(await this.screen.picture());
    } catch (error) {
      this.#loader.failure ??= { error };
      this.#hangUp();
    }
  }

  /** As they come out of the caller's encoding; an ESC at the end is the Escape key. */
  #keysOf(text: string): Key[] {
    const encoding = getEncoding(this.encoding);
    const typed = encoding.typed ?? encoding;
    const keys = this.#decoder.push(typed.decoder().push(typed.encode(text)));
    return this.#decoder.pendingEscape ? [...keys, ...this.#decoder.flush()] : keys;
  }
}
