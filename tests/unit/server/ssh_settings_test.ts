import assert from "node:assert/strict";
import { sshSection } from "../../../lib/server/ssh_settings.ts";
import { valuesOf } from "../../fakes/test_board.ts";

Deno.test("sshSection leaves the door closed, and at home, until a sysop says otherwise", () => {
  const { enabled, addr, port } = valuesOf(sshSection);
  assert.deepEqual({ enabled, addr, port }, { enabled: false, addr: "127.0.0.1", port: 6022 });
});

Deno.test("sshSection.exec takes names of scripts only", () => {
  assert.deepEqual(sshSection.keys.exec.type.parse("who, games.tetris"), { value: ["who", "games.tetris"] });
  assert.ok("expected" in sshSection.keys.exec.type.parse("who, rm -rf /"));
});
