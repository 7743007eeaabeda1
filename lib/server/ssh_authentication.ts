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
import type { Board } from "../host/board.ts";
import type { Arrival } from "../host/caller.ts";
import { GUEST_HANDLE } from "../wire/users.ts";
import type { LibraryAuth, SshLibrary } from "./ssh_library.ts";

/** What a client may try. */
export const METHODS = ["publickey", "password", "keyboard-interactive"] as const;

/** Characters of a name that are looked at. */
const MAX_NAME = 200;

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
  hangUp(reason: string): void;
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
    const words = wordsOf(board, this.parts.allowApply);
    const word = name.toLowerCase();
    try {
      if (words.leave.includes(word)) return hangUp("said goodbye");
      const nobody = words.apply.includes(word)
        ? { type: "application" } as const
        : words.guest.includes(word)
        ? { type: "guest" } as const
        : undefined;
      if (nobody !== undefined) return this.#accept(request, nobody);
      const handle = await this.#prove(request, name);
      if (signal.aborted || handle === "closed") return;
      if (handle === "asked") request.accept();
      else if (handle === undefined) this.#reject(request);
      else this.#accept(request, { type: "user", handle: handle.name });
    } catch (error) {
      if (signal.aborted) return;
      // A queue of passwords that is full, or a store that has no answer: he may try again, nothing is held against him.
      if (!(error instanceof BusyError)) {
        const why = error instanceof Error ? error.message : String(error);
        board.log.error("ssh", "Cannot check a login", { error: why }, { address: this.parts.hostname });
      }
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
        const answers = await new Promise<readonly string[] | Error>((resolve) => {
          const over = new Error("The connection is over");
          this.parts.signal.addEventListener("abort", () => resolve(over), { once: true });
          request.prompt([{ prompt: "Password: ", echo: false }], "", "", resolve);
        });
        // Nobody is there to answer, or another request came in place of the answer, and is answered instead.
        if (answers instanceof Error) return "closed";
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
    const { board, hostname, signal, hangUp } = this.parts;
    // Requests may come without waiting for answers: those that are being checked count, too.
    if (this.#tries + this.#checking >= this.parts.maxTries) {
      hangUp("too many tries");
      return "closed";
    }
    const attempt = board.throttle.begin(hostname, name);
    if (attempt === undefined) {
      hangUp("banned");
      return "closed";
    }
    this.#checking++;
    try {
      const user = await board.accounts.authenticate(name, password);
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
    } finally {
      this.#checking--;
    }
  }

  async #key(
    request: LibraryAuth,
    name: string,
  ): Promise<{ readonly name: string } | "asked" | "closed" | undefined> {
    const { board, ssh2, hostname, signal, hangUp } = this.parts;
    const { key, signature, blob, hashAlgo } = request;
    if (key === undefined) return undefined;
    const parsed = ssh2.utils.parseKey(key.data);
    // A key is used as what it is: under another name the library would take an RSA signature with SHA-1.
    if (parsed instanceof Error || parsed.type !== key.algo) return undefined;
    if (parsed.type === "ssh-rsa" && hashAlgo !== "sha256" && hashAlgo !== "sha512") return undefined;
    if (!await board.accounts.keys.accepts(name, key.data)) return undefined;
    if (signature === undefined || blob === undefined) return "asked";
    const attempt = board.throttle.begin(hostname, name);
    if (attempt === undefined) {
      hangUp("banned");
      return "closed";
    }
    const user = parsed.verify(blob, signature, hashAlgo) === true
      ? await board.accounts.find(name)
      : undefined;
    if (user !== undefined) {
      attempt.succeed();
      return { name: user.handle };
    }
    await attempt.fail(signal);
    return undefined;
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

/** Names that mean something else than a handle, in lower case; the same as at the login prompt. */
function wordsOf(board: Board, allowApply: boolean): {
  readonly apply: readonly string[];
  readonly leave: readonly string[];
  readonly guest: readonly string[];
} {
  const { newcmds, byecmds, anoncmds, enable_anonymous } = board.settings.matrix;
  const lower = (words: readonly string[]) => words.map((word) => word.toLowerCase());
  return {
    apply: allowApply ? lower(newcmds) : [],
    leave: lower(byecmds),
    guest: enable_anonymous ? [...lower(anoncmds), GUEST_HANDLE] : [],
  };
}
