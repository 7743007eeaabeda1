import assert from "node:assert/strict";
import { hex } from "../../../lib/base/bytes.ts";
import { CharsetTalk } from "../../../lib/telnet/charset.ts";

function packet(code: number, text: string): Uint8Array {
  return Uint8Array.of(code, ...Array.from(text, (c) => c.charCodeAt(0)));
}

const REJECTED = "FF FA 2A 03 FF F0";

Deno.test("CharsetTalk.ask() offers once on a connection", () => {
  const talk = new CharsetTalk();
  assert.equal(hex(talk.ask()!), "FF FA 2A 01 3B 55 54 46 2D 38 3B 43 50 34 33 37 FF F0");
  assert.equal(talk.awaiting, true);
  talk.withdraw();
  assert.equal(talk.awaiting, false);
  assert.equal(talk.ask(), undefined);
});

Deno.test("CharsetTalk takes an offered name, case ignored", () => {
  const talk = new CharsetTalk();
  talk.ask();
  assert.equal(talk.receive(packet(2, "cp437")), undefined);
  assert.deepEqual([talk.encoding, talk.awaiting], ["cp437", false]);
});

for (const name of ["X-EVIL", "UTF-8x", "IBM437", "", "A".repeat(4096)]) {
  Deno.test(`CharsetTalk takes no name that was not offered: ${name.slice(0, 8)}`, () => {
    const talk = new CharsetTalk();
    talk.ask();
    talk.receive(packet(2, name));
    assert.deepEqual([talk.encoding, talk.awaiting], [undefined, false]);
  });
}

Deno.test("CharsetTalk ignores ACCEPTED when nothing was asked, and table messages", () => {
  const talk = new CharsetTalk();
  for (const code of [2, 4, 5, 6, 7, 99]) assert.equal(talk.receive(packet(code, "UTF-8")), undefined);
  assert.equal(talk.receive(new Uint8Array(0)), undefined);
  assert.equal(talk.encoding, undefined);
});

Deno.test("CharsetTalk answers a request with the first name it knows, in the asker's spelling", () => {
  const talk = new CharsetTalk();
  assert.equal(
    hex(talk.receive(packet(1, " LATIN1 ibm437 UTF-8"))!),
    hex(Uint8Array.of(255, 250, 42, ...packet(2, "ibm437"), 255, 240)),
  );
  assert.equal(talk.encoding, "cp437");
  assert.equal(
    hex(talk.receive(packet(1, "[TTABLE ]\x01;UTF-8"))!),
    hex(Uint8Array.of(255, 250, 42, ...packet(2, "UTF-8"), 255, 240)),
  );
  assert.equal(talk.encoding, "utf8");
});

Deno.test("CharsetTalk rejects requests without a name, without a known name, and while its own is open", () => {
  const talk = new CharsetTalk();
  for (const request of ["", ";", ";LATIN1", "[TTABLE ]", "[TTABLE ]\x01"]) {
    assert.equal(hex(talk.receive(packet(1, request))!), REJECTED);
  }
  talk.ask();
  assert.equal(hex(talk.receive(packet(1, ";UTF-8"))!), REJECTED);
  assert.equal(talk.awaiting, true);
  talk.receive(packet(3, ""));
  assert.deepEqual([talk.encoding, talk.awaiting], [undefined, false]);
});
