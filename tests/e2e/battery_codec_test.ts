/** The battery's cases 10 to 14 and 30 to 36: bytes, line ends and sequences, whole and broken. Numbers are the battery's. */

import assert from "node:assert/strict";
import { dirtyLogLine, enter, megabytes, MEMORY, RawCaller, untilMemory, untilQuiet } from "./battery_kit.ts";
import { installed, pause, TestBoard, TestCaller, until } from "./harness.ts";
import {
  BINARY,
  bytes,
  CHARSET,
  count,
  DO,
  DONT,
  ECHO,
  environmentOf,
  exchange,
  GA,
  IAC,
  inHex,
  NAWS,
  naws,
  NEW_ENVIRON,
  onBoard,
  parse,
  SB,
  SE,
  SGA,
  shown,
  subnegotiation,
  TIMING_MARK,
  TTYPE,
  typeIs,
  WILL,
} from "./telnet_kit.ts";

const [NUL, LF, CR] = [0, 10, 13];

Deno.test("Battery 10: FF FF is one byte of data", () =>
  onBoard(async (board) => {
    await using modern = await inHex(board);
    assert.equal(await shown(modern, bytes("a", IAC, IAC, "b")), "<61><fffd><62>");
    await using classic = await inHex(board, { terminal: "ansi", encoding: "latin1" });
    assert.equal(await shown(classic, bytes("a", IAC, IAC, "b")), "<61><a0><62>");
  }));

/** Sends a stream in pieces of `size` bytes, each in a write of its own, and answers with all that came back. */
async function dripped(
  board: TestBoard,
  stream: readonly number[],
  size: number,
): Promise<{ text: string; commands: unknown }> {
  await using caller = await TestCaller.connect(board.port, { silent: true });
  for (let at = 0; at < stream.length; at += size) {
    await caller.send(stream.slice(at, at + size));
    // Long enough for the system to make a segment of it.
    if (size < stream.length) await pause(2);
  }
  await caller.waitClosed();
  // An answer to a timing mark comes a moment later, or not at all when the line is closed by then.
  return {
    text: caller.text.replace(/"port":\d+/, ""),
    commands: parse(caller.raw).commands.filter((told) => told[1] !== TIMING_MARK),
  };
}

Deno.test("Battery 11: it makes no difference where the caller's bytes are cut", () =>
  onBoard(async (board) => {
    const stream = [
      ...bytes(IAC, DO, ECHO, IAC, DO, SGA, IAC, WILL, SGA, IAC, WILL, BINARY, IAC, DO, BINARY),
      ...bytes(IAC, DONT, CHARSET, IAC, WILL, TTYPE, typeIs("xterm"), IAC, WILL, NAWS, naws(255, 255)),
      ...bytes(
        IAC,
        WILL,
        NEW_ENVIRON,
        subnegotiation(NEW_ENVIRON, 0, 0, "USER", 1, "al", 0, "LANG", 1, "C.UTF-8"),
      ),
      ...bytes("lobby\rhex\r", "a", IAC, IAC, "b", CR, LF, CR, LF, CR, CR, LF, "\x1b[A", 0xc3, 0xa9),
      ...bytes(IAC, 0xf1, IAC, DO, TIMING_MARK, subnegotiation(TTYPE, 2, "A", IAC), IAC, SB, TTYPE, 0, "A"),
      ...bytes(IAC, WILL, 99, "~.", "size\rxq", "env\r", "bye\r"),
    ];
    const whole = await dripped(board, stream, stream.length);
    assert.match(whole.text, /<61><fffd><62><ENTER><ENTER><ENTER><ENTER><UP><e9><7e>/);
    assert.match(whole.text, /SIZE 255x255[^]*"USER":"al"/);
    for (const size of [1, 2, 3]) {
      assert.deepEqual(await dripped(board, stream, size), whole, `pieces of ${size}`);
    }
  }, { ini: { telnet: { negotiation: 10_000 } } }));

Deno.test("Battery 12: CR NUL, CR LF, bare CR and bare LF each give one Enter", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board, { terminal: null });
    for (
      const [sent, enters] of [
        [[CR, NUL], 1],
        [[CR, LF], 1],
        [[CR], 1],
        [[LF], 1],
        [[CR, CR, LF], 2],
        [[CR, IAC, 0xf1, LF], 1],
        [[NUL], 0],
      ] as const
    ) {
      assert.equal(await shown(caller, sent), "<ENTER>".repeat(enters), sent.join(" "));
    }
    for (const late of [LF, NUL]) {
      await caller.send([CR]);
      // Enter does not wait for what may follow.
      await caller.expect("<ENTER>");
      await pause(300);
      assert.equal(await shown(caller, [late]), "");
    }
    await caller.send([CR]);
    await caller.expect("<ENTER>");
    assert.equal(await shown(caller, bytes("A")), "<41>");
  }));

