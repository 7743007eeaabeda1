import assert from "node:assert/strict";
import {
  capabilitiesOf,
  isCTerm,
  isDeviceAttributes,
  type TerminalFacts,
} from "../../../lib/text/capabilities.ts";

const CTERM = "\x1b[=67;84;101;114;109;1;323c";
const facts = (more: Partial<TerminalFacts>): TerminalFacts => ({
  names: ["unknown"],
  mtts: 0,
  environment: {},
  encoding: "utf8",
  ...more,
});

Deno.test("capabilitiesOf() finds the colour depth by the terminal's name", () => {
  const cases: [string, number][] = [
    ["xterm-256color", 8],
    ["xterm", 8],
    ["xterm-direct", 24],
    ["xterm-kitty", 24],
    ["putty", 8],
    ["screen", 4],
    ["screen-256color", 8],
    ["tmux-256color", 8],
    ["rxvt", 4],
    ["linux", 4],
    ["vt100", 4],
    ["vt220", 4],
    ["vt52", 1],
    ["vt100-m", 1],
    ["dumb", 1],
    ["ansi", 4],
    ["ansi-bbs", 4],
    ["ansi-256color", 8],
    ["ansi-256color-rgb", 24],
    ["ansi-mono", 1],
    ["syncterm", 4],
    ["icy_term", 24],
    ["unknown", 4],
    ["what-is-this", 4],
  ];
  for (const [name, depth] of cases) {
    assert.equal(capabilitiesOf(facts({ names: [name] })).colorDepth, depth, name);
  }
  assert.equal(capabilitiesOf(facts({ names: ["mudlet", "xterm-256color", "mtts 1"] })).colorDepth, 8);
});

Deno.test("capabilitiesOf() asks for bright colours by bold where nothing says that there are sixteen numbers", () => {
  const byBold = (names: string[], more: Partial<TerminalFacts> = {}) =>
    capabilitiesOf(facts({ names, ...more })).brightByBold;
  for (const name of ["ansi", "vt100", "vt220", "unknown", "what-is-this"]) assert.ok(byBold([name]), name);
  for (const name of ["linux", "syncterm", "xterm", "rxvt", "dumb", "icy_term"]) {
    assert.ok(!byBold([name]), name);
  }
  assert.ok(!byBold(["vt100", "rxvt"]) && !byBold(["rxvt", "vt100"]));
  assert.ok(!byBold(["ansi"], { attributes: [CTERM] }) && !byBold(["ansi"], { mtts: 1 | 8 }));
  assert.ok(byBold(["dumb"], { mtts: 1 }) && !byBold(["unknown"], { encoding: "petscii" }));
});

Deno.test("capabilitiesOf() takes MTTS and COLORTERM for more deliberate than a name", () => {
  const depth = (more: Partial<TerminalFacts>) => capabilitiesOf(facts(more)).colorDepth;
  assert.equal(depth({ mtts: 1 | 256 }), 24);
  assert.equal(depth({ mtts: 1 | 8 }), 8);
  assert.equal(depth({ mtts: 1 }), 4);
  assert.equal(depth({ mtts: 4, names: ["xterm"] }), 1);
  assert.equal(depth({ mtts: 1, names: ["xterm"] }), 8);
  assert.equal(depth({ environment: { COLORTERM: "truecolor" }, names: ["xterm"] }), 24);
  assert.equal(depth({ environment: { COLORTERM: "24bit" }, names: ["dumb"] }), 24);
  assert.equal(depth({ environment: { COLORTERM: "rxvt" }, names: ["rxvt"] }), 8);
  assert.equal(capabilitiesOf(facts({ mtts: 1 | 64 })).screenReader, true);
  assert.equal(capabilitiesOf(facts({ mtts: 1 | 16 })).mouse, true);
});

Deno.test("capabilitiesOf() believes what CTerm answers", () => {
  const silent = capabilitiesOf(facts({ names: ["ansi"], encoding: "cp437" }));
  assert.deepEqual([silent.colorDepth, silent.syncTerm], [4, false]);
  const told = capabilitiesOf(facts({ names: ["ansi"], encoding: "cp437", attributes: [CTERM] }));
  assert.deepEqual([told.colorDepth, told.syncTerm, told.lowGlyphs], [4, true, true]);
  const features = [CTERM, "\x1b[<0;1;2;3;4;5;6;7c"];
  assert.equal(capabilitiesOf(facts({ names: ["ansi"], attributes: features })).colorDepth, 8);
  assert.equal(capabilitiesOf(facts({ names: ["ansi"], attributes: ["\x1b[<6c"] })).colorDepth, 4);
});

Deno.test("capabilitiesOf() draws low glyphs in CP437 only, and titles where they are none of the text", () => {
  assert.equal(capabilitiesOf(facts({ names: ["syncterm"], encoding: "cp437" })).lowGlyphs, true);
  assert.equal(capabilitiesOf(facts({ names: ["syncterm"] })).lowGlyphs, false);
  assert.equal(capabilitiesOf(facts({ names: ["xterm"], encoding: "cp437" })).lowGlyphs, false);
  assert.equal(capabilitiesOf(facts({ names: ["xterm"] })).controlStrings, true);
  assert.equal(capabilitiesOf(facts({ names: ["ansi"] })).controlStrings, false);
  assert.equal(capabilitiesOf(facts({ names: ["xterm"], encoding: "petscii" })).alternateScreen, false);
});

Deno.test("capabilitiesOf() knows DoorWay mode and the Delete of CTerm alone, by its name or its answer", () => {
  const deletes = (more: Partial<TerminalFacts>) => capabilitiesOf(facts(more)).delDeletes;
  assert.ok(deletes({ names: ["syncterm"] }) && deletes({ names: ["ansi"], attributes: [CTERM] }));
  assert.ok(
    !deletes({ names: ["ansi"] }) && !deletes({ names: ["xterm"] }) && !deletes({ names: ["putty"] }),
  );
  const doorway = (more: Partial<TerminalFacts>) => capabilitiesOf(facts(more)).doorway;
  assert.ok(doorway({ names: ["syncterm"] }) && doorway({ names: ["ansi"], attributes: [CTERM] }));
  assert.ok(
    !doorway({ names: ["ansi"] }) && !doorway({ names: ["icy_term"] }) && !doorway({ names: ["xterm"] }),
  );
});

Deno.test("isDeviceAttributes() knows answers from keys", () => {
  assert.ok(isCTerm(CTERM) && isDeviceAttributes(CTERM));
  assert.ok(isDeviceAttributes("\x1b[?64;1;2c") && !isCTerm("\x1b[?64;1;2c"));
  assert.ok(isDeviceAttributes("\x1b[<0;1c"));
  for (const other of ["a", "\x1b[c", "\x1b[A", "\x1b[1;2R", "\x1b[?1;2cx"]) {
    assert.ok(!isDeviceAttributes(other));
  }
});
