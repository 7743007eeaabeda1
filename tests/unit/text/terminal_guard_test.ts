import assert from "node:assert/strict";
import fc from "fast-check";
import { TerminalGuard } from "../../../lib/text/terminal_guard.ts";

const END = "\x1b[0m\x1b[s\x1b[r\x1b[u";

/** What is shown of a text, in one piece. */
function shown(text: string): string {
  return new TerminalGuard().push(text);
}

Deno.test("TerminalGuard lets everything through that paints, asks or plays", () => {
  const fair = [
    "plain \x07\b\t\r\n\x05 text",
    "\x1b[1;31mred\x1b[0m\x1b[2J\x1b[5;10H\x1b[s\x1b[u\x1b[K\x1b[3;20r",
    "\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1b[?6n\x1b[255n",
    "\x1b[?25l\x1b[?7h\x1b[?1000h\x1b[?1049h\x1b[4h\x1b[=1h",
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
    ["\x9b5i", "C1"],
    ["\x9d52;c;?\x9c", "C1"],
  ] as const;
  for (const [sequence, what, rest = ""] of foul) {
    assert.equal(shown(`a${sequence}${rest}b`), `a${rest.slice(sequence.includes('"') ? 1 : 0)}b`, what);
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
  assert.equal(restored("\x1b(0\x0e\x1b=\x1b[4 q"), `\x0f\x1b(B\x1b)B\x1b>\x1b[0 q${END}`);
  assert.equal(restored("\x1b[0;32 D", "FONT"), `FONT${END}`);
  assert.equal(restored("words", "FONT"), END);
  const guard = new TerminalGuard();
  guard.push("\x1b[?1h\x1b]0;cut off");
  guard.restore("");
  assert.equal(guard.push("next"), "next");
  assert.equal(guard.restore(""), END);
});
