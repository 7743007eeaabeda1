import assert from "node:assert/strict";
import {
  type DoorFacts,
  doorPath,
  placeholderValues,
  programOf,
  speechOf,
  terminalFor,
  terminalOf,
} from "../../../lib/host/door_plan.ts";
import { doorFamily } from "../../../lib/host/door_settings.ts";
import { valuesOf } from "../../fakes/test_board.ts";

const FACTS: DoorFacts = {
  handle: "alice",
  location: "Oz",
  node: 2,
  columns: 80,
  rows: 24,
  minutes: 60,
  terminal: "xterm-256color",
  bbsname: "Board",
  sysop: "boss",
  dropfile: "/home/x/doors/n/DOOR.SYS",
  dropfolder: "/home/x/doors/n",
  home: "/home/x",
  userHome: "/home/user",
  path: "/usr/bin",
  mark: "M",
};
const PLAIN = { cp437: false, raw: false, dos: false };

Deno.test("terminalOf() gives a program the environment of the reference, and the sysop's own above it", () => {
  const settings = valuesOf(doorFamily, { command: "game", env: 'TERM=linux NAME={handle} TWO="a b"' });
  const { env, folder } = terminalOf(settings, PLAIN, FACTS);
  assert.deepEqual(Object.fromEntries(env), {
    LANG: "C.UTF-8",
    TERM: "linux",
    PATH: "/usr/bin",
    HOME: "/home/user",
    LINES: "24",
    COLUMNS: "80",
    NAME: "alice",
    TWO: "a b",
    X84_DOOR: "M",
  });
  assert.equal(folder, "/home/x");
  assert.equal(terminalOf(settings, { ...PLAIN, cp437: true }, FACTS).env.get("LANG"), "C");
  const marked = terminalOf(valuesOf(doorFamily, { env: "X84_DOOR=other" }), PLAIN, FACTS);
  assert.equal(marked.env.get("X84_DOOR"), "M");
});

Deno.test("terminalOf() keeps each word of a command one word, whatever callers are called", () => {
  const settings = valuesOf(doorFamily, { command: "game --user {handle} '{location}' {node} {dropfile}" });
  const hostile = ["-h", "$(id)", ";id", "%s", "a b", "*", "{node}", "'\"", "--\x1b[2Jx\r\ny\0"];
  for (const handle of hostile) {
    const { argv } = terminalOf(settings, PLAIN, { ...FACTS, handle, location: handle });
    assert.equal(argv.length, 6);
    for (const word of [argv[2]!, argv[3]!]) {
      assert.doesNotMatch(word, /^-|\p{Cc}/u, JSON.stringify(handle));
    }
    assert.deepEqual(argv.slice(4), ["2", FACTS.dropfile]);
  }
  assert.equal(terminalOf(settings, PLAIN, { ...FACTS, handle: "$(id)" }).argv[2], "$(id)");
});

Deno.test("terminalFor() believes no name of a terminal that could be anything else", () => {
  assert.equal(terminalFor("XTerm-256color"), "xterm-256color");
  for (const name of ["../x", "unknown", "", "a b", "-x", "x".repeat(99), "a=b"]) {
    assert.equal(terminalFor(name), "ansi", name);
  }
  const settings = valuesOf(doorFamily);
  assert.equal(terminalOf(settings, PLAIN, { ...FACTS, terminal: "syncterm" }).erase, "^H");
  assert.equal(terminalOf(settings, PLAIN, FACTS).erase, "^?");
});

Deno.test("speechOf() knows a DOS emulator by its name, and lets a script say otherwise", () => {
  const of = (command: string, kind = "auto") => valuesOf(doorFamily, { command, kind });
  assert.equal(speechOf(of("/usr/bin/dosemu -E x"), {}).dos, true);
  assert.equal(speechOf(of("game"), {}).dos, false);
  assert.equal(speechOf(of("game", "dos"), {}).dos, true);
  assert.equal(speechOf(of("dosemu", "plain"), {}).dos, false);
  assert.deepEqual(speechOf(of("game"), { cp437: true, raw: true, dos: true }), {
    cp437: true,
    raw: true,
    dos: true,
  });
});

Deno.test("doorFamily refuses what would be ambiguous, or let a caller choose what is run", () => {
  const parse = (key: "command" | "env" | "folder" | "droppath", text: string) =>
    "value" in doorFamily.keys[key].type.parse(text);
  for (const good of ["game {handle}", "no", "", "{home}/games/x 'a b'", `dosemu -E "C:\\X.BAT {node}"`]) {
    assert.ok(parse("command", good), good);
  }
  for (
    const bad of [
      "'open",
      "{handle} x",
      "a=b",
      "-x",
      "game {password}",
      "/opt/{handle}/game",
      "game {Handle}",
    ]
  ) {
    assert.ok(!parse("command", bad), bad);
  }
  for (const bad of [`sh -c "game '{location}'"`, `dosemu -E "X.BAT {handle}"`]) {
    assert.ok(!parse("command", bad), bad);
  }
  assert.ok(parse("env", "A=1 B={handle}"));
  for (const bad of ["A", "1A=x", "A=1 =2", "A={secret}", "'A=1"]) assert.ok(!parse("env", bad), bad);
  assert.ok(parse("droppath", "/dos/nodes/{node}"));
  for (const bad of ["/dos/{handle}", "{location}"]) assert.ok(!parse("folder", bad), bad);
});

Deno.test("doorPath() begins in the home folder, and programOf() is the first word", () => {
  assert.equal(doorPath("", "/h", 1), "/h");
  assert.equal(doorPath("games/{node}", "/h", 3), "/h/games/3");
  assert.equal(doorPath("/opt", "/h", 3), "/opt");
  assert.equal(programOf("{home}/x {handle}", placeholderValues(FACTS)), "/home/x/x");
});
