import assert from "node:assert/strict";
import { isHostName, plainHost } from "../../../lib/base/host_name.ts";

Deno.test("isHostName() knows names and addresses", () => {
  for (
    const name of ["localhost", "bbs.example.org", "xn--bcher-kva.example", "127.0.0.1", "::1", "fe80::1"]
  ) {
    assert.ok(isHostName(name), name);
  }
  for (const name of ["", ".", "a b", "a/b", "a:23", "b\u00fccher.example", "a\x1bb", "x".repeat(300)]) {
    assert.equal(isHostName(name), false, name);
  }
});

Deno.test("plainHost() makes one spelling of several", () => {
  assert.equal(plainHost(" BBS.Example.org. "), "bbs.example.org");
  assert.equal(plainHost("[2001:DB8::1]"), "2001:db8::1");
});