Deno.test("Battery 13: in BINARY each line end is one Enter, and a login does not skip the password", async () => {
  await onBoard(async (board) => {
    await using caller = await inHex(board);
    for (const sent of [[CR], [CR, LF], [LF]]) assert.equal(await shown(caller, sent), "<ENTER>");
  });
  await using board = await TestBoard.start();
  for (const end of ["\r", "\r\n", "\n"]) {
    await using caller = await TestCaller.connect(board.port);
    await caller.see("login:");
    await caller.send(`nobody${end}`);
    await caller.see("password:");
    await caller.send(`guess${end}`);
    const screen = await caller.see(/not right/);
    assert.equal(screen.filter((row) => row.includes("nobody")).length, 0);
  }
});

Deno.test("Battery 14: NUL is nothing, and cuts no name short", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board, { terminal: null });
    assert.equal(await shown(caller, bytes("a", NUL, "b")), "<61><62>");
    await using alice = await enter(board, "apply alice");
    for (const terminal of [null, "xterm"]) {
      await using liar = await TestCaller.connect(board.port, { terminal });
      await liar.expect("WHO> ");
      await liar.send(bytes("login alice", NUL, "junk", CR));
      await liar.expect("NOBODY");
    }
    assert.equal((await environmentOf(alice)).handle, "alice");
    await until("the failure is logged", () => /Failed login.*alicejunk/.test(board.log()));
    assert.equal(dirtyLogLine(board.log()), undefined);
  }));

Deno.test("Battery 30: each timing mark is answered, in its place", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    const from = caller.raw.length;
    await caller.send(bytes("a", IAC, DO, TIMING_MARK, "b", IAC, DO, TIMING_MARK, IAC, DO, TIMING_MARK));
    await until("three answers", () =>
      count(parse(caller.raw.slice(from)).commands, "will", TIMING_MARK) === 3);
    await caller.expect("<62>");
    const answer = String.fromCharCode(...caller.raw.slice(from));
    const mark = String.fromCharCode(IAC, WILL, TIMING_MARK);
    assert.equal(answer.split(mark).length, 4);
    assert.ok(answer.indexOf("<61>") >= 0 && answer.indexOf("<61>") < answer.indexOf(mark), answer);
  }));

/** Erase, kill, are-you-there, interrupt, stray SE, abort output, data mark, and so on: every two-byte command. */
const TWO_BYTES = [
  ...[0xf7, 0xf8, 0xf6, 0xf4, 0xf0, 0xf5, 0xf2, 0xf1, 0xf3, 0xf9],
  ...Array.from({ length: 0xf0 }, (_, command) => command),
].flatMap((command) => [IAC, command]);

Deno.test("Battery 31: two-byte commands are taken at any time, and none hangs up", () =>
  onBoard(async (board) => {
    await using early = await TestCaller.connect(board.port, { silent: true });
    await early.send(TWO_BYTES);
    await early.expect("[Yes]");
    await early.expect("WHO> ");
    await early.send("lobby\r");
    await early.expect("MENU> ");

    await using caller = await inHex(board);
    await caller.send(TWO_BYTES);
    await caller.expect("[Yes]");
    await shown(caller, []);
    assert.equal(await shown(caller, [IAC, 0xf7]), "<BACKSPACE>");
    assert.equal(await shown(caller, [IAC, 0xf8]), "<U>");
    assert.equal(await shown(caller, [IAC, 0xf4]), "<C>");
    assert.equal(await shown(caller, bytes("x")), "<78>");

    const from = caller.raw.length;
    await exchange(caller, Array.from({ length: 10_000 }, () => [IAC, 0xf6]).flat());
    assert.ok(caller.raw.length - from <= 65536, `${caller.raw.length - from} bytes`);
    assert.equal((await shown(caller, bytes("y"))).slice(-4), "<79>");
  }));

Deno.test("Battery 32: malformed subnegotiations are ignored", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    for (
      const sent of [
        [IAC, SB, IAC, SE],
        [IAC, SB, TTYPE, IAC, SE],
        [IAC, SB, TTYPE, 0, IAC, SE],
        [IAC, SB, TTYPE, 2, 0x41, IAC, SE],
        [IAC, SB, NAWS, IAC, SE],
        [IAC, SB, IAC, IAC, IAC, SE],
        [IAC, SE],
      ]
    ) {
      assert.deepEqual(await exchange(caller, sent), []);
      assert.equal(await shown(caller, bytes("x")), "<78>", sent.join(" "));
    }
  }));

Deno.test("Battery 33: a subnegotiation without an end is dropped, and the line finds its step again", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board);
    await untilQuiet(board);
    const before = megabytes(board);
    await caller.send(bytes(IAC, SB, TTYPE, 0));
    for (let sent = 0; sent < 16; sent++) await caller.send("A".repeat(65536));
    await caller.send([IAC, SE]);
    assert.equal(await shown(caller, bytes("x")), "<78>");
    await untilMemory(board, before + MEMORY);
  }));

