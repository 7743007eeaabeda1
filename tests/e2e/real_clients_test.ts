/**
 * The battery's case 37: telnet clients as people have them, driven through a terminal. A client that is not installed
 * is skipped.
 *
 * @module
 */

import assert from "node:assert/strict";
import xterm from "@xterm/headless";
import { enter, startBoard } from "./battery_kit.ts";
import { converse as converseBy, H, TIMEOUT } from "./client_kit.ts";
import { installed, TestBoard, until } from "./harness.ts";

interface Client {
  /** Its command line for a port. */
  command(port: number): string;
  /** Whether it tells the size of its window. */
  readonly sized: boolean;
  /** What has to be typed for its end when the board has hung up, as Tcl. */
  readonly farewell?: string;
}

const CLIENTS: Readonly<Record<string, Client>> = {
  "inetutils-telnet": { command: (port) => `inetutils-telnet ${H} ${port}`, sized: true },
  "inetutils-telnet -8": { command: (port) => `inetutils-telnet -8 ${H} ${port}`, sized: true },
  "inetutils-telnet, asking first": { command: (port) => `inetutils-telnet -- ${H} -${port}`, sized: true },
  "plink": { command: (port) => `plink -telnet -batch -P ${port} ${H}`, sized: true },
  "busybox": { command: (port) => `busybox telnet ${H} ${port}`, sized: false },
  "telnet-ssl": { command: (port) => `telnet-ssl ${H} ${port}`, sized: true },
  "telnetlib3-client": { command: (port) => `telnetlib3-client ${H} ${port}`, sized: true },
  "tt++": {
    command: (port) => `env PATH=/usr/games:/usr/bin tt++ -e {#session bbs ${H} ${port}}`,
    sized: true,
    farewell: "#end\\r",
  },
  "kermit": { command: (port) => `kermit -J ${H} ${port}`, sized: true },
  "nc": { command: (port) => `nc ${H} ${port}`, sized: false, farewell: "\\004" },
  "ncat": { command: (port) => `ncat -t ${H} ${port}`, sized: false, farewell: "\\004" },
  "socat": { command: (port) => `socat -,raw,echo=0 TCP:${H}:${port}`, sized: false },
};

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function missing(name: string): boolean {
  const program = name.split(/[ ,]/)[0]!;
  return !installed("expect") || !installed(program) && !exists(`/usr/games/${program}`);
}

/** Talks to the board as the user "tester" of the machine. */
function converse(
  command: string,
  steps: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  return converseBy(command, steps, { env: { USER: "tester", ...env }, anyStatus: true });
}

for (const [name, client] of Object.entries(CLIENTS)) {
  Deno.test({
    name: `Battery 37: ${name} logs in, types, resizes, sees art, and logs off`,
    ignore: missing(name),
    fn: async () => {
      await using board = await startBoard();
      await Deno.mkdir(`${board.home}/scripts/art`);
      await Deno.writeTextFile(`${board.home}/scripts/art/small.ans`, "\x1b[1;33msmall\x1b[0m picture\r\n");
      await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
      await converse(client.command(board.port), [
        'want "WHO> "; send "login alice\\r"',
        'want "MENU> "; send "hex\\r"',
        'want "HEX "; send "ab\\r"',
        'want "<61><62><ENTER>"; send "c\\r"',
        'want "<63><ENTER>"; send "~.\\r"',
        // An Enter that was told twice would come before this.
        'expect -ex "<ENTER>" { exit 13 } -ex "<7e>" {} timeout { exit 14 }',
        'want "MENU> "; send "size\\r"',
        'want "SIZE 80x24"',
        ...(client.sized ? ["stty rows 43 columns 132 < $spawn_out(slave,name)", 'want "SIZE 132x43"'] : []),
        'send "q\\r"; want "MENU> "; send "art art/small.ans\\r"',
        'want "small"; want "picture"; want "SHOWN 1 END"; want "MENU> "; send "bye\\r"',
        ...(client.farewell === undefined ? [] : [`want "\\033\\[0m"; send "${client.farewell}"`]),
        "expect eof {} timeout { exit 15 }",
      ]);
    },
  });
}

