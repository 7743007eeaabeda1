/**
 * A console that remembers what was printed, and types what it was told to.
 *
 * @module
 */

import type { Console } from "../../lib/cli/console.ts";

/** A console without a terminal. */
export class FakeConsole implements Console {
  readonly colours = false;
  readonly asks: boolean;
  gone = false;
  /** Lines that were printed. */
  out: string[] = [];
  /** Lines for errors. */
  errors: string[] = [];
  /** Prompts that were shown. */
  prompts: string[] = [];
  #typed: string[];

  constructor(typed: readonly string[] = [], asks = false) {
    this.#typed = [...typed];
    this.asks = asks;
  }

  print(line: string): void {
    this.out.push(line);
  }

  write(bytes: Uint8Array): void {
    this.out.push(...new TextDecoder().decode(bytes).split("\n").filter((line) => line !== ""));
  }

  complain(line: string): void {
    this.errors.push(line);
  }

  readSecret(prompt: string): Promise<string> {
    this.prompts.push(prompt);
    return Promise.resolve(this.#typed.shift() ?? "");
  }

  readAll(): Promise<string> {
    return Promise.resolve(this.#typed.shift() ?? "");
  }
}
