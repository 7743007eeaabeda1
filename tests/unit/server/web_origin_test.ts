import assert from "node:assert/strict";
import { isOwnOrigin } from "../../../lib/server/web_origin.ts";

Deno.test("isOwnOrigin() knows the own page by host and port, in capitals and with usual ports, too", () => {
  for (
    const [origin, host] of [
      ["http://127.0.0.1:8443", "127.0.0.1:8443"],
      ["http://BBS.example:8443", "bbs.EXAMPLE:8443"],
      ["http://bbs.example", "bbs.example:80"],
      ["http://bbs.example:80", "bbs.example"],
      ["https://bbs.example", "bbs.example"],
      ["http://[::1]:8443", "[::1]:8443"],
    ] as const
  ) {
    assert.ok(isOwnOrigin(origin, host, false), origin);
  }
});

Deno.test("isOwnOrigin() takes no other page for the own one, nor what is no origin", () => {
  for (
    const origin of [
      undefined,
      "",
      "null",
      "http://evil.example",
      "http://127.0.0.1",
      "http://127.0.0.1:1",
      "http://127.0.0.1:84430",
      "http://127.0.0.1:8443.evil.example",
      "http://127.0.0.1.evil.example:8443",
      "http://evil.example/127.0.0.1:8443",
      "http://127.0.0.1:8443/",
      "http://127.0.0.1:8443@evil.example",
      "http://user@127.0.0.1:8443",
      "http://127.0.0.1:8443, http://evil.example",
      "http://127.0.0.1:8443 ",
      "file://127.0.0.1:8443",
      "127.0.0.1:8443",
    ]
  ) {
    assert.equal(isOwnOrigin(origin, "127.0.0.1:8443", false), false, origin);
  }
  assert.equal(isOwnOrigin("http://127.0.0.1:8443", undefined, false), false);
});

Deno.test("isOwnOrigin() asks for https where the door itself speaks it", () => {
  assert.equal(isOwnOrigin("http://bbs.example", "bbs.example", true), false);
  assert.equal(isOwnOrigin("http://bbs.example:443", "bbs.example", true), false);
  assert.ok(isOwnOrigin("https://bbs.example", "bbs.example:443", true));
  assert.equal(isOwnOrigin("https://bbs.example", "bbs.example:80", false), false);
});
