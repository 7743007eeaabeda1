/**
 * The script stack of one session.
 *
 * `gosub` runs a script on top and gives its value back; `goto` replaces the stack; a crash pops one script and
 * resumes its caller; with an empty stack the session ends. The signals travel as exceptions, so a script's
 * `finally` blocks run; a script that swallows them is overruled as soon as it ends or calls the board again.
 *
 * @module
 */

import { parseScriptName, type ScriptName } from "../base/brand.ts";
import { toPlainError } from "../base/errors.ts";
import { LONGEST_TEXT } from "../base/expected.ts";
import type { ScriptMain } from "./loader.ts";
import { Disconnected, Goto, ScriptError } from "./signals.ts";

/** How deep scripts may call each other. */
const MAX_DEPTH = 32;

/** What the runner needs of its session. */
export interface RunnerHooks {
  load(name: ScriptName): Promise<ScriptMain>;
  /** Told when a script begins or is resumed. */
  entered(name: ScriptName): void;
  /** Told when a script begins to wait for another one; what it answers is called when the script goes on. */
  paused?(): () => void;
  /** A script failed and `resumed` goes on; `undefined` when the session ends. */
  failed(script: string, error: unknown, resumed: ScriptName | undefined): Promise<void>;
  /** `goto` was called; answers whether another Worker takes the session over, which ends it here. */
  leaves(signal: Goto): boolean;
  /** Handed to every script as its first argument. */
  readonly session: unknown;
}

interface Frame {
  readonly script: ScriptName;
  /** Ends the wait for the script. */
  abandon(reason: unknown): void;
}

/** Why a session's scripts came to an end. */
export type RunnerEnd = "finished" | "disconnected" | "crashed" | "handed over";

/** Runs the scripts of one session. */
export class ScriptRunner {
  #stack: Frame[] = [];
  #pending: Goto | Disconnected | undefined;

  constructor(private readonly hooks: RunnerHooks) {}

  /** The script that runs now. */
  get current(): ScriptName | undefined {
    return this.#stack.at(-1)?.script;
  }

  /** Whether scripts are left for another one: the session goes on. */
  get goes(): boolean {
    return this.#pending instanceof Goto;
  }

  /** The script on which all others stand. */
  get bottom(): ScriptName | undefined {
    return this.#stack[0]?.script;
  }

  /** Runs scripts, beginning with this one, until the session is over. Never throws. */
  async run(script: ScriptName, args: readonly unknown[]): Promise<RunnerEnd> {
    let next: { script: ScriptName; args: readonly unknown[] } = { script, args };
    for (;;) {
      this.#stack = [];
      try {
        await this.#execute(next.script, next.args);
        return "finished";
      } catch (thrown) {
        const signal = this.#pending ?? signalOf(thrown);
        if (signal instanceof Goto) {
          this.#pending = undefined;
          try {
            if (this.hooks.leaves(signal)) return "handed over";
          } catch (error) {
            // Its arguments cannot be sent.
            await this.hooks.failed(signal.script, error, undefined);
            return "crashed";
          }
          next = signal;
          continue;
        }
        if (signal !== undefined) return "disconnected";
        await this.hooks.failed(next.script, thrown, undefined);
        return "crashed";
      }
    }
  }

  /** Runs a script on top of the one that asks, and answers its value; `undefined` when it failed. */
  async gosub(name: string, args: readonly unknown[]): Promise<unknown> {
    this.check();
    const script = parseScriptName(name);
    const below = this.current;
    const resume = this.hooks.paused?.();
    if (this.#stack.length >= MAX_DEPTH) {
      throw new RangeError(`Cannot run "${script}": ${MAX_DEPTH} scripts wait already`);
    }
    try {
      return await this.#execute(script, args);
    } catch (thrown) {
      this.check();
      if (signalOf(thrown) !== undefined) throw thrown;
      await this.hooks.failed(script, thrown, below);
      return undefined;
    } finally {
      if (below !== undefined && this.#pending === undefined) {
        this.hooks.entered(below);
        resume?.();
      }
    }
  }

  /** Replaces the stack. Throws always. */
  goto(name: string, args: readonly unknown[]): never {
    this.check();
    this.#pending = new Goto(name, args);
    throw this.#pending;
  }

  /** Ends the session. Throws always. */
  disconnect(reason: string): never {
    this.check();
    this.#pending = new Disconnected(reason);
    throw this.#pending;
  }

  /** Throws the signal that a script has swallowed, if there is one. */
  check(): void {
    if (this.#pending !== undefined) throw this.#pending;
  }

  /** The caller is gone: every script is left, also one that waits for something of its own. */
  end(reason: string): void {
    this.#pending = new Disconnected(reason);
    for (const frame of this.#stack) frame.abandon(this.#pending);
  }

  /** The running script has failed outside of its promise (a timer, a promise nobody awaited). */
  fail(error: unknown): void {
    this.#stack.at(-1)?.abandon(error);
  }

  async #execute(script: ScriptName, args: readonly unknown[]): Promise<unknown> {
    const main = await this.hooks.load(script);
    this.check();
    const abandoned = Promise.withResolvers<never>();
    // It may be rejected after the race is over.
    abandoned.promise.catch(() => {});
    this.#stack.push({ script, abandon: abandoned.reject });
    const depth = this.#stack.length;
    this.hooks.entered(script);
    try {
      const running = Promise.resolve().then(() => main(this.hooks.session, ...args));
      const value = await Promise.race([running, abandoned.promise]);
      this.check();
      return value;
    } catch (thrown) {
      this.check();
      throw thrown;
    } finally {
      this.#stack.length = Math.min(this.#stack.length, depth - 1);
    }
  }
}

/** What was thrown, if it is a signal. Never throws itself: a proxy may throw when its class is asked for. */
function signalOf(thrown: unknown): Goto | Disconnected | undefined {
  try {
    return thrown instanceof Goto || thrown instanceof Disconnected ? thrown : undefined;
  } catch {
    return undefined;
  }
}

/** What a caller may read about a failure, and what the log says. Never throws, whatever was thrown. */
export function describeFailure(
  script: string,
  thrown: unknown,
  translate: (stack: string) => string,
): { caller: string; log: string } {
  const plain = toPlainError(thrown);
  let stack = "";
  try {
    const cause = thrown instanceof ScriptError && thrown.cause instanceof Error ? thrown.cause : thrown;
    // What stands in its first lines is the message: one that is very long is not written out.
    const short = cause instanceof Error && String(cause.message).length <= LONGEST_TEXT;
    if (short && typeof cause.stack === "string") stack = `\n${translate(cause.stack)}`;
  } catch {
    // A getter that throws: there is no stack to show.
  }
  return {
    caller: `Script "${script}" failed`,
    log: `Script "${script}" failed: ${plain.name}: ${plain.message}${stack}`,
  };
}
