import assert from "node:assert/strict";
import fc from "fast-check";
import { concatBytes, hex } from "../../../lib/base/bytes.ts";
import { TelnetClient } from "../../../lib/telnet/client.ts";
import type { ClientProfile } from "../../../lib/telnet/client_options.ts";
import { TelnetDecoder } from "../../../lib/telnet/decoder.ts";
import { TelnetSession } from "../../../lib/telnet/session.ts";
import { REPLY_ALLOWANCE } from "../../../lib/telnet/reply_budget.ts";
import { cut, pieceLengths, telnetBytes } from "./arbitraries.ts";

const PROFILE: ClientProfile = {
  terminal: "xterm-256color",
  size: { columns: 80, rows: 24 },
  encoding: "cp437",
};

function bytes(text: string): Uint8Array {
  return Uint8Array.from(
    text.split(" ").filter((word) => word !== ""),
    (word) => word.length === 2 ? parseInt(word, 16) : word.charCodeAt(0),
  );
}

/** A client with its decoder. */
class End {
  readonly client: TelnetClient;
  readonly #decoder = new TelnetDecoder();
  data: Uint8Array[] = [];
  replies: Uint8Array[] = [];

  constructor(profile: Partial<ClientProfile> = {}) {
    this.client = new TelnetClient({ ...PROFILE, ...profile });
  }

