import assert from "node:assert/strict";
import { boardsSection, remoteFamily } from "../../../lib/wire/remote_settings.ts";

Deno.test("remoteFamily reads a board, and says what is wrong with one", () => {
  const { host, encoding, terminal, port } = remoteFamily.keys;
  assert.deepEqual(host.type.parse(" BBS.Example.org. "), { value: "bbs.example.org" });
  assert.deepEqual(host.type.parse("[::1]"), { value: "::1" });
  assert.deepEqual(host.type.parse(""), { value: "" });
  for (const wrong of ["telnet://a.example", "a.example:23", "a b", "a..b"]) {
    assert.ok("expected" in host.type.parse(wrong), wrong);
  }
  assert.deepEqual(encoding.type.parse("IBM437"), { value: "cp437" });
  assert.deepEqual(encoding.type.parse("Caller"), { value: "caller" });
  assert.ok("expected" in encoding.type.parse("klingon"));
  assert.deepEqual(terminal.type.parse("ANSI"), { value: "ansi" });
  assert.ok("expected" in terminal.type.parse("a b"));
  assert.ok("expected" in port.type.parse("0"));
});

Deno.test("boardsSection reads hosts that callers never call", () => {
  const { type } = boardsSection.keys.never;
  assert.deepEqual(type.parse("My.Example.org, 192.0.2.1,"), { value: ["my.example.org", "192.0.2.1"] });
  assert.ok("expected" in type.parse("a b"));
});