Deno.test({
  name: "Battery 37: curl, which shows nothing before it has input, talks from a pipe",
  ignore: !installed("curl"),
  fn: async () => {
    await using board = await startBoard();
    const child = new Deno.Command("curl", {
      args: ["-sN", "--max-time", `${TIMEOUT}`, `telnet://${H}:${board.port}`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    let said = "";
    const reading = (async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) said += text;
    })();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("lobby\r\nhex\r\nab\r\n~."));
    await writer.close();
    await until("curl shows what was said", () => /WHO> [^]*HEX <61><62><ENTER><7e>RETURNED/.test(said));
    child.kill("SIGKILL");
    await child.status;
    await reading;
  },
});

/** What a client shows of the board's login screen on a terminal of 80 by 24. */
async function loginScreen(command: string): Promise<string[]> {
  const child = new Deno.Command("script", {
    args: ["-qfc", `stty rows 24 cols 80; exec ${command}`, "/dev/null"],
    env: { TERM: "xterm", USER: "tester", LANG: "C.UTF-8" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, scrollback: 0, allowProposedApi: true });
  const rows = () =>
    Array.from(
      { length: 24 },
      (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? "",
    );
  let parsed = Promise.resolve();
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      parsed = new Promise((resolve) => terminal.write(text, resolve));
    }
  })();
  try {
    return await until(`the login screen of ${command}`, async () => {
      await parsed;
      const shown = rows();
      return shown.some((row) => /^ *login: *$/.test(row)) ? shown : undefined;
    });
  } finally {
    await child.stdin.close();
    child.kill("SIGKILL");
    await child.status;
    await reading;
    terminal.dispose();
  }
}

Deno.test({
  name: "Battery 37: every client shows the same login screen",
  ignore: !installed("script"),
  fn: async () => {
    // The picture is one of several, by chance.
    await using board = await TestBoard.start({ ini: { matrix: { art_file: "art/matrix.ans" } } });
    let first: string[] | undefined;
    for (const [name, client] of Object.entries(CLIENTS)) {
      if (!client.sized || missing(name) || /[ +]/.test(name)) continue;
      const screen = (await loginScreen(client.command(board.port)))
        // Only some tell who their user is.
        .map((row) => row.includes("Your client says") ? "" : row);
      first ??= screen;
      assert.deepEqual(screen, first, name);
    }
  },
});

Deno.test({
  name: "Battery 25: inetutils-telnet carries a name, and the password is asked for all the same",
  ignore: missing("inetutils-telnet"),
  fn: async () => {
    await using board = await TestBoard.start();
    for (
      const [command, user] of [["-l {-f sysop1}", "x"], ["-a", "-f sysop1"], ["-l sysop1", "x"]] as const
    ) {
      const said = await converse(`inetutils-telnet ${command} ${H} ${board.port}`, [
        'want "login: "; send "\\r"; want "login: "; send "sysop1\\r"; want "password: "; send "nothing\\r"',
        'want "not right"; want "login: "; send "bye\\r"; expect eof {} timeout { exit 15 }',
      ], { USER: user });
      assert.doesNotMatch(said, /-f sysop1/);
    }
  },
});

Deno.test({
  name: "Battery 37: a person opens an account on the default board, looks around, and calls again",
  ignore: missing("inetutils-telnet"),
  fn: async () => {
    await using board = await TestBoard.start();
    const command = `inetutils-telnet ${H} ${board.port}`;
    await converse(command, [
      'want "login: "; send "new\\r"',
      'want "How you are called here"; send "dora\\r"',
      'want "Where you call from"; send "Ulm\\r"',
      'want "For the sysop only"; send "\\r"',
      'want "At least 8"; send "correct horse\\r"',
      'want "The same once more"; send "correct horse\\r"',
      'want "Make this account?"; send "y"',
      'want "first call"; send "y"',
      'want "dora"; want "@Test Board"; send "who\\r"',
      'want "dora"; send "q"',
      'want "@Test Board"; send "g\\r"; want "Log off?"; send "y"',
      "expect eof {} timeout { exit 15 }",
    ]);
    await converse(command, [
      'want "login: "; send "dora\\r"; want "password: "; send "correct horse\\r"',
      'want "Welcome back"; want "Call number 2"; send "y"; want "@Test Board"; send "g\\r"; want "Log off?"; send "y"',
      "expect eof {} timeout { exit 15 }",
    ]);
  },
});