Deno.test("Battery 34: a command inside a subnegotiation drops it, is obeyed, and eats nothing behind it", () =>
  onBoard(async (board) => {
    await using caller = await inHex(board, { silent: true });
    const hello = "<68><65><6c><6c><6f>";
    const begun = bytes(IAC, SB, TTYPE, 0, "AB");
    const obeyed = async (command: readonly number[]) => {
      const from = caller.commands.length;
      assert.equal(await shown(caller, [...begun, ...command, ...bytes("hello")]), hello);
      await exchange(caller, []);
      return caller.commands.slice(from).filter(([verb, option]) =>
        verb !== "will" || option !== TIMING_MARK
      );
    };
    assert.deepEqual(await obeyed([IAC, WILL, 99]), [["dont", 99]]);
    assert.deepEqual(await obeyed([IAC, DO, 99]), [["wont", 99]]);
    assert.deepEqual(await obeyed([IAC, 0xf1]), []);
    assert.deepEqual(await obeyed(naws(132, 43)), []);
    await caller.send("~.");
    await caller.expect("MENU> ");
    assert.deepEqual((await environmentOf(caller)).terminal, {
      columns: 132,
      rows: 43,
      name: "unknown",
      encoding: "utf8",
      colorDepth: 4,
    });
  }));

/** The bytes that an F-art sends. */
async function shownArt(caller: TestCaller, what: string, end: string | RegExp): Promise<readonly number[]> {
  const from = caller.raw.length;
  await caller.send(`art ${what}\r`);
  await caller.expect(end);
  await caller.expect("MENU> ");
  return caller.raw.slice(from);
}

/** Checks that the bytes are telnet data without a stray FF, and in NVT without a stray CR. Answers the data. */
function clean(raw: readonly number[], binary: boolean): readonly number[] {
  const { data, commands, rest } = parse(raw);
  // Who refuses everything has refused SGA, too: his prompts end by GA.
  const others = commands.filter(([verb, command]) => binary || verb !== "cmd" || command !== GA);
  assert.deepEqual([others, rest], [[], []]);
  if (!binary) {
    data.forEach((byte, i) => {
      if (byte === CR) assert.ok(data[i + 1] === LF || data[i + 1] === NUL, `CR ${data[i + 1]} at ${i}`);
    });
  }
  return data;
}

Deno.test("Battery 35: what the server sends is clean: FF doubled, no CR alone in NVT, UTF-8 valid", () =>
  onBoard(async (board) => {
    await Deno.mkdir(`${board.home}/scripts/art`);
    const picture = bytes("one", IAC, IAC, "two\r\n", 0xdb, CR, "three\r\n");
    await Deno.writeFile(`${board.home}/scripts/art/hostile.ans`, Uint8Array.from(picture));
    for (
      const [binary, encoding, options] of [
        [false, "cp437", { terminal: null }],
        [true, "cp437", { terminal: "ansi" }],
        [true, "utf8", { terminal: "xterm" }],
      ] as const
    ) {
      await using caller = await enter(board, "lobby", {
        ...options,
        encoding: encoding === "utf8" ? "utf-8" : "latin1",
      });
      assert.equal((await environmentOf(caller)).encoding, encoding);
      const text = clean(await shownArt(caller, "text", "DONE"), binary);
      const art = clean(await shownArt(caller, "art/hostile.ans", /SHOWN [1-9]/), binary);
      if (encoding === "utf8") {
        assert.ok(![...text, ...art].includes(IAC));
        new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from([...text, ...art]));
      } else {
        assert.deepEqual(text.slice(0, 4), [IAC, IAC, 0x78, IAC]);
        assert.equal(art.filter((byte) => byte === IAC).length, 2);
      }
    }
  }, { ini: { session: { default_encoding: "cp437" } } }));

/** First bytes of those who have come to the wrong door. */
const STRANGERS: Readonly<Record<string, readonly number[]>> = {
  http: bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
  tls: bytes(0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, IAC, 0x31, IAC, IAC, 0x80, IAC, IAC, IAC),
  ssh: bytes("SSH-2.0-x\r\n"),
  smb: [0, 0, 0, 0x54, 0xff, 0x53, 0x4d, 0x42, 0x72, 0, 0, 0],
  rdp: [3, 0, 0, 0x13, 0x0e, 0xe0, 0, 0],
};

Deno.test("Battery 36: who speaks another protocol is let go with a line of log", () =>
  onBoard(async (board) => {
    for (const [name, first] of Object.entries(STRANGERS)) {
      const lines = board.log().split("\n").length;
      await using stranger = await RawCaller.connect(board.port);
      await stranger.send(Uint8Array.from(first));
      await stranger.waitClosed();
      assert.doesNotMatch(stranger.tail, /error|\.ts|^ +at /im);
      await until("it is logged", () => board.log().includes(name));
      assert.ok(board.log().split("\n").length <= lines + 3, board.log());
      assert.equal(dirtyLogLine(board.log()), undefined);
    }
    if (!installed("curl")) return;
    const curl = new Deno.Command("curl", { args: ["-sm", "10", `http://127.0.0.1:${board.port}/`] });
    assert.notEqual((await curl.output()).code, 0);
  }, { ini: { log: { file_level: "info" } } }));
