/**
 * Calls to other boards by telnet, for scripts: `Session.openTelnet` asks the host, for Workers have no network.
 *
 * ```ts ignore
 * await using board = await session.openTelnet("example");
 * for (let text; (text = await board.read()) !== undefined;) await session.echo(guard.push(text));
 * ```
 *
 * @module
 */

import { ByteQueue } from "../base/bytes.ts";
import { NotPermittedError } from "../base/errors.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import { loadCodePages } from "../text/code_pages.ts";
import type { Encoding, IncrementalDecoder } from "../text/encoding.ts";
import { getEncoding } from "../text/encodings.ts";
import {
  MAX_REMOTE_BYTES,
  REMOTE_TOPIC,
  type RemoteEnd,
  type RemoteErrorCode,
  type RemoteHost,
} from "../wire/remote_calls.ts";
import type { TopicMessage } from "../worker/inbox.ts";
import { Disconnected } from "../worker/signals.ts";
import type { HostCaller } from "./host_caller.ts";

/** Whoever calls; a session is one. */
export interface TelnetCaller extends Pick<HostCaller, "call"> {
  readonly terminal: TerminalSize & { readonly name: string; readonly encoding: string };
  readMessage(topics: readonly string[], timeout?: number): Promise<TopicMessage | undefined>;
  flushMessages(topic: string): readonly TopicMessage[];
}

/** How another board is called. */
export interface OpenTelnetOptions {
  /** Gives up when it is aborted; {@linkcode TelnetError} `cancelled` is then thrown. */
  readonly signal?: AbortSignal;
  /** The terminal that the board is told, unless the INI file says; default the caller's. */
  readonly terminal?: string;
}

/** The call did not come about. Its message is for sysops and script authors: it says what to do. */
export class TelnetError extends Error {
  override name = "TelnetError";
  /** What kind of thing went wrong. */
  readonly code: RemoteErrorCode;

  constructor(code: RemoteErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A call to another board. What it sends is a stranger's, see `TerminalGuard`. */
export class TelnetConnection implements AsyncDisposable {
  /** Canonical name of the other board's character encoding. */
  readonly encoding: string;
  readonly #caller: TelnetCaller;
  readonly #typed: Encoding;
  readonly #decoder: IncrementalDecoder;
  readonly #waiting = new ByteQueue();
  #sending: Promise<boolean> | undefined;
  #unsent = 0;
  #echoes = false;
  #end: RemoteEnd | undefined;

  /** Made by `Session.openTelnet`. */
  constructor(caller: TelnetCaller, encoding: Encoding) {
    this.#caller = caller;
    this.encoding = encoding.name;
    this.#typed = encoding.typed ?? encoding;
    this.#decoder = encoding.decoder();
  }

  /** Whether the other board shows what is typed; else the caller does not see it unless the script echoes it. */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** How the call has ended; `undefined` while it goes on. Something may still be there to be read. */
  get end(): RemoteEnd | undefined {
    return this.#end;
  }

  /** Bytes that the other board has not taken yet. */
  get unsent(): number {
    return this.#unsent;
  }

  /**
   * What the other board has sent, at most some 64 KiB; waits until there is something, at most `timeout` milliseconds,
   * and answers `""` when nothing came. `undefined` when the call is over. Who waits for keys, too, waits with `nextEvent`
   * for topic `REMOTE_TOPIC`, and then reads with a timeout of 0.
   */
  async read(timeout?: number): Promise<string | undefined> {
    for (;;) {
      if (this.#end !== undefined) return undefined;
      // Whoever is told of twice takes it once.
      this.#caller.flushMessages(REMOTE_TOPIC);
      const { bytes, echoes, end } = await this.#caller.call({ verb: "takeRemote" });
      this.#echoes = echoes;
      this.#end = end;
      let text = this.#decoder.push(bytes);
      if (end !== undefined) text += this.#decoder.flush();
      if (text !== "") return text;
      if (end !== undefined) return undefined;
      if (timeout === 0) return "";
      if (await this.#caller.readMessage([REMOTE_TOPIC], timeout) === undefined) return "";
    }
  }

  /**
   * Types something: whole keys, as the caller's terminal sends them; Enter is `"\\r"`. Resolves when the other board's
   * line has taken everything that was typed, `false` when the call is over. What is typed before that goes together.
   */
  send(text: string): Promise<boolean> {
    const bytes = this.#typed.encode(text);
    this.#waiting.push(bytes);
    this.#unsent += bytes.length;
    return this.#sending ??= this.#pump();
  }

  /** Tells the other board that the screen has another size. */
  async resize({ columns, rows }: TerminalSize): Promise<void> {
    if (this.#end === undefined) await this.#caller.call({ verb: "resizeRemote", size: { columns, rows } });
  }

  /** Hangs up. */
  async hangUp(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#end = "hung up";
    await close(this.#caller);
    this.#caller.flushMessages(REMOTE_TOPIC);
  }

  /** Hangs up when the block is left. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.hangUp();
  }

  async #pump(): Promise<boolean> {
    try {
      let taken = true;
      while (taken && this.#waiting.size > 0) {
        const bytes = this.#waiting.take(MAX_REMOTE_BYTES).slice();
        taken = this.#end === undefined && await this.#caller.call({ verb: "sendRemote", bytes });
        this.#unsent -= bytes.length;
      }
      return taken;
    } finally {
      this.#sending = undefined;
      this.#waiting.clear();
      this.#unsent = 0;
    }
  }
}

/** Hangs up. With the session the call has ended, too. */
async function close(caller: TelnetCaller): Promise<void> {
  try {
    await caller.call({ verb: "closeRemote" });
  } catch (error) {
    if (!(error instanceof Disconnected)) throw error;
  }
}

/** Calls a board; see `Session.openTelnet`. */
export async function openTelnet(
  caller: TelnetCaller,
  to: string | RemoteHost,
  { signal, terminal }: OpenTelnetOptions = {},
): Promise<TelnetConnection> {
  if (signal?.aborted === true) throw new TelnetError("cancelled", "it was hung up");
  const { columns, rows, name, encoding: own } = caller.terminal;
  const whom = typeof to === "string" ? { name: to } : { host: to.host, port: to.port };
  const cancel = () => void close(caller).catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const answer = await caller.call({
      verb: "openRemote",
      to: whom,
      terminal: terminal ?? name,
      size: { columns, rows },
      encoding: own,
    });
    if ("fault" in answer) throw new TelnetError(answer.fault.code, answer.fault.message);
    if (!/^(?:utf8|cp437)/.test(answer.encoding)) await loadCodePages();
    return new TelnetConnection(caller, getEncoding(answer.encoding));
  } catch (error) {
    if (error instanceof NotPermittedError) throw new TelnetError("refused", error.message);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}
