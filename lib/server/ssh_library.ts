/**
 * What is used of npm `ssh2`, and its loading: only a board whose SSH door is open pays for it.
 *
 * What the library leaves to whoever uses it, and the door therefore does: an error without a listener ends the process;
 * writing never waits for the socket; a write on a dead channel is never answered; a caller who ignores his window is
 * not refused; a client may ask for new keys as often as it likes, and may send identification lines without end; what
 * else of channels, see `ssh_channels.ts`; it takes the bytes of a key for a file of one, if they look so.
 *
 * @module
 */

import type { Duplex } from "node:stream";

/** A key that the library has read. */
export interface LibraryKey {
  readonly type: string;
  getPublicSSH(): Uint8Array;
  verify(data: Uint8Array, signature: Uint8Array, hash?: string): boolean | Error;
}

/** What an authentication request says, and how it is answered. */
export interface LibraryAuth {
  readonly method: "none" | "password" | "publickey" | "keyboard-interactive" | "hostbased";
  readonly username: string;
  /** `password` only. */
  readonly password?: string;
  /** `publickey` only. */
  readonly key?: { readonly algo: string; readonly data: Uint8Array };
  /** `publickey` only: the hash behind an RSA signature, `undefined` for SHA-1. */
  readonly hashAlgo?: string;
  /** `publickey` only: missing when the client asks whether it is worth signing. */
  readonly signature?: Uint8Array;
  readonly blob?: Uint8Array;
  accept(): void;
  reject(methods: readonly string[]): void;
  /** `keyboard-interactive` only. */
  prompt(
    prompts: readonly { readonly prompt: string; readonly echo: boolean }[],
    title: string,
    instructions: string,
    answer: (answers: readonly string[] | Error) => void,
  ): void;
}

/** Says yes; missing where the client did not ask for an answer. */
export type Accept<T = void> = (() => T) | undefined;
/** Says no; missing likewise. */
export type Reject = (() => void) | undefined;

/** The stream of a session. */
export interface LibraryChannel extends Duplex {
  readonly incoming: { readonly window: number };
  /** What goes to the client's standard error. */
  readonly stderr: { write(text: string): unknown };
  exit(status: number): void;
  eof(): void;
  /** Tells the client that it is over, whatever still waits to be written. */
  close(): void;
}

/** A size as `pty-req` and `window-change` tell it. */
export interface LibrarySize {
  readonly cols: number;
  readonly rows: number;
}

/** A session channel before and while it has a stream. */
export interface LibrarySession {
  /** Its stream, once it has one. */
  readonly _channel?: unknown;
  // deno-lint-ignore no-explicit-any
  on(event: string, listener: (...args: any[]) => void): unknown;
}

/** One connection. */
export interface LibraryClient {
  // deno-lint-ignore no-explicit-any
  on(event: string, listener: (...args: any[]) => void): unknown;
  /** Whether the client has said that it will have no more than the sessions it has. */
  readonly noMoreSessions?: boolean;
  /** Says goodbye and closes the socket. */
  end(): void;
  rekey(): void;
}

/** The library. */
export interface SshLibrary {
  readonly Server: new (
    options: {
      readonly hostKeys: readonly { readonly key: LibraryKey }[];
      readonly algorithms: Readonly<Record<string, readonly string[]>>;
      readonly ident: string;
      readonly keepaliveInterval: number;
      readonly keepaliveCountMax: number;
    },
    connected: (client: LibraryClient) => void,
  ) => { injectSocket(socket: Duplex): void; on(event: "error", listener: (error: Error) => void): unknown };
  readonly utils: {
    parseKey(text: string | Uint8Array): LibraryKey | Error;
    generateKeyPair(
      type: "ed25519" | "rsa",
      options: { readonly bits?: number; readonly comment?: string },
      done: (error: Error | null, keys: { readonly private: string; readonly public: string }) => void,
    ): void;
  };
}

/** Loads it. */
export async function loadSsh(): Promise<SshLibrary> {
  const library = await import("ssh2") as unknown as { readonly default: SshLibrary };
  return library.default;
}
