import assert from "node:assert/strict";
import fc from "fast-check";
// @deno-types="npm:@xterm/headless@6.0.0/typings/xterm-headless.d.ts"
import xterm from "@xterm/headless";
import { TerminalGuard } from "../../../lib/text/terminal_guard.ts";

const END = "\x1b[0m\x1b[s\x1b[r\x1b[u";

/** What is shown of a text, in one piece. */
function shown(text: string): string {
  return new TerminalGuard().push(text);
}

Deno.test("TerminalGuard lets everything through that paints, asks or plays", () => {
  const fair = [
    "plain \x07\b\t\r\n text",
    "\x1b[1;31mred\x1b[0m\x1b[2J\x1b[5;10H\x1b[s\x1b[u\x1b[K\x1b[3;20r",
    "\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1b[?6n\x1b[255n",
    "\x1b[?25l\x1b[?7h\x1b[?1000h\x1b[?1049h\x1b[4h",
    "\x1b[=1n\x1b[=c\x1b[<c\x1b[>q\x1b[2;2;5;5$z\x1b['}\x1b[3b\x1b[2X\x1b*0\x1bnx\x1bo",
    "\x1b7\x1b8\x1bD\x1bM\x1bc\x1b(0\x1b#8\x1b=",
    "\x1b]0;title\x07\x1b]2;title\x1b\\\x1b]8;;https://example.org/\x1b\\link\x1b]8;;\x1b\\\x1b]11;?\x07",
    "\x1b[14t\x1b[18t\x1b[1;10;20;30t\x1b[0;0 D\x1b[2 q\x1b[!p\x1b[?2026$p",
    "\x1bPq#0;2;0;0;0~~\x1b\\\x1bP$qm\x1b\\\x1bP+q544e\x1b\\\x1bPCTerm:Font:43:AAAA\x1b\\",
    // ANSI music, in SyncTERM's way.
    "\x1b[|MFO4C\x0e",
  ];
  for (const text of fair) assert.equal(shown(text), text);
});

Deno.test("TerminalGuard takes out what would still work when the call is over", () => {
  const foul = [
    ["\x1b[5i", "prints"],
    ["\x1b[?4i", "prints"],
    ["\x1b[0;59;0;60p", "keys of ANSI.SYS by number"],
    ['\x1b[13;"', "keys of ANSI.SYS by text", 'format c:";13p'],
    ["\x1bP0;1|17/6c730d\x1b\\", "keys of DECUDK"],
    ["\x1bP1;1;0!z41\x1b\\", "macros"],
    ["\x1b]52;c;aGVsbG8=\x07", "clipboard"],
    ["\x1b]52;c;?\x1b\\", "clipboard"],
    ["\x1b]1337;File=name=eA==:AAAA\x07", "downloads"],
    ["\x1b]9;hello\x07", "notifications"],
    ["\x1b]777;notify;a;b\x07", "notifications"],
    ["\x1b]50;#1\x07", "fonts"],
    ["\x1b[2h", "keyboard"],
    ["\x1b[?2004h", "marks of pastes"],
    ["\x1b[?25;2004h", "marks of pastes"],
    ["\x1b[2;1t", "windows"],
    ["\x1b[23;0t", "titles of the board"],
    ["\x1b[21t", "the title, typed"],
    ["\x1b_SyncTERM:C;S;x;AAAA\x1b\\", "files"],
    ["\x1bXsos\x1b\\", "strings"],
    ["\x1b^pm\x1b\\", "strings"],
    ["\x05", "the answerback, typed"],
    ["\x1b[5\x05i", "the answerback, in a sequence"],
    ["\x1b[?2l", "VT52"],
    ["\x1b[?02004h", "marks of pastes"],
    ["\x1b[?1003:0h", "modes that some read in another way"],
    ["\x1b[?1003;h", "modes that some read in another way"],
    ["\x1b[>31u", "keyboard"],
    ["\x1b[=31u", "keyboard"],
    ["\x1b[>4;2m", "keyboard"],
    ["\x1b[?1003s", "saved modes"],
    ["\x1b[?1003r", "saved modes"],
    ['\x1b[62;0"p', "8-bit answers"],
    ['\x1b[1"q', "protected characters"],
    ["\x1b G", "8-bit answers"],
    ["\x1b%@", "UTF-8 off"],
    ["\x1b~", "shifts that SI does not undo"],
    ["\x1b[0;1*r", "line speed of SyncTERM"],
    ["\x1b[=255h", "DoorWay mode of SyncTERM"],
    ["\x1b[=7l", "modes of ANSI.SYS"],
    ["\x1b[2$~", "status line"],
    ["\x1b[1$}", "status line"],
    ["\x1b[3g", "tab stops"],
    ["\x1bH", "tab stops"],
    ["\x1b[1'z", "locator"],
    ["\x1b[10*|", "lines of the screen"],
    ["\x1bPq\x07", "strings that do not end"],
    ["\x9b5i", "C1"],
    ["\x9d52;c;?\x9c", "C1"],
  ] as const;
  for (const [sequence, what, rest = ""] of foul) {
    assert.equal(shown(`a${sequence}${rest}b`), `a${rest.slice(rest === "" ? 0 : 1)}b`, what);
  }
});

