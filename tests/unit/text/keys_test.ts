// deno-lint-ignore-file no-control-regex
import assert from "node:assert/strict";
import fc from "fast-check";
import { KEY_ROWS } from "../../../lib/text/key_table.ts";
import { type Key, KeyDecoder, MAX_SEQUENCE } from "../../../lib/text/keys.ts";

/** A key in short: modifiers and name, or the text in quotes. */
function short(key: Key): string {
  const modifiers = (key.ctrl ? "ctrl+" : "") + (key.alt ? "alt+" : "") + (key.shift ? "shift+" : "");
  return modifiers + (key.name ?? JSON.stringify(key.text)) + (key.pasted ? " pasted" : "");
}

function decode(...chunks: string[]): string[] {
  const decoder = new KeyDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()].map(short);
}

Deno.test("KeyDecoder.push() names controls and gives characters as text", () => {
  const cases: [string, string[]][] = [
    ["aZ é日\u{1f600}", ['"a"', '"Z"', '" "', '"é"', '"日"', '"\u{1f600}"']],
    ["\x03\x01\x1a\x17", ["ctrl+c", "ctrl+a", "ctrl+z", "ctrl+w"]],
    ["\x1c\x1d\x1e\x1f\x00", ["ctrl+\\", "ctrl+]", "ctrl+^", "ctrl+_", "ctrl+space"]],
    ["\x08\x7f\t", ["backspace", "backspace", "tab"]],
    ["\r", ["enter"]],
    ["\n", ["enter"]],
    ["\r\n", ["enter"]],
    ["\r\r\n\n", ["enter", "enter", "enter"]],
    ["\u0085", ["unknown"]],
    ["\ud800x", ['"\ufffd"', '"x"']],
    ["\ud800", ['"\ufffd"']],
  ];
  for (const [input, keys] of cases) assert.deepEqual(decode(input), keys, JSON.stringify(input));
});

Deno.test("KeyDecoder.push() knows modifiers of xterm, rxvt, PuTTY and the escape prefix", () => {
  const cases: [string, string][] = [
    ["\x1b[1;2A", "shift+up"],
    ["\x1b[1;5D", "ctrl+left"],
    ["\x1b[1;8H", "ctrl+alt+shift+home"],
    ["\x1b[3;3~", "alt+delete"],
    ["\x1b[15;6~", "ctrl+shift+f5"],
    ["\x1b[1;2P", "shift+f1"],
    ["\x1b[1;5S", "ctrl+f4"],
    ["\x1bO5C", "ctrl+right"],
    ["\x1b[1;9A", "alt+up"],
    ["\x1b[7$", "shift+home"],
    ["\x1b[7^", "ctrl+home"],
    ["\x1b[7@", "ctrl+shift+home"],
    ["\x1b[a", "shift+up"],
    ["\x1bOd", "ctrl+left"],
    ["\x1b\x1b[A", "alt+up"],
    ["\x1b\x1bOP", "alt+f1"],
    ["\x1bx", "alt+x"],
    ["\x1bX", "alt+x"],
    ["\x1b\r", "alt+enter"],
    ["\x1b\x7f", "alt+backspace"],
    ["\x1b\x03", "ctrl+alt+c"],
    ["\x1bé", "alt+é"],
    ["\x1b\u{1f600}", "alt+\u{1f600}"],
    ["\x1b[Z", "shift+backtab"],
    ["\x1b[1;3Z", "alt+shift+backtab"],
    ["\x1b[1;2R", "shift+f3"],
    ["\x1b\x1bOq", "alt+1"],
    ["\x1bO10P", "alt+shift+f1"],
    ["\x1bO1;5Q", "ctrl+f2"],
    ["\x1b[27;5;9~", "ctrl+tab"],
    ["\x1b[27;2;9~", "shift+backtab"],
    ["\x1b[27;5;13~", "ctrl+enter"],
    ["\x1b[27;6;65~", "ctrl+shift+a"],
    ["\x1b[27;3;27~", "alt+escape"],
    ["\x1b[97;5u", "ctrl+a"],
    ["\x1b[32;5u", "ctrl+space"],
    ["\x1b[127;3u", "alt+backspace"],
    ["\x1b[97u", '"a"'],
    ["\x1b[97;2u", '"A"'],
    ["\x1b\x1b[97;5u", "ctrl+alt+a"],
  ];
  for (const [input, key] of cases) assert.deepEqual(decode(input), [key], JSON.stringify(input));
});

