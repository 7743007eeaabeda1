/**
 * The terminal, or the pipes, that the program was started with.
 *
 * A reader who goes away (`x84 user list | head -1`) is no error: what is printed afterwards is dropped.
 *
 * @module
 */

import { OperatorError } from "../base/errors.ts";
import { escapeText } from "../log/escape.ts";
import { SecretLine } from "./secret_line.ts";

/** Bytes of a line or of all that is read from a pipe. */
const MAX_INPUT = 64 * 1024 * 1024;

/** Where a command prints and asks. */
export interface Console {
  /** Whether what is printed may be coloured: on a terminal, and without `NO_COLOR`. */
  readonly colours: boolean;
  /** Whether nobody reads any more what is printed. */
  readonly gone: boolean;
  /** Prints a line, a `strong` one in bold where there are colours. What would steer a terminal is escaped. */
  print(line: string, style?: "strong"): void;
  /** Prints bytes as they are. */
  write(bytes: Uint8Array): void;
  /** Prints a line for errors. */
  complain(line: string): void;
  /** Reads a line nobody sees: with a prompt on a terminal, else the first line of the input. */
  readSecret(prompt: string): Promise<string>;
  /** Whether {@linkcode Console.readSecret} asks a person. */
  readonly asks: boolean;
  /** Reads the whole input. */
  readAll(): Promise<string>;
}

/** A console that is to be left with an exit code, because the person at it pressed Ctrl-C. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** The console of this process. */
export class ProcessConsole implements Console {
  readonly colours: boolean = Deno.stdout.isTerminal() && !Deno.noColor;
  readonly asks: boolean = Deno.stdin.isTerminal();
  #gone = false;

  get gone(): boolean {
    return this.#gone;
  }

  print(line: string, style?: "strong"): void {
    const text = escapeText(line);
    const styled = style !== undefined && this.colours ? `\x1b[1m${text}\x1b[0m` : text;
    this.write(new TextEncoder().encode(`${styled}\n`));
  }

  write(bytes: Uint8Array): void {
    if (!this.#gone) this.#gone = !writeAll(Deno.stdout, bytes);
  }

  complain(line: string): void {
    writeAll(Deno.stderr, new TextEncoder().encode(`${escapeText(line)}\n`));
  }

  async readSecret(prompt: string): Promise<string> {
    if (!this.asks) return firstLine(await this.readAll());
    writeAll(Deno.stderr, new TextEncoder().encode(prompt));
    const line = new SecretLine();
    const buffer = new Uint8Array(1024);
    // Not `cbreak`: a Ctrl-C that ends the process would leave the terminal without echo.
    Deno.stdin.setRaw(true);
    try {
      for (;;) {
        const size = await Deno.stdin.read(buffer);
        const outcome = size === null ? "ended" : line.push(buffer.subarray(0, size));
        if (outcome === "more") continue;
        if (outcome === "entered") return line.text;
        if (outcome === "interrupted") throw new Interrupted("Ctrl-C");
        throw new OperatorError("Cannot read password: the input ended");
      }
    } finally {
      Deno.stdin.setRaw(false);
      writeAll(Deno.stderr, new TextEncoder().encode("\n"));
    }
  }

  async readAll(): Promise<string> {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let text = "";
    for await (const chunk of Deno.stdin.readable) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_INPUT) throw new OperatorError("Cannot read input: found too much");
    }
    return text + decoder.decode();
  }
}

/** The first line of a text. Throws an {@linkcode OperatorError} when there is none. */
export function firstLine(text: string): string {
  if (text === "") throw new OperatorError("Cannot read password: the input is empty");
  return /^[^\r\n]*/.exec(text)![0];
}

/** Writes all of it; answers whether that worked. */
function writeAll(out: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length;) at += out.writeSync(bytes.subarray(at));
    return true;
  } catch {
    // A pipe whose reader is gone, or a terminal that was closed.
    return false;
  }
}
