import assert from "node:assert/strict";
import { dirname, fromFileUrl, isAbsolute, resolve } from "../../../lib/base/path.ts";

Deno.test("fromFileUrl() reads escaped characters and leaves out a slash at the end", () => {
  assert.equal(fromFileUrl("file:///srv/my%20board/"), "/srv/my board");
  assert.equal(fromFileUrl(new URL("file:///srv/board/main.ts")), "/srv/board/main.ts");
  assert.equal(fromFileUrl("file:///"), "/");
});

Deno.test("fromFileUrl() refuses URLs of other places", () => {
  assert.throws(() => fromFileUrl("https://example.org/x"), TypeError);
});

Deno.test("resolve(), dirname() and isAbsolute() are those of node:path", () => {
  assert.equal(resolve("/srv/board", "../art"), "/srv/art");
  assert.equal(dirname("/srv/board/main.ts"), "/srv/board");
  assert.ok(isAbsolute("/srv"));
  assert.ok(!isAbsolute("srv"));
});
