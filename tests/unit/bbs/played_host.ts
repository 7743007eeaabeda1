/**
 * A session with scripts that the test wrote, and the host at the other end of a real port, played by the test. What
 * the session says passes the host's own guard.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  type CallId,
  makeNodeNumber,
  makeSessionId,
  parseScriptName,
  type ScriptName,
} from "../../../lib/base/brand.ts";
import type { CallerProfile } from "../../../lib/base/caller_profile.ts";
import { toPlainError } from "../../../lib/base/errors.ts";
import { Session } from "../../../lib/bbs/session.ts";
import type { Call } from "../../../lib/wire/calls.ts";
import { parseSessionMessage } from "../../../lib/wire/guards.ts";
import type {
  HostMessage,
  ScriptFolder,
  SessionMessage,
  TerminalAnswers,
} from "../../../lib/wire/messages.ts";
import type { UserView } from "../../../lib/wire/users.ts";
import { ScriptLoader, type ScriptMain } from "../../../lib/worker/loader.ts";
import { ScriptError } from "../../../lib/worker/signals.ts";

/** Scripts by name. */
export type Scripts = Readonly<Record<string, (session: Session, ...args: unknown[]) => unknown>>;

/** What the played host begins with. */
export interface Play {
  readonly user?: UserView;
  readonly args?: string;
  readonly encoding?: string;
  /** Name of the terminal. */
  readonly terminal?: string;
  /** What the Worker before has found out of the terminal. */
  readonly answers?: TerminalAnswers;
  readonly showTraceback?: boolean;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly folders?: readonly ScriptFolder[];
  /** Answers calls; what it throws is the refusal. A `MessagePort` is transferred. */
  readonly answer?: (call: Call) => unknown;
  /** Whether output is acknowledged; it is when left out. */
  readonly taking?: boolean;
}

/** How long a test waits for what never comes, in milliseconds. */
const DEADLINE = 10_000;

/** A loader that knows the test's functions. */
class Stage extends ScriptLoader {
  constructor(readonly scripts: Scripts, play: Play) {
    super({ scriptFolders: play.folders ?? [], settings: play.settings ?? {}, version: "1.2.3" });
  }

  override load(name: ScriptName): Promise<ScriptMain> {
    const main = this.scripts[name];
    return main === undefined
      ? Promise.reject(new ScriptError("No such script", name))
      : Promise.resolve(main as ScriptMain);
  }
}

/** The profile of the caller. */
export const PROFILE: CallerProfile = {
  kind: "telnet",
  address: { hostname: "192.0.2.1", port: 2323 },
  terminal: "xterm-256color",
  terminalNames: ["xterm-256color"],
  mtts: 0,
  size: { columns: 80, rows: 24 },
  encoding: "utf8",
  environment: {},
};

/** The host. */
export class PlayedHost {
  /** Everything the session has said, but for `consumed`. */
  readonly said: SessionMessage[] = [];
  readonly session: Session;
  /** Bytes that the session has acknowledged. */
  consumed = 0;
  /** What is on the caller's line. */
  output = new Uint8Array(0);

  readonly #port: MessagePort;
  readonly #over: Promise<void>;
  #wake = () => {};

  constructor(scripts: Scripts, play: Play = {}) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#port.onmessage = (event) => this.#receive(event.data, play);
    this.session = new Session(
      {
        sessionId: makeSessionId("telnet", "192.0.2.1", 2323),
        profile: {
          ...PROFILE,
          encoding: play.encoding ?? "utf8",
          ...(play.terminal === undefined ? {} : { terminal: play.terminal, terminalNames: [play.terminal] }),
        },
        answers: play.answers,
        encoding: play.encoding ?? "utf8",
        entry: { script: parseScriptName("main"), args: play.args ?? "[]" },
        user: play.user,
        node: makeNodeNumber(3),
        connectTime: 1_700_000_000_000,
        showTraceback: play.showTraceback ?? false,
      },
      port2,
      new Stage(scripts, play),
    );
    this.#over = this.session.run({ script: parseScriptName("main"), args: play.args ?? "[]" });
  }

  /** What is on the caller's line, read as UTF-8. */
  get screen(): string {
    return new TextDecoder().decode(this.output);
  }

  /** Calls of the session, in order. */
  get calls(): Call[] {
    return this.said.flatMap((message) => message.type === "call" ? [message.call] : []);
  }

  /** The last thing it said. */
  get last(): SessionMessage | undefined {
    return this.said.at(-1);
  }

  say(message: HostMessage): void {
    this.#port.postMessage(message);
  }

  type(text: string): void {
    this.say({ type: "input", bytes: new TextEncoder().encode(text) });
  }

  /** Waits until this is so; looks whenever the session has said something. */
  async until(condition: () => boolean): Promise<void> {
    await this.#inTime(async () => {
      while (!condition()) await new Promise<void>((resolve) => (this.#wake = resolve));
    });
  }

  /** Waits until the session's scripts are over. */
  async ended(): Promise<void> {
    await this.#inTime(() => this.#over);
  }

  async #inTime(work: () => Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`Waited in vain; the session said ${JSON.stringify(this.said)}`));
      }, DEADLINE);
    });
    try {
      await Promise.race([late, work()]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until the session has said its last word; answers it. */
  async goodbye(): Promise<SessionMessage> {
    await this.ended();
    await this.until(() => this.last?.type === "exit" || this.last?.type === "handover");
    return this.last!;
  }

  [Symbol.dispose](): void {
    this.session.close();
    this.#port.close();
  }

  #receive(data: unknown, play: Play): void {
    const message = parseSessionMessage(data);
    assert.ok(message.type !== "badCall", "the session asks what the host understands");
    if (message.type === "consumed") this.consumed += message.bytes;
    else this.said.push(message);
    if (message.type === "output") {
      this.output = Uint8Array.from([...this.output, ...message.bytes]);
      if (play.taking ?? true) this.say({ type: "taken", bytes: message.bytes.length });
    }
    if (message.type === "call" && play.answer !== undefined) {
      this.#answer(message.callId, message.call, play);
    }
    this.#wake();
  }

  #answer(callId: CallId, call: Call, play: Play): void {
    try {
      const value = play.answer?.(call);
      this.#port.postMessage({ type: "answer", callId, value }, value instanceof MessagePort ? [value] : []);
    } catch (error) {
      this.say({ type: "refusal", callId, error: toPlainError(error) });
    }
  }
}

/** Runs one script to its end; answers what it returned, and the calls it made. */
export async function runOnce<T>(
  main: (session: Session) => T | Promise<T>,
  play: Play = {},
): Promise<{ value: T; calls: Call[] }> {
  const values: T[] = [];
  using host = new PlayedHost({
    main: async (session) => {
      values.push(await main(session));
    },
  }, play);
  await host.goodbye();
  assert.equal(values.length, 1, JSON.stringify(host.said));
  return { value: values[0]!, calls: host.calls };
}