Deno.test("KeyDecoder.push() takes ESC and tab of the Linux console for shift and tab", () => {
  assert.deepEqual(decode("\x1b\t"), ["shift+backtab"]);
  assert.deepEqual(decode("\x1b\x1b\t"), ["escape", "shift+backtab"]);
});

Deno.test("KeyDecoder.push() knows SyncTERM's Delete, which other terminals' Backspace sends", () => {
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push("\x08\x7f").map(short), ["backspace", "backspace"]);
  decoder.delDeletes = true;
  assert.deepEqual(decoder.push("\x08\x7f\x1b[3~").map(short), ["backspace", "delete", "delete"]);
});

Deno.test("KeyDecoder.flush() turns a lone ESC into a key, never by itself", () => {
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push("\x1b"), []);
  assert.equal(decoder.pendingEscape, true);
  assert.deepEqual(decoder.flush().map(short), ["escape"]);
  assert.equal(decoder.pendingEscape, false);
  assert.deepEqual(decoder.flush(), []);
  assert.deepEqual(decoder.push("[A").map(short), ['"["', '"A"']);
});

Deno.test("KeyDecoder.flush() tells alt keys from answers that were cut off", () => {
  assert.deepEqual(decode("\x1b["), ["alt+["]);
  assert.deepEqual(decode("\x1bO"), ["alt+o"]);
  assert.deepEqual(decode("\x1bP"), ["alt+p"]);
  assert.deepEqual(decode("\x1b]"), ["alt+]"]);
  assert.deepEqual(decode("\x1b\x1b"), ["escape", "escape"]);
  assert.deepEqual(decode("\x1b\x1b["), ["escape", "alt+["]);
  assert.deepEqual(decode("\x1b\x1b\x1b[A"), ["escape", "alt+up"]);
  assert.deepEqual(decode("\x1b\x1bx"), ["escape", "alt+x"]);
  assert.deepEqual(decode("\x1b[1;"), ["unknown"]);
  assert.deepEqual(decode("\x1b]0;secr"), ["unknown"]);
});

Deno.test("KeyDecoder.push() swallows what nobody knows as one key and goes on", () => {
  const cases: [string, string[]][] = [
    ["\x1b[99~x", ["unknown", '"x"']],
    ["\x1b[57344;5ux", ["unknown", '"x"']],
    ["\x1b[133;5ux", ["unknown", '"x"']],
    ["\x1b[9999999;5ux", ["unknown", '"x"']],
    ["\x1bO123P", ["alt+o", '"1"', '"2"', '"3"', '"P"']],
    ["\x1b[1;99Ax", ["unknown", '"x"']],
    ["\x1b[?5;6;7ux", ["report", '"x"']],
    ["\x1b[12\rx", ["unknown", "enter", '"x"']],
    ["\x1b[12éx", ["unknown", '"é"', '"x"']],
    ["\x1b[\r", ["alt+[", "enter"]],
    ["\x1bO\r", ["alt+o", "enter"]],
    ["\x1bO5\r", ["alt+o", '"5"', "enter"]],
    ["\x1b[12\x1b[A", ["unknown", "up"]],
    ["\x1b]x\x1b[A", ["unknown", "up"]],
    ["\x1b]x\x18y", ["unknown", '"y"']],
  ];
  for (const [input, keys] of cases) assert.deepEqual(decode(input), keys, JSON.stringify(input));
});

Deno.test("KeyDecoder.push() takes a terminal's answers for reports, not for typing", () => {
  const answers = [
    "\x1b[24;80R",
    "\x1b[?1;2c",
    "\x1b[>0;95;0c",
    "\x1b[=67;84;101;114;109;1;316c",
    "\x1b[0n",
    "\x1b[?2004;2$y",
    "\x1b[20;2$y",
    "\x1b[8;25;80t",
    "\x1bP1$r0m\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1b]l rm -rf\x1b\\",
    "\x1b_ok\x1b\\",
  ];
  for (const answer of answers) {
    const keys = new KeyDecoder().push(answer + "x");
    assert.deepEqual(keys.map(short), ["report", '"x"'], JSON.stringify(answer));
    assert.equal(keys[0]!.sequence, answer);
  }
});

