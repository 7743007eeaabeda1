/**
 * What an rlogin client says first (RFC 1282).
 *
 * ```
 * 00 client-user 00 server-user 00 terminal/speed 00        BSD, PuTTY
 * 00 password    00 user        00 terminal/speed [00]      SyncTERM; old ones leave the last NUL out
 * ```
 *
 * Nothing of it proves who the caller is. The first string is never looked at: there, SyncTERM sends the password that
 * it keeps in its dialling directory. Holds {@linkcode MAX_GREETING} bytes at most.
 *
 * @module
 */

/** Bytes of a greeting, the last NUL included. A name, a password and a terminal are below 64 each. */
export const MAX_GREETING = 512;
/** The longest name that is kept, in characters. */
const MAX_NAME = 64;
/** Controls, direction overrides and line separators; and a dash in front, which has been an option of login. */
const UNFIT = /^-|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** What is kept of a greeting. */
export interface RloginHello {
  /** The name to offer at the prompt; `""` when there is none, or it is unfit to show. */
  readonly user: string;
  /** The terminal as the client calls it, Latin-1, unchecked, without the speed. */
  readonly terminal: string;
}

/** What came of a piece of it. */
export type GreetingStep =
  | { readonly type: "more" }
  /** `rest` is what the caller has typed already. */
  | { readonly type: "hello"; readonly hello: RloginHello; readonly rest: Uint8Array }
  | { readonly type: "fault"; readonly reason: string };

/** Reads one greeting. */
export class RloginGreeting {
  #bytes: number[] = [];
  #ends: number[] = [];

  /** Whether it may be over though its last NUL has not come: time will tell. */
  get nearlyDone(): boolean {
    return this.#ends.length === 3;
  }

  /** Takes bytes as they came. After a hello or a fault there must be no more. */
  push(bytes: Uint8Array): GreetingStep {
    for (const [i, byte] of bytes.entries()) {
      if (this.#bytes.length === 0 && byte !== 0) {
        return { type: "fault", reason: "it does not begin with NUL" };
      }
      this.#bytes.push(byte);
      if (byte === 0) this.#ends.push(this.#bytes.length - 1);
      if (this.#ends.length === 4) {
        return { type: "hello", hello: this.#hello(this.#ends[3]!), rest: bytes.slice(i + 1) };
      }
      if (this.#bytes.length >= MAX_GREETING) return { type: "fault", reason: "it is too long" };
    }
    return { type: "more" };
  }

  /** No more is expected: the greeting without its last NUL, `undefined` when even more is missing. */
  finish(): RloginHello | undefined {
    return this.nearlyDone ? this.#hello(this.#bytes.length) : undefined;
  }

  #hello(end: number): RloginHello {
    const [, second = 0, third = 0] = this.#ends;
    const terminal = String.fromCharCode(...this.#bytes.slice(third + 1, end));
    return { user: cleanName(this.#bytes.slice(second + 1, third)), terminal: terminal.split("/", 1)[0]! };
  }
}

function cleanName(bytes: readonly number[]): string {
  try {
    const name = utf8.decode(Uint8Array.from(bytes));
    return name.length <= MAX_NAME && !UNFIT.test(name) ? name : "";
  } catch {
    return "";
  }
}
