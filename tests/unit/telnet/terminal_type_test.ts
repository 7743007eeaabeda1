import assert from "node:assert/strict";
import fc from "fast-check";
import {
  cleanTerminalName,
  MAX_TERMINAL_REQUESTS,
  TerminalTypes,
} from "../../../lib/telnet/terminal_type.ts";

function answer(name: string): Uint8Array {
  return Uint8Array.of(0, ...Array.from(name, (c) => c.charCodeAt(0) & 255));
}

/** Gives one name after the other while it is asked; how often that was. */
function cycle(names: readonly string[]): { types: TerminalTypes; requests: number } {
  const types = new TerminalTypes();
  let requests = 0;
  for (const name of names) {
    if (types.ask() === undefined) break;
    requests++;
    types.receive(answer(name));
  }
  return { types, requests };
}

for (
  const [names, requests, terminal] of [
    [["A", "B", "C", "C", "never"], 4, "a"],
    [["A", "A", "never"], 2, "a"],
    [["A", "", "B", "B", "never"], 4, "a"],
    [["", "", "never"], 2, undefined],
    [["A", "B", "A", "never"], 3, "a"],
    [["ANSI", "VT100", "VT52", "VTNT", "VTNT", "never"], 5, "ansi"],
    [["MUDLET", "ANSI-TRUECOLOR", "MTTS 269", "MTTS 269", "never"], 4, "ansi-truecolor"],
    [["TINTIN++", "MTTS 9", "MTTS 9", "never"], 3, "tintin++"],
    [["MTTS 9", "MTTS 9", "never"], 2, undefined],
  ] as const
) {
  Deno.test(`TerminalTypes asks ${requests} times when told [${names}] and believes "${terminal}"`, () => {
    const cycled = cycle(names);
    assert.equal(cycled.requests, requests);
    assert.equal(cycled.types.terminal, terminal);
  });
}

Deno.test("TerminalTypes stops after MAX_TERMINAL_REQUESTS names of a list without end", () => {
  const { types, requests } = cycle(Array.from({ length: 500 }, (_, i) => `T${i}`));
  assert.equal(requests, MAX_TERMINAL_REQUESTS);
  assert.equal(types.names.length, MAX_TERMINAL_REQUESTS);
});

Deno.test("TerminalTypes ignores answers that nobody asked for, and SEND", () => {
  const types = new TerminalTypes();
  assert.equal(types.receive(answer("xterm")), false);
  types.ask();
  assert.equal(types.receive(Uint8Array.of(1)), false);
  assert.equal(types.receive(Uint8Array.of()), false);
  assert.equal(types.answered, false);
  assert.equal(types.receive(answer("xterm")), true);
  assert.equal(types.receive(answer("vt100")), false);
  assert.deepEqual(types.names, ["xterm"]);
});

Deno.test("TerminalTypes asks again when a caller took TTYPE back before he answered", () => {
  const types = new TerminalTypes();
  types.ask();
  assert.equal(types.ask(), undefined);
  types.withdraw();
  assert.ok(types.ask() !== undefined);
});

Deno.test("TerminalTypes reads MTTS as a bounded number", () => {
  assert.equal(cycle(["X", "xterm", "MTTS 2831"]).types.mtts, 2831);
  assert.equal(cycle(["X", "MTTS 999999999999"]).types.mtts, 0);
  assert.deepEqual(cycle(["X", "xterm", "MTTS 15"]).types.names, ["x", "xterm"]);
});

Deno.test("cleanTerminalName() keeps names and trims what NetRunner appends", () => {
  assert.equal(cleanTerminalName("ansi-256color\0"), "ansi-256color");
  assert.equal(cleanTerminalName("XTERM-256COLOR "), "xterm-256color");
  assert.equal(cleanTerminalName("Atari ST+VT52"), "atari st+vt52");
  assert.equal(cleanTerminalName("\0 "), "");
});

for (
  const name of [
    "../../etc/passwd",
    "/dev/zero",
    "%s%n",
    "__proto__",
    "\x1b]0;x\x07",
    "a\nFAKE",
    "A".repeat(41),
    "\x80",
    "a/..",
  ]
) {
  Deno.test(`cleanTerminalName() makes "ansi" of ${JSON.stringify(name)}`, () => {
    assert.equal(cleanTerminalName(name), "ansi");
  });
}

Deno.test("TerminalTypes never shows anything but a checked name", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 6000 }), (bytes) => {
    const types = new TerminalTypes();
    types.ask();
    types.receive(Uint8Array.of(0, ...bytes));
    for (const name of types.names) assert.match(name, /^[a-z0-9][a-z0-9._+ /-]{0,39}$/);
  }));
});