Deno.test("KeyDecoder.push() keeps an Escape that a terminal's answer follows (both were once one report)", () => {
  for (
    const answer of ["\x1b[24;1R", "\x1b[I", "\x1b[O", "\x1b[<0;1;1M", "\x1b[200~x\x1b[201~", "\x1b[?1;2c"]
  ) {
    const decoder = new KeyDecoder();
    const keys = decoder.push("\x1b" + answer);
    assert.deepEqual([keys[0]?.name, keys[0]?.alt], ["escape", false], JSON.stringify(answer));
    assert.ok(keys.length > 1);
  }
  assert.deepEqual(new KeyDecoder().push("\x1b\x1b[A").map(({ name, alt }) => [name, alt]), [["up", true]]);
});

Deno.test("KeyDecoder.push() takes row 1, column 1 for a report even when nobody asked (once f3)", () => {
  assert.deepEqual(decode("\x1b[1;1R\x1bOR"), ["report", "f3"]);
});

Deno.test("KeyDecoder.push() reads C1 introducers as their forms of seven bits, wherever they are cut", () => {
  assert.deepEqual(decode("\u009bA\u008fP\u009b3~"), ["up", "f1", "delete"]);
  assert.deepEqual(decode("\u009b", "1;5", "C"), ["ctrl+right"]);
  assert.deepEqual(decode("\u009d0;x\u009cy\u0090q\u009cz"), ["report", '"y"', "report", '"z"']);
  assert.equal(new KeyDecoder().push("\u009bA")[0]!.sequence, "\x1b[A");
});

Deno.test("KeyDecoder.expectMouse swallows the old reports of the mouse, wherever they are cut (once typed)", () => {
  const report = '\x1b[M !"';
  for (let cut = 1; cut < report.length; cut++) {
    const decoder = new KeyDecoder();
    decoder.expectMouse = true;
    const keys = [report.slice(0, cut), report.slice(cut), "x"].flatMap((text) => decoder.push(text));
    assert.deepEqual(keys.map(short), ["unknown", '"x"']);
  }
  assert.deepEqual(decode("\x1b[Mx"), ["f1", '"x"']);
});

Deno.test("KeyDecoder.expectCursorReport makes row 1 a report and no shifted f3", () => {
  const decoder = new KeyDecoder();
  decoder.expectCursorReport = true;
  assert.deepEqual(decoder.push("\x1b[1;2R\x1bOR").map(short), ["report", "f3"]);
  decoder.expectCursorReport = false;
  assert.deepEqual(decoder.push("\x1b[1;2R").map(short), ["shift+f3"]);
});

Deno.test("KeyDecoder.push() marks pasted text", () => {
  assert.deepEqual(decode("a\x1b[200~b\r\n\x1b[A\x1b[201~c"), [
    '"a"',
    '"b" pasted',
    "enter pasted",
    "up pasted",
    '"c"',
  ]);
});

Deno.test("KeyDecoder.push() reads the mouse and focus", () => {
  const mouse = (input: string) => new KeyDecoder().push(input).map((key) => [short(key), key.mouse]);
  assert.deepEqual(mouse("\x1b[<0;10;5M"), [["mouse", { action: "press", button: 0, column: 10, row: 5 }]]);
  assert.deepEqual(mouse("\x1b[<2;1;1m"), [["mouse", { action: "release", button: 2, column: 1, row: 1 }]]);
  assert.deepEqual(mouse("\x1b[<81;3;4M"), [["ctrl+mouse", {
    action: "wheel_down",
    button: 1,
    column: 3,
    row: 4,
  }]]);
  assert.deepEqual(mouse("\x1b[<35;3;4M"), [["mouse", { action: "move", button: 3, column: 3, row: 4 }]]);
  assert.deepEqual(decode("\x1b[<999999;1;1M\x1b[I\x1b[O"), ["unknown", "focus_in", "focus_out"]);
});

Deno.test("KeyDecoder.push() swallows overlong sequences to their end", () => {
  const long = "1".repeat(100_000);
  for (const [begin, end] of [["\x1b[", "m"], ["\x1b]", "\x07"], ["\x1bP", "\x1b\\"], ["\x1b\x1b[", "~"]]) {
    const decoder = new KeyDecoder();
    const keys = decoder.push(begin + long);
    assert.deepEqual(keys.map(short), ["unknown"]);
    assert.ok(keys[0]!.sequence.length <= MAX_SEQUENCE + 1);
    assert.equal(decoder.pendingEscape, true);
    assert.deepEqual(decoder.push(long + end + "x").map(short), ['"x"']);
  }
  assert.deepEqual(decode(`\x1b[${long}\rx`), ["unknown", "enter", '"x"']);
  assert.deepEqual(decode(`\x1b]${long}\x1b[A`), ["unknown", "up"]);
});