  /** Takes bytes; answers with what is replied, as `FF FB 01`. */
  hear(chunk: Uint8Array): string {
    const { data, reply } = this.client.receiveAll(this.#decoder.push(chunk.slice()));
    if (data.length > 0) this.data.push(data);
    this.replies.push(reply);
    return hex(reply);
  }
}

/** What a host says, and what it is answered. */
const TALKS: readonly (readonly [says: string, answer: string])[] = [
  // ECHO, SGA, BINARY at his end; SGA, BINARY at ours.
  ["FF FB 01", "FF FD 01"],
  ["FF FB 03", "FF FD 03"],
  ["FF FB 00", "FF FD 00"],
  ["FF FD 03", "FF FB 03"],
  ["FF FD 00", "FF FB 00"],
  // TTYPE is agreed to and told when it is asked for: x/84 never came to that.
  ["FF FD 18", "FF FB 18"],
  [
    "FF FD 18 FF FA 18 01 FF F0",
    "FF FB 18 FF FA 18 00 78 74 65 72 6D 2D 32 35 36 63 6F 6C 6F 72 FF F0",
  ],
  // NAWS comes with the size.
  ["FF FD 1F", "FF FB 1F FF FA 1F 00 50 00 18 FF F0"],
  // CHARSET: the encoding that is spoken, or none.
  [
    "FF FB 2A FF FA 2A 01 3B 55 54 46 2D 38 3B 43 50 34 33 37 FF F0",
    "FF FD 2A FF FA 2A 02 43 50 34 33 37 FF F0",
  ],
  ["FF FB 2A FF FA 2A 01 3B 55 54 46 2D 38 FF F0", "FF FD 2A FF FA 2A 03 FF F0"],
  // The rest is refused: ECHO at our end, TIMING-MARK, TSPEED, LINEMODE, XDISPLOC, NEW-ENVIRON, EOR, AUTHENTICATION.
  ["FF FD 01", "FF FC 01"],
  ["FF FD 06", "FF FC 06"],
  ["FF FD 20", "FF FC 20"],
  ["FF FD 22", "FF FC 22"],
  ["FF FD 23", "FF FC 23"],
  ["FF FD 27", "FF FC 27"],
  ["FF FB 19", "FF FE 19"],
  ["FF FB 25", "FF FE 25"],
  // Nobody asked: no answer to WONT and DONT, nor to what is agreed already, nor to a SEND before DO.
  ["FF FC 01 FF FE 18", ""],
  ["FF FB 01 FF FB 01", "FF FD 01"],
  ["FF FA 18 01 FF F0", ""],
  ["FF FD 18 FF FA 18 00 78 FF F0", "FF FB 18"],
  ["FF FB 2A FF FA 2A 02 55 FF F0", "FF FD 2A"],
  ["FF F9 FF F1 FF F6 FF EF", ""],
];

Deno.test("TelnetClient answers each option as its table says, wherever the input is cut", () => {
  for (const [says, answer] of TALKS) {
    const said = bytes(says);
    for (let cut = 0; cut <= said.length; cut++) {
      const end = new End();
      const answered = [end.hear(said.subarray(0, cut)), end.hear(said.subarray(cut))].filter((a) =>
        a !== ""
      );
      assert.equal(answered.join(" "), answer, `${says}, cut at ${cut}`);
      assert.deepEqual(end.data, [], says);
    }
    const end = new End();
    for (const byte of said) end.hear(Uint8Array.of(byte));
    assert.equal(hex(concatBytes(end.replies)), answer, `${says}, byte by byte`);
  }
});

Deno.test("TelnetClient tells vt220 for a caller whose terminal has no name, and nothing that is no name", () => {
  const name = (terminal: string) => new End({ terminal }).hear(bytes("FF FD 18 FF FA 18 01 FF F0")).slice(9);
  const told = (text: string) => `FF FA 18 00 ${hex(new TextEncoder().encode(text))} FF F0`;
  assert.equal(name(""), told("vt220"));
  assert.equal(name("SyncTERM"), told("syncterm"));
  assert.equal(name("../../etc\xff\xf0"), told("ansi"));
});

Deno.test("TelnetClient.resize() tells a new size once the host wants to know, and each size once", () => {
  const end = new End();
  assert.equal(end.client.resize({ columns: 100, rows: 30 }), undefined);
  assert.equal(end.hear(bytes("FF FD 1F")), "FF FB 1F FF FA 1F 00 64 00 1E FF F0");
  assert.equal(end.client.resize({ columns: 100, rows: 30 }), undefined);
  assert.equal(hex(end.client.resize({ columns: 255, rows: 24 })!), "FF FA 1F 00 FF FF 00 18 FF F0");
  assert.equal(end.hear(bytes("FF FE 1F")), "FF FC 1F");
  assert.equal(end.client.resize({ columns: 80, rows: 24 }), undefined);
});

Deno.test("TelnetClient.echoes follows the host's ECHO", () => {
  const end = new End();
  assert.equal(end.client.echoes, false);
  end.hear(bytes("FF FB 01"));
  assert.equal(end.client.echoes, true);
  end.hear(bytes("FF FC 01"));
  assert.equal(end.client.echoes, false);
});

Deno.test("TelnetClient.encode() sends Enter as the mode wants it, and doubles FF", () => {
  const keys = bytes("h i 0D FF");
  const end = new End();
  assert.equal(hex(end.client.encode(keys)), "68 69 0D 0A FF FF");
  assert.equal(hex(end.client.encode(bytes("0D 0A"))), "0D 0A");
  end.hear(bytes("FF FB 03"));
  assert.equal(hex(end.client.encode(keys)), "68 69 0D 00 FF FF");
  assert.equal(hex(end.client.encode(bytes("0D"))), "0D 00");
  end.hear(bytes("FF FD 00"));
  assert.equal(hex(end.client.encode(keys)), "68 69 0D FF FF");
});

Deno.test("TelnetClient drops the NULs of NVT, and keeps those of BINARY", () => {
  const end = new End();
  end.hear(bytes("a 0D 00 b FF FF"));
  assert.equal(hex(concatBytes(end.data)), "61 0D 62 FF");
  end.data = [];
  end.hear(bytes("FF FB 00 00 0D 00"));
  assert.equal(hex(concatBytes(end.data)), "00 0D 00");
});

Deno.test("TelnetClient says the same wherever random bytes are cut", () => {
  fc.assert(fc.property(telnetBytes, pieceLengths, (stream, lengths) => {
    const whole = new End();
    whole.hear(stream);
    const pieces = new End();
    for (const piece of cut(stream, lengths)) pieces.hear(piece);
    assert.equal(hex(concatBytes(pieces.replies)), hex(concatBytes(whole.replies)));
    assert.equal(hex(concatBytes(pieces.data)), hex(concatBytes(whole.data)));
  }));
});

Deno.test("TelnetClient answers a flood of questions with no more than it allows", () => {
  const end = new End();
  end.hear(bytes("FF FD 18"));
  const asked = concatBytes(Array.from({ length: 5000 }, () => bytes("FF FA 18 01 FF F0")));
  end.hear(asked);
  const answered = concatBytes(end.replies).length;
  assert.ok(answered <= asked.length + REPLY_ALLOWANCE, `${answered} bytes for ${asked.length}`);
  assert.ok(answered > REPLY_ALLOWANCE / 2);
});

Deno.test("TelnetClient tells its size to a host that switches NAWS on and off no more often than it allows", () => {
  const end = new End();
  const asked = concatBytes(Array.from({ length: 5000 }, () => bytes("FF FD 1F FF FE 1F")));
  end.hear(asked);
  const answered = concatBytes(end.replies).length;
  assert.ok(answered <= asked.length + REPLY_ALLOWANCE, `${answered} bytes for ${asked.length}`);
  assert.ok(answered > asked.length);
});

Deno.test("TelnetClient gives one piece of data a chunk, which does not keep the chunk", () => {
  const end = new End();
  end.hear(concatBytes([bytes("a"), new Uint8Array(16_000).fill(0xff), bytes("F1 b FF F1 c")]));
  const [data] = end.data;
  assert.equal(end.data.length, 1);
  assert.equal(data!.buffer.byteLength, data!.length);
  assert.equal(data!.length, 8004);
});

Deno.test("TelnetClient and TelnetSession come to terms", () => {
  const end = new End({ terminal: "syncterm", size: { columns: 132, rows: 50 } });
  const session = new TelnetSession();
  const decoder = new TelnetDecoder();
  let says = concatBytes(session.start().flatMap((effect) => effect.type === "reply" ? [effect.bytes] : []));
  for (let round = 0; says.length > 0; round++) {
    assert.ok(round < 20, "they talk for ever");
    end.replies = [];
    end.hear(says);
    const effects = session.receiveAll(decoder.push(concatBytes(end.replies)));
    says = concatBytes(effects.flatMap((effect) => effect.type === "reply" ? [effect.bytes] : []));
  }
  assert.ok(session.settled);
  assert.equal(session.profile.terminal, "syncterm");
  assert.equal(session.profile.encoding, "cp437");
  assert.deepEqual(session.size, { columns: 132, rows: 50 });
  assert.ok(end.client.echoes && session.binaryOutput);
});
