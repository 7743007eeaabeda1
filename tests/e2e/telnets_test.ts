/** Telnet over TLS, with clients as people have them, a certificate that is replaced, and files that are bad. */

import assert from "node:assert/strict";
import { CERTIFICATE, CERTIFICATE_KEY, OTHER_CERTIFICATE, OTHER_KEY } from "../fakes/certificate.ts";
import { boardOptions, closeAll, enter, RawCaller, untilHere, untilQuiet } from "./battery_kit.ts";
import { type BoardOptions, installed, program, TestBoard, until, writeHome } from "./harness.ts";
import { converse, H } from "./client_kit.ts";

const INI = { enabled: true, addr: H, port: 0, cert: "cert.pem", key: "key.pem" };

async function writeCertificate(home: string, cert: string, key: string): Promise<void> {
  await Deno.writeTextFile(`${home}/cert.pem`, cert);
  await Deno.writeTextFile(`${home}/key.pem`, key);
}

/** A board whose telnets door is open, in a home folder of its own. */
async function onBoard(
  work: (board: TestBoard, port: number) => Promise<void>,
  { ini = {} }: BoardOptions = {},
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await writeCertificate(home, CERTIFICATE, CERTIFICATE_KEY);
    await using board = await TestBoard.start({ ...boardOptions({ ini: { ...ini, telnets: INI } }), home });
    const port = await until("the door is open", () => {
      return Number(/^listening telnets \S+:(\d+)$/m.exec(board.output)?.[1] ?? 0) || undefined;
    });
    await work(board, port);
    assert.ok(board.alive);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** A client of a few lines: it answers no telnet, and gathers text. */
class TlsCaller implements AsyncDisposable {
  text = "";
  closed = false;
  readonly #reading: Promise<void>;

  private constructor(private readonly connection: Deno.TlsConn) {
    this.#reading = this.#read();
  }

  static async connect(port: number, trusted: string): Promise<TlsCaller> {
    const connection = await Deno.connectTls({ hostname: H, port, caCerts: [trusted] });
    try {
      await connection.handshake();
    } catch (error) {
      connection.close();
      throw error;
    }
    return new TlsCaller(connection);
  }

  async send(text: string): Promise<void> {
    await this.connection.write(new TextEncoder().encode(text));
  }

  async expect(text: string): Promise<void> {
    await until(`${text} comes`, () => this.text.includes(text));
    this.text = this.text.slice(this.text.indexOf(text) + text.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.connection.close();
    } catch {
      // The server was faster.
    }
    await this.#reading;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let size; (size = await this.connection.read(buffer)) !== null;) {
        this.text += new TextDecoder("latin1").decode(buffer.subarray(0, size));
      }
    } catch {
      // Reset, or closed by the test.
    }
    this.closed = true;
  }
}

Deno.test(
  "A caller of telnets is served like one of telnet",
  () =>
    onBoard(async (board, port) => {
      await using caller = await TlsCaller.connect(port, CERTIFICATE);
      await caller.expect("WHO> ");
      await caller.send("guest\r");
      await caller.expect("MENU> ");
      await caller.send("env\r");
      await caller.expect('"kind":"telnet"');
      await caller.expect("MENU> ");
      await until("it is logged", () => /\[telnets-127\.0\.0\.1:\d+\] Connected/.test(board.log()));
      await caller.send("bye\r");
      await until("the line is closed", () => caller.closed);
    }),
);

Deno.test("A reload shows new callers of telnets another certificate; a bad one changes nothing", () =>
  onBoard(async (board, port) => {
    await using old = await TlsCaller.connect(port, CERTIFICATE);
    await old.expect("WHO> ");
    await writeCertificate(board.home, OTHER_CERTIFICATE, OTHER_KEY);
    board.signal("SIGHUP");
    await until(
      "the log tells",
      () => board.log().includes("New callers of telnets are shown a new certificate"),
    );
    await using young = await TlsCaller.connect(port, OTHER_CERTIFICATE);
    await young.expect("WHO> ");
    await assert.rejects(TlsCaller.connect(port, CERTIFICATE));
    await old.send("lobby\r");
    await old.expect("MENU> ");
    await writeCertificate(board.home, OTHER_CERTIFICATE, CERTIFICATE_KEY);
    board.signal("SIGHUP");
    await until("the log tells", () => /Cannot use certificate .*cert\.pem/.test(board.log()));
    await using last = await TlsCaller.connect(port, OTHER_CERTIFICATE);
    await last.expect("WHO> ");
  }));