Deno.test("KeyDecoder.flush() ends the swallowing of a sequence that never ends", () => {
  const decoder = new KeyDecoder();
  decoder.push("\x1b]" + "x".repeat(1000));
  assert.deepEqual(decoder.flush(), []);
  assert.deepEqual(decoder.push("y").map(short), ['"y"']);
});

const input = fc.string({
  unit: fc.constantFrom(
    ..."\x1b\x1b\x1b[[[OOP]X_;?<$0123~ABMRmcaé\r\n\x03\x7f\x07\x18\\",
    "\ud83d",
    "\ude00",
    "\x1b[1;5A",
    "\u009b",
    "\x1b[97;5u",
    "\x1bO1",
    "\x1b[200~",
    "\x1b[201~",
    "1".repeat(MAX_SEQUENCE - 2),
  ),
  maxLength: 24,
});

Deno.test("KeyDecoder gives the same keys wherever the input is cut", () => {
  fc.assert(
    fc.property(input, fc.array(fc.nat(1200), { maxLength: 6 }), (text, cuts) => {
      const run = (chunks: string[]) => {
        const decoder = new KeyDecoder();
        return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
      };
      const whole = run([text]);
      assert.deepEqual(run(Array.from({ length: text.length }, (_, i) => text[i]!)), whole);
      const places = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
      assert.deepEqual(run(places.slice(1).map((end, i) => text.slice(places[i], end))), whole);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("KeyDecoder gives the same key wherever a sequence of the table is cut, with each modifier too", () => {
  const sequences = new Set<string>();
  for (const [row] of KEY_ROWS) {
    sequences.add(row);
    const number = /^\[(\d+)~$/.exec(row)?.[1];
    const final = /^[[O]([A-Z])$/.exec(row)?.[1];
    for (let modifier = 2; modifier <= 16; modifier++) {
      if (number !== undefined) sequences.add(`[${number};${modifier}~`);
      if (final !== undefined) sequences.add(`[1;${modifier}${final}`);
      if (final !== undefined) sequences.add(`O${modifier}${final}`).add(`O1;${modifier}${final}`);
      sequences.add(`[27;${modifier};9~`).add(`[97;${modifier}u`);
    }
    if (number !== undefined) { for (const end of "$^@") sequences.add(`[${number}${end}`); }
  }
  assert.ok(sequences.size > 700);
  for (const row of sequences) {
    for (const prefix of ["\x1b", "\x1b\x1b"]) {
      const text = `${prefix}${row}`;
      const whole = new KeyDecoder().push(`${text}x`);
      assert.deepEqual([whole.length, whole[1]?.text], [2, "x"], JSON.stringify(text));
      // Every way to cut it: the bits of a number say where.
      for (let cuts = 1; cuts < 2 ** (text.length - 1); cuts++) {
        const decoder = new KeyDecoder();
        const keys: Key[] = [];
        let start = 0;
        for (let end = 1; end <= text.length; end++) {
          if (end < text.length && (cuts & 1 << (end - 1)) === 0) continue;
          keys.push(...decoder.push(text.slice(start, end)));
          start = end;
        }
        keys.push(...decoder.push("x"));
        assert.deepEqual(keys, whole, `${JSON.stringify(text)} cut ${cuts.toString(2)}`);
      }
    }
  }
});

Deno.test("KeyDecoder never inserts a control, and text only without modifiers", () => {
  fc.assert(
    fc.property(input, (text) => {
      const decoder = new KeyDecoder();
      for (const key of [...decoder.push(text), ...decoder.flush()]) {
        assert.doesNotMatch(key.text, /[\x00-\x1f\x7f-\x9f\ud800-\udfff]/u);
        if (key.text !== "") assert.ok(!key.ctrl && !key.alt && !key.shift && key.name === undefined);
        else assert.notEqual(key.name, undefined);
      }
    }),
  );
});

Deno.test("KeyDecoder.pending and afterReturn are what another decoder needs to go on", () => {
  const decoder = new KeyDecoder();
  decoder.push("a\x1b[1;");
  assert.equal(decoder.pending, "\x1b[1;");
  assert.ok(!decoder.afterReturn);
  decoder.push("5C\r");
  assert.equal(decoder.pending, "");
  assert.ok(decoder.afterReturn);
  decoder.push("\n");
  assert.ok(!decoder.afterReturn);
});
