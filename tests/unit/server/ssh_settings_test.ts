import assert from "node:assert/strict";
import { loadConfiguration } from "../../../lib/config/configuration.ts";
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

Deno.test("sshSection.advertise_port is what callers of other doors are told, and blank means the door's own (once ignored)", () => {
  const load = (ini: string) => loadConfiguration(`[ssh]\n${ini}`, "x84.ini", [sshSection]);
  const told = (ini: string) => load(ini).boardSettings()["ssh"]!["advertise_port"];
  assert.deepEqual(load("advertise_port = 22\n").warnings, []);
  assert.deepEqual([told("advertise_port = 22"), told("advertise_port ="), told("")], ["22", "", ""]);
  assert.throws(() => load("advertise_port = 0\n"), /expected 1 to 65535/);
});
