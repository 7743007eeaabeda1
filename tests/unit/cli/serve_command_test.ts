import assert from "node:assert/strict";
import { callingLine } from "../../../lib/cli/serve_command.ts";

Deno.test("callingLine() names localhost for doors that the same machine reaches so", () => {
  for (const hostname of ["127.0.0.1", "0.0.0.0", "::", "::1"]) {
    assert.equal(callingLine({ name: "telnet", hostname, port: 6023 }), "telnet localhost 6023");
  }
  assert.equal(callingLine({ name: "telnet", hostname: "192.0.2.7", port: 23 }), "telnet 192.0.2.7 23");
});
