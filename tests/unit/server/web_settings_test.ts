import assert from "node:assert/strict";
import { isSecure, webSection } from "../../../lib/server/web_settings.ts";
import { valuesOf } from "../../fakes/test_board.ts";

Deno.test("[web] is closed at first, on loopback, at the port that x/84 had", () => {
  const { enabled, addr, port, cert, key } = valuesOf(webSection);
  assert.deepEqual({ enabled, addr, port, cert, key }, {
    enabled: false,
    addr: "127.0.0.1",
    port: 8443,
    cert: "",
    key: "",
  });
});

Deno.test("isSecure() takes half of a certificate for one, whose other half is then asked for", () => {
  assert.equal(isSecure({ cert: "", key: "" }), false);
  assert.ok(isSecure({ cert: "c.pem", key: "" }));
  assert.ok(isSecure({ cert: "", key: "k.pem" }));
});