Deno.test("Bad or missing certificate files end the start with a sentence and exit code 1", async () => {
  for (
    const [cert, key, ini, error] of [
      [CERTIFICATE, OTHER_KEY, INI, /^x84: Cannot use certificate ".*" with key ".*": .*Mismatch.*\n$/],
      ["junk", CERTIFICATE_KEY, INI, /^x84: Cannot use certificate ".*": No certificates.*\n$/],
      [
        CERTIFICATE,
        CERTIFICATE_KEY,
        { ...INI, cert: "none.pem" },
        /^x84: Cannot read .*: it is not there\n$/,
      ],
      [CERTIFICATE, CERTIFICATE_KEY, { ...INI, key: "" }, /^x84: Cannot open telnets: expected a file.*\n$/],
    ] as const
  ) {
    const home = await Deno.makeTempDir({ prefix: "x84-test-" });
    try {
      await writeHome(home, { ini: { telnets: ini } });
      await writeCertificate(home, cert, key);
      const { command, args } = program();
      const { code, stderr } = await new Deno.Command(command, {
        args: [...args, "serve", "--home", home],
        env: { NO_COLOR: "1" },
        stdin: "null",
      }).output();
      assert.deepEqual([code, error.test(new TextDecoder().decode(stderr))], [1, true], String(error));
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  }
});

Deno.test("Who speaks no TLS at the telnets door is dropped, a refused caller is told why by TLS", () =>
  onBoard(async (board, port) => {
    await using plain = await RawCaller.connect(port);
    await plain.send("hello\r\n");
    await plain.waitClosed();
    await until("it is logged", () => board.log().includes("Not a client of telnet over TLS"));
    await using silent = await RawCaller.connect(port);
    await using other = await TlsCaller.connect(port, CERTIFICATE);
    await other.expect("There are too many callers from your address already.");
    await until("the line is closed", () => other.closed);
    await silent.waitClosed();
    await using late = await TlsCaller.connect(port, CERTIFICATE);
    await late.expect("WHO> ");
  }, { ini: { system: { max_callers_per_address: 1 }, fail2ban: { ip_whitelist: "::1" } } }));

Deno.test("Callers of telnets who read nothing, or hang up before there are keys, leave nothing behind", () =>
  onBoard(async (board, port) => {
    await (await TlsCaller.connect(port, CERTIFICATE))[Symbol.asyncDispose]();
    await using watcher = await enter(board);
    await untilQuiet(board);
    const before = board.descriptors();
    const hello = Uint8Array.of(22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3);
    for (const words of ["", "GET / HTTP/1.0\r\n\r\n", hello, new Uint8Array(20_000).fill(23)]) {
      const callers = await Promise.all(Array.from({ length: 20 }, () => RawCaller.connect(port)));
      await Promise.all(callers.map((caller) => caller.send(words)));
      for (const [n, caller] of callers.entries()) if (n % 2 === 0) caller.reset();
      await closeAll(callers);
    }
    const deaf = await Deno.connectTls({ hostname: H, port, caCerts: [CERTIFICATE] });
    await deaf.write(new TextEncoder().encode("guest\rflood\r"));
    await untilHere(watcher, 2);
    await untilHere(watcher, 1, 30_000);
    deaf.close();
    await until("the descriptors are back", () => board.descriptors() <= before + 3);
  }, { ini: { session: { stall_timeout: 5, drain_timeout: 1 } } }));

Deno.test({
  name: "telnet-ssl logs in by TLS, types and logs off",
  ignore: !installed("telnet-ssl") || !installed("expect"),
  fn: () =>
    onBoard(async (board, port) => {
      await (await enter(board, "apply alice"))[Symbol.asyncDispose]();
      await converse(`telnet-ssl -z ssl ${H} ${port}`, [
        'want "WHO> "; send "login alice\\r"',
        'want "MENU> "; send "hex\\r"',
        'want "HEX "; send "ab\\r"',
        'want "<61><62><ENTER>"; send "~.\\r"',
        'want "MENU> "; send "bye\\r"',
        // It ends with 1 when the board has hung up.
        "expect eof { exit 0 } timeout { exit 15 }",
      ]);
    }),
});

Deno.test({
  name: "openssl s_client is shown the board and its certificate",
  ignore: !installed("openssl"),
  fn: () =>
    onBoard(async (board, port) => {
      const child = new Deno.Command("openssl", {
        args: ["s_client", "-quiet", "-verify_return_error", "-CAfile", `${board.home}/cert.pem`, "-connect"]
          .concat(`${H}:${port}`),
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      let said = "";
      const reading = (async () => {
        for await (const text of child.stdout.pipeThrough(new TextDecoderStream("latin1"))) said += text;
      })();
      await until("the prompt comes", () => said.includes("WHO> "));
      await child.stdin.close();
      child.kill();
      await Promise.all([reading, child.status]);
    }),
});