Deno.test("TerminalGuard leaves out malformed sequences, which terminals may read in another way", () => {
  assert.equal(shown("a\x1b[5\x00ib"), "a\x00ib");
  assert.equal(shown("a\x1b[5\x1b[1mb"), "a\x1b[1mb");
  assert.equal(shown("a\x1b]52;c;x\x18b"), "ab");
  assert.equal(shown("a\x1b]0;x\x1b[1mb"), "a\x1b[1mb");
  assert.equal(shown("a\x1b\rb"), "a\rb");
});

Deno.test("TerminalGuard shows the same wherever text is cut, and only whole sequences", () => {
  const pieces = fc.constantFrom(
    ...'a,\r\n,\x1b,[,],0,;,?,25,2004,h,m,i,p,t,52,\x07,\x1b\\,P,q,_,\x18,\x9b,\x9c,\x1b[1m,\x1b]0;x\x07,\x1b[5i, ,",│'
      .split(
        ",",
      ),
  );
  fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), fc.array(fc.nat(8)), (parts, cuts) => {
    const text = parts.join("");
    const guard = new TerminalGuard();
    let at = 0;
    let out = "";
    for (const cut of cuts) out += guard.push(text.slice(at, at += cut));
    out += guard.push(text.slice(at));
    assert.equal(out, shown(text));
    // What comes behind is text, whatever was begun.
    assert.equal(new TerminalGuard().push(`${out}behind`), `${out}behind`);
  }));
});

Deno.test("TerminalGuard holds no more than a long string, and passes over what is longer", () => {
  const guard = new TerminalGuard();
  guard.push("\x1bPq");
  for (let i = 0; i < 100; i++) assert.equal(guard.push("~".repeat(1000)), "");
  assert.equal(guard.push("~\x1b"), "");
  assert.equal(guard.push("\\after"), "after");
  assert.equal(guard.push(`\x1b[${"1;".repeat(500)}`), "");
  assert.equal(guard.push("text"), "text");
});

Deno.test("TerminalGuard.restore() switches off what was switched on, and nothing else", () => {
  const restored = (text: string, font = "") => {
    const guard = new TerminalGuard();
    guard.push(text);
    return guard.restore(font);
  };
  assert.equal(restored("words"), END);
  assert.equal(restored("\x1b[?25l\x1b[?7l\x1b[?25h"), `\x1b[?7h${END}`);
  assert.equal(
    restored("\x1b[?1000;1006h\x1b[4h\x1b[?1049h"),
    `\x1b[?1000l\x1b[?1006l\x1b[4l\x1b[?1049l${END}`,
  );
  assert.equal(restored("\x1b(0\x0e\x1b=\x1b[4 q"), `\x0f\x1b(B\x1b)B\x1b*B\x1b+B\x1b>\x1b[0 q${END}`);
  assert.equal(restored("\x1b[?0001003h\x1b[?8;1036l"), `\x1b[?1003l\x1b[?8h\x1b[?1036h${END}`);
  assert.equal(restored("\x1b]11;?\x07\x1b]4;1;?\x07"), END);
  assert.ok(restored("\x1b]4;1;#000;2;?\x07").startsWith("\x1b]104\x1b\\"));
  assert.equal(restored("\x1b[?6h\x1b[|MFO4C"), `\x0e\x1b[?6l\x0f${END}`);
  assert.equal(restored("\x1b[0;32 D", "FONT"), `FONT${END}`);
  assert.equal(restored("words", "FONT"), END);
  const guard = new TerminalGuard();
  guard.push("\x1b[?1h\x1b]0;cut off");
  guard.restore("");
  assert.equal(guard.push("next"), "next");
  assert.equal(guard.restore(""), END);
});

