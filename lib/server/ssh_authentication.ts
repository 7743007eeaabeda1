/**
 * Who is calling by SSH? Passwords, keys, and the names of [matrix] that need neither.
 *
 * A handle that does not exist is answered like a wrong password, at the same time, by the throttle that all doors
 * share. A client's first question without any proof (`none`) is free, every other answer of no counts; after so many
 * the connection is closed.
 *
 * @module
 */

import { BusyError } from "../base/errors.ts";
import { addressGroup } from "../host/address_list.ts";
import type { Board } from "../host/board.ts";
import type { Arrival } from "../host/caller.ts";
import { meaningOf } from "./door_words.ts";
import type { LibraryAuth, SshLibrary } from "./ssh_library.ts";
import { userKeyVerifier } from "./ssh_user_key.ts";

/** What a client may try. */
export const METHODS = ["publickey", "password", "keyboard-interactive"] as const;

/** Milliseconds between two tries to have a password checked when too many wait for that. */
const BUSY_PAUSE = 250;
/** Characters of a name that are looked at. */
const MAX_NAME = 200;

/** Why a connection is closed by who decides about logins. */
export type LoginEnd = "said goodbye" | "too many tries" | "banned";

/** What the answers depend on. */
export interface AuthenticationParts {
  readonly board: Board;
  readonly ssh2: SshLibrary;
  readonly hostname: string;
  /** Aborted when the connection is over. */
  readonly signal: AbortSignal;
  /** Whether strangers may apply for an account. */
  readonly allowApply: boolean;
  readonly maxTries: number;
  /** Closes the connection. */
  hangUp(reason: LoginEnd): void;
}

/** One connection's way to be somebody. */
export class SshAuthentication {
  #arrival: Arrival | undefined;
  #tries = 0;
  /** Passwords that are being checked. */
  #checking = 0;
  #asked = false;

  constructor(private readonly parts: AuthenticationParts) {}

  /** Who it is; `undefined` until he has proved it. */
  get arrival(): Arrival | undefined {
    return this.#arrival;
  }

  /** Answers a request. Never rejects. */
  async decide(request: LibraryAuth): Promise<void> {
    const { board, signal, hangUp } = this.parts;
    const name = request.username.trim().slice(0, MAX_NAME);
    try {
      const nobody = meaningOf(name, board, this.parts.allowApply);
      if (nobody === "leave") return hangUp("said goodbye");
      if (nobody !== undefined) return this.#accept(request, nobody);
      const handle = await this.#prove(request, name);
      if (signal.aborted || handle === "closed") return;
      if (handle === "asked") request.accept();
      else if (handle === undefined) this.#reject(request);
      else this.#accept(request, { type: "user", handle: handle.name });
    } catch (error) {
      if (signal.aborted) return;
      // A store that has no answer: he may try again, nothing is held against him.
      const why = error instanceof Error ? error.message : String(error);
      board.log.error("ssh", "Cannot check a login", { error: why }, { address: this.parts.hostname });
      this.#reject(request);
    }
  }

  /** His handle as it is kept; "asked" for a key that is worth signing with; "closed" when nobody waits any more. */
  async #prove(
    request: LibraryAuth,
    name: string,
  ): Promise<{ readonly name: string } | "asked" | "closed" | undefined> {
    switch (request.method) {
      case "password":
        // What asks for a new password is none.
        return await this.#password(name, typeof request.password === "string" ? request.password : "");
      case "keyboard-interactive": {
        const { signal, maxTries, hangUp } = this.parts;
        const { promise, resolve } = Promise.withResolvers<readonly string[] | Error>();
        const over = () => resolve(new Error("The connection is over"));
        signal.addEventListener("abort", over, { once: true });
        request.prompt([{ prompt: "Password: ", echo: false }], "", "", resolve);
        const answers = await promise;
        signal.removeEventListener("abort", over);
        if (answers instanceof Error) {
          // Another request came in place of the answer, and is answered instead: a try all the same.
          if (!signal.aborted && ++this.#tries >= maxTries) hangUp("too many tries");
          return "closed";
        }
        return await this.#password(name, answers[0] ?? "");
      }
      case "publickey":
        return await this.#key(request, name);
      case "none":
      case "hostbased":
        return undefined;
    }
  }

  async #password(name: string, password: string): Promise<{ readonly name: string } | "closed" | undefined> {
    const { hangUp } = this.parts;
    // Requests may come without waiting for answers: those that are being checked count, too.
    if (this.#tries + this.#checking >= this.parts.maxTries) {
      hangUp("too many tries");
      return "closed";
    }
    this.#checking++;
    try {
      return await this.#patiently(() => this.#check(name, password));
    } finally {
      this.#checking--;
    }
  }

  async #check(name: string, password: string): Promise<{ readonly name: string } | "closed" | undefined> {
    const { board, hostname, signal, hangUp } = this.parts;
    using attempt = board.throttle.begin(hostname, name);
    if (attempt === undefined) {
      hangUp("banned");
      return "closed";
    }
    const user = await board.accounts.authenticate(name, password, addressGroup(hostname));
    if (user === undefined) {
      await attempt.fail(signal);
      return undefined;
    }
    // Meanwhile others of this address may have guessed too often.
    if (board.throttle.refuses(hostname)) {
      hangUp("banned");
      return "closed";
    }
    attempt.succeed();
    return { name: user.handle };
  }

  /** Waits where a caller at a prompt would be told to try again in a moment: a client would take that for a no. */
  async #patiently<T>(work: () => Promise<T>): Promise<T | "closed"> {
    const { board, signal } = this.parts;
    // It ends with the connection, which has a deadline until somebody has logged in.
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof BusyError)) throw error;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = board.clock.after(BUSY_PAUSE, resolve);
      const over = () => resolve();
      signal.addEventListener("abort", over, { once: true });
      await promise;
      cancel();
      signal.removeEventListener("abort", over);
    }
    return "closed";
  }

  async #key(
    request: LibraryAuth,
    name: string,
  ): Promise<{ readonly name: string } | "asked" | "closed" | undefined> {
    const { board, ssh2 } = this.parts;
    const { key, signature, blob } = request;
    // First of all: the library would try the bytes of strangers as files of keys, which may take it long.
    if (key === undefined || !await board.accounts.keys.accepts(name, key.data)) return undefined;
    const verify = userKeyVerifier(ssh2, request);
    if (verify === undefined) return undefined;
    if (signature === undefined || blob === undefined) return "asked";
    return await this.#patiently(async () => {
      const { hostname, signal, hangUp } = this.parts;
      using attempt = board.throttle.begin(hostname, name);
      if (attempt === undefined) {
        hangUp("banned");
        return "closed";
      }
      const user = await verify(blob, signature) ? await board.accounts.find(name) : undefined;
      if (user !== undefined) {
        attempt.succeed();
        return { name: user.handle };
      }
      await attempt.fail(signal);
      return undefined;
    });
  }

  #accept(request: LibraryAuth, arrival: Arrival): void {
    // The question whether a key may be used is not the proof.
    if (request.method === "publickey" && request.signature === undefined) return this.#reject(request);
    this.#arrival = arrival;
    request.accept();
  }

  #reject(request: LibraryAuth): void {
    const free = request.method === "none" && !this.#asked;
    this.#asked = true;
    if (!free && ++this.#tries >= this.parts.maxTries) return this.parts.hangUp("too many tries");
    request.reject(METHODS);
  }
}
