/**
 * The default board for a caller whose client sends whole lines: the real `nc`. Each key that he wants to press he can
 * only send with an Enter behind it.
 *
 * @module
 */

import { installed, TestBoard, TestCaller, until } from "./harness.ts";
import { openAccount, PASSWORD } from "./welcome_kit.ts";

/** `nc` at the other end of two pipes. */
class NetCat implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #text = "";
  #seen = 0;

  constructor(port: number) {
    this.#child = new Deno.Command("nc", {
      args: ["127.0.0.1", String(port)],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  /** Waits for text that came since it last waited. */
  async see(wanted: string): Promise<void> {
    await until(`nc shows ${wanted}`, () => {
      const at = plainText(this.#text).indexOf(wanted, this.#seen);
      if (at < 0) return undefined;
      this.#seen = at + wanted.length;
      return true;
    });
  }

  /** Types a line and presses Enter. */
  async type(line: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends what is typed, which `nc` waits for, and waits until the board has hung up. */
  async ended(): Promise<void> {
    await this.#writer.close();
    let ended = false;
    this.#child.status.then(() => (ended = true));
    await until("nc ends", () => ended || undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#writer.abort().catch(() => {});
    await this.#child.status;
    await this.#reading;
  }

  async #read(): Promise<void> {
    for await (const bytes of this.#child.stdout) this.#text += new TextDecoder("latin1").decode(bytes);
  }
}

/** What stands between the sequences. */
function plainText(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;?]*[@-~]/g, "");
}

Deno.test({
  name: "nc: a key and its Enter are that key alone; login, a bulletin, a one-liner, goodbye",
  ignore: !installed("nc"),
  fn: async () => {
    await using board = await TestBoard.start();
    await using account = await TestCaller.connect(board.port);
    await openAccount(account, "alice");
    account.close();

    await using alice = new NetCat(board.port);
    await alice.see("login: ");
    await alice.type("alice");
    await alice.see("password: ");
    await alice.type(PASSWORD);
    await alice.see("Quick login?");
    await alice.type("y");
    await alice.see("@Test Board: ");

    // An Enter behind a list's key would choose from the list, one behind "q" would send the menu a line.
    await alice.type("b");
    await alice.see("First steps");
    await alice.type("j");
    await alice.type("k");
    await alice.type("");
    await alice.see("q back");
    await alice.type("q");
    await alice.see("q leave");
    await alice.type("q");
    await alice.see("@Test Board: ");

    // An Enter behind "y" would say nothing at all.
    await alice.type("ol");
    await alice.see("Say something?");
    await alice.type("y");
    await alice.see("Say:");
    await alice.type("hello from nc");
    await alice.see("hello from nc");
    await alice.see("Say something?");
    await alice.type("n");
    await alice.see("@Test Board: ");

    // Escape comes with an Enter behind it, too.
    await alice.type("lc");
    await alice.see("The last callers");
    await alice.type("\x1b");
    await alice.see("@Test Board: ");

    // "b" stays; an Enter behind it would be the yes that the question has for it.
    await alice.type("g");
    await alice.see("Log off?");
    await alice.type("n");
    await alice.type("b");
    await alice.see("@Test Board: ");
    await alice.type("g");
    await alice.see("Log off?");
    await alice.type("y");
    await alice.see("NO CARRIER");
    await alice.ended();
  },
});