/** A terminal's state after a call, with or without a guard. */
async function stateAfter(text: string, guarded = true) {
  const terminal = new xterm.Terminal({ cols: 40, rows: 10, allowProposedApi: true });
  const typed: string[] = [];
  terminal.onData((data) => typed.push(data));
  const colors: string[] = [];
  // 4 and 10 to 12 set, 104 and 110 to 112 set back; without a window nothing else keeps them.
  for (const number of [4, 10, 11, 12]) {
    terminal.parser.registerOscHandler(number, (data) => data.endsWith("?") || colors.push(`${number}`) > 0);
    terminal.parser.registerOscHandler(number + 100, () => {
      for (let at; (at = colors.indexOf(`${number}`)) >= 0;) colors.splice(at, 1);
      return true;
    });
  }
  const guard = new TerminalGuard();
  const said = guard.push(text);
  await new Promise<void>((done) => terminal.write(guarded ? said : text, done));
  await new Promise<void>((done) => terminal.write(guarded ? guard.restore("") : END, done));
  typed.length = 0;
  await new Promise<void>((done) => terminal.write("\x1b[2J\x1b[Hnqxlink\x05", done));
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY);
  const { modes, buffer } = terminal;
  const cell = line?.getCell(0) as unknown as { readonly extended?: { readonly urlId: number } };
  const state = {
    modes: { ...Object.fromEntries(MODES.map((name) => [name, modes[name]])) },
    buffer: buffer.active.type,
    text: line?.translateToString(true),
    link: cell.extended?.urlId ?? 0,
    colors: colors.join(),
    typed: typed.join(""),
  };
  terminal.dispose();
  return state;
}

const MODES = [
  "applicationCursorKeysMode",
  "applicationKeypadMode",
  "bracketedPasteMode",
  "insertMode",
  "mouseTrackingMode",
  "originMode",
  "reverseWraparoundMode",
  "sendFocusMode",
  "wraparoundMode",
] as const;

Deno.test("TerminalGuard leaves a terminal as it was, in the judgement of @xterm/headless", async () => {
  const fresh = await stateAfter("");
  assert.equal(fresh.text, "nqxlink");
  const attacks = [
    "\x1b[?0001003h",
    "\x1b[?1003:0h",
    "\x1b[?2004:0h",
    "\x1b[?0001049h",
    "\x1b[?000001h\x1b[?000006h",
    Array.from({ length: 64 }, (_, i) => `\x1b[?${3000 + i}h`).join("") + "\x1b[?1003h",
    "\x1b*0\x1bn",
    "\x1b+0\x1bo",
    "\x1b)0\x0e",
    "\x1b(0",
    "\x1b]8;;http://evil.example\x1b\\click",
    "\x1b]4;1;#000\x1b\\\x1b]10;#000\x07\x1b]11;#000\x07\x1b]12;#000\x07",
    "\x1b[?7l\x1b[?45h\x1b[?1004h\x1b=\x1b[4h",
    "\x1b]8;;x\x1b",
  ];
  for (const attack of attacks) {
    assert.notDeepEqual(await stateAfter(attack, false), fresh, `the judge sees ${JSON.stringify(attack)}`);
    assert.deepEqual(await stateAfter(attack), fresh, JSON.stringify(attack));
  }
  const pieces = fc.constantFrom(
    ...[
      "\x1b[",
      "?",
      "=",
      ">",
      "0",
      "1",
      "6",
      "7",
      "47",
      "1003",
      "1049",
      "2004",
      ";",
      ":",
      "h",
      "l",
      "s",
      "r",
    ],
    ...[
      "\x1b",
      "(",
      "*",
      "+",
      "n",
      "o",
      "\x0e",
      "\x0f",
      "$",
      '"',
      " ",
      "p",
      "\x1b]",
      "4;1;#000",
      "8;;u",
      "\x07",
    ],
    ...["\x1b\\", "\x1bP", "q", "\x1b[?", "text", "\x1b=", "\x9b", "\x18"],
  );
  const asProperty = fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (parts) => {
    assert.deepEqual(await stateAfter(parts.join("")), fresh);
  });
  await fc.assert(asProperty, { numRuns: 300 });
});
