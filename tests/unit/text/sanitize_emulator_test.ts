// deno-lint-ignore-file no-control-regex
/** What strangers write, echoed onto the screens of others as scripts do it, on terminals that listen closely. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { CallerProfile } from "../../../lib/base/caller_profile.ts";
import { stripSequences } from "../../../lib/text/ansi.ts";
import { expandAtCodes } from "../../../lib/text/at_codes.ts";
import { getEncoding } from "../../../lib/text/encodings.ts";
import { clip, wrap } from "../../../lib/text/layout.ts";
import { decodePipe } from "../../../lib/text/pipe_codes.ts";
import { sanitizeLine, sanitizeText } from "../../../lib/text/sanitize.ts";
import { style } from "../../../lib/text/style.ts";
import { TerminalOutput } from "../../../lib/text/terminal_output.ts";
import { type Seen, WatchedScreen } from "./watched_screen.ts";

const RUNS = 10_000;
/** Cells that a text gets; also twice as many do not reach the edge. */
const CELLS = 38;

/** What steers a terminal, each of which has been aimed at somebody. */
const ATTACKS: readonly string[] = [
  // Titles, palettes, links, clipboards, questions, files, notifications.
  ..."0;t 1;i 2;t 4;1;rgb:ff/00/00 4;1;? 8;;http://x 9;n 10;? 11;#ff0000 12;? 50;? 52;c;QQ== 104 110 133;A 777;n;x 1337;File=:QQ=="
    .split(" ").flatMap((body) => [`\x1b]${body}\x07`, `\x1b]${body}\x1b\\`, `\u009d${body}\u009c`]),
  // Modes, margins, tab stops, cursor styles, resets, reports, scrolling, erasing, insertion, repetition.
  ..."?25l ?5h ?6h ?7l ?1000h ?1049h ?2004h 4h 20h 2;3r r 3g 0g W !p 6n c >c =c 21t 8;5;5t 22;0t 2J J K 2L M P @ 5S 3T X 9b H 5;5f d A B C D s u 6n ?6n 1;2;3;4$z"
    .split(" ").flatMap((body) => [`\x1b[${body}`, `\u009b${body}`]),
  "\x1b[0 q",
  "\x1b[5 q",
  "\x1b[1;31m",
  "\x1b[8m",
  "\x1b[38;5;9m",
  "\x1b[!p",
  '\x1b[2"q',
  '\x1b[64;"cmd";13p',
  ..."c7 8 H D E M Z = > n o ~ N O (0 )0 *0 +0 #8 %G %@ F l m".split(" ").map((body) => `\x1b${body}`),
  // Device control strings and their kin.
  ...["P$q q", "P0;1|17/17", "Pq#0;2;0;0;0", "P+q544e", "_Ga=T;QQ==", "^private", "Xstart"].flatMap((
    body,
  ) => [
    `\x1b${body}\x1b\\`,
    `\x1b${body}`,
  ]),
  "\u0090$qm\u009c",
  "\u009fG\u009c",
  "\u009ex\u009c",
  "\u0098x\u009c",
  // SyncTERM: fonts, music, palette, bright ground, file transfers that begin by themselves.
  "\x1b[0;32 D",
  "\x1b[1;255X",
  "\x1b[MFT120O3L8CDE\x0e",
  "\x1b[NFT120O3L8CDE\x0e",
  "\x1b[|MFCDE\x0e",
  "\x1b[=1;2;3{",
  "\x1b[?33h",
  "\x1b[<0c",
  "\x1b[255*r",
  "**\x18B00000000000000\r\x8a\x11",
  "!|1K|*",
  // Markup of boards.
  ..."|00 |12 |15 |23 |31 || |CL |PA |[X05 @X1F @CLS@ @POFF@ @USER@ @HANGUP@ `%x ^G ^Z".split(" "),
];
const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code))
  .filter((char) => char < " " || char >= "\x7f");
/** Controls again, as somebody reads them who takes UTF-8 for Latin-1 or code page 437. */
const MISREAD = ["\u00c2\u009b2J", "\u00c2\u0085", "\u00e2\u0080\u00ae", "\u00a2J", "ø2J", "←[2J", "¢2J"];
const INVISIBLE = [
  ..."\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\u206a\u061c\u00ad\ufeff\ufe0f\u180e\u115f\u3164\u2028\u2029\ufff9\uffff",
  "\u{e0041}",
  "\u{e0100}",
  "\u{1d173}",
];
const MARKS = [
  "\u0301",
  "\u0489",
  "\u20dd",
  "\u0e49",
  "\u0300".repeat(200),
  "\u0488\u0489".repeat(40),
  "\u{1f3fd}",
];
const HALVES = ["\ud800", "\udfff", "\ud83d", "\ude00"];
/** Code page 437's and a Commodore's controls and their glyphs. */
const GLYPHS = [..."☺♥♫►↕¶∟▲⌂\x12\x92\x05\x1c\x1e\x1f\x81\x90\x9f\x93\x13\x0e\x8e\x08\x09"];
const HARMLESS = [..."abcXYZ019 \"'<>&\\%äß日本語ж€…┌█", "\u{1f600}", "e\u0301", "hello", "  "];

const hostile = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...ATTACKS) },
    { weight: 3, arbitrary: fc.constantFrom(...CONTROLS) },
    { weight: 3, arbitrary: fc.constantFrom(...INVISIBLE, ...MARKS, ...HALVES, ...MISREAD, ...GLYPHS) },
    { weight: 3, arbitrary: fc.constantFrom(...HARMLESS) },
    // Attacks that are cut, and pieces that become one when what stands between them is taken out.
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...ATTACKS), fc.nat(12)).map(([attack, at]) => attack.slice(at)),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(
        fc.constantFrom(...ATTACKS),
        fc.nat(6),
        fc.constantFrom(...ATTACKS, ...CONTROLS, ...INVISIBLE),
      ).map(([attack, at, inside]) => attack.slice(0, at) + inside + attack.slice(at)),
    },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
  ),
  { minLength: 1, maxLength: 8 },
).map((pieces) => pieces.join(""));

/** The ways in which scripts put a stranger's text on somebody's screen: a line, and which sequences it may hold. */
const WAYS: readonly ((text: string) => string)[] = [
  (text) => sanitizeLine(text),
  (text) => sanitizeLine(text, { maxLength: 40, pipes: "strip" }),
  (text) => style("bold_red", sanitizeLine(text)),
  (text) => decodePipe(sanitizeLine(text)),
  (text) => expandAtCodes("@USER@ @ALIAS-L20@", { handle: text }),
  (text) => wrap(sanitizeText(text), CELLS)[0] ?? "",
  (text) => sanitizeText(text, { pipes: "strip" }).split("\n").at(-1)!.replaceAll("\t", " "),
];

function profileOf(encoding: string): CallerProfile {
  const terminal = encoding === "cp437" ? "syncterm" : "xterm-256color";
  return {
    kind: "telnet",
    address: { hostname: "192.0.2.1", port: 1 },
    terminal,
    terminalNames: [terminal],
    mtts: 0,
    size: { columns: 80, rows: 24 },
    encoding,
    environment: {},
  };
}

/** A line as it leaves the board, and as the terminal at the other end reads it. */
function sent(line: string, encoding: string): string | Uint8Array {
  const bytes = getEncoding(encoding).encode(new TerminalOutput(profileOf(encoding), encoding).adapt(line));
  if (encoding === "utf8") return bytes;
  // Latin-1 has controls up to 9F; where the page has letters there, the terminal draws them.
  if (encoding === "iso8859-1") return String.fromCharCode(...bytes);
  return getEncoding(encoding).decoder().push(bytes);
}

const frame = (text: string) => `[${clip(text, CELLS)}]`;

/** Everything in which what was seen differs from a line of text in colours. */
function steered({ told, changed }: Seen): string[] {
  return [...told.filter((name) => !/^CSI [\d;:,]*m$/.test(name)), ...changed];
}

Deno.test("sanitizeLine() is needed: each attack is seen by the screen that watches", async () => {
  using screen = new WatchedScreen();
  // Markup and what is meant for other terminals than xterm means nothing to it.
  const felt = ATTACKS.filter((attack) => /^(\x1b[[\]P(]|[\u0090\u009b\u009d])/.test(attack));
  const missed: string[] = [];
  await screen.watch(felt.map((attack) => `[${attack}]`), (seen, index) => {
    const colours = /^\x1b\[[\d;]*m$/.test(felt[index]!);
    if (!colours && steered(seen).length === 0 && seen.row === "[]") missed.push(felt[index]!);
  });
  assert.ok(felt.length > 150);
  assert.deepEqual(missed, []);
  const others: [string, RegExp][] = [
    ["\x07", /bell/],
    ["\x0e", /character set/],
    ["\x1bH\x1b[3g", /tab stops/],
    ["\x0b", /cursor/],
    ["\x1b[?2004h", /modes/],
    ["\x1b[H#", /row 0/],
    ["\x1b[c", /answer/],
    ["\x1b]9999;x", /character set/],
  ];
  await screen.watch(others.map(([text]) => text), (seen, index) => {
    assert.match(steered(seen).join(), others[index]![1]);
  });
});

Deno.test("sanitizeLine() and sanitizeText() let only cells change, on 10,000 strings in every way scripts use them", async () => {
  const seed = Math.trunc(Math.random() * 2 ** 31);
  const texts = fc.sample(hostile, { numRuns: RUNS, seed });
  for (const encoding of ["utf8", "cp437", "iso8859-1"]) {
    using screen = new WatchedScreen();
    for (let begin = 0; begin < texts.length; begin += 1000) {
      const batch = texts.slice(begin, begin + 1000);
      const lines = batch.map((text, index) => frame(WAYS[index % WAYS.length]!(text)));
      await screen.watch(lines.map((line) => sent(line, encoding)), (seen, index) => {
        const about = `${encoding}, seed ${seed}: ${JSON.stringify(batch[index])}`;
        assert.deepEqual(steered(seen), [], about);
        // Not seen by this terminal, but by others: what turns the direction or hides, and towers of marks.
        assert.doesNotMatch(seen.row, /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]|\p{M}{5}/u, about);
        if (encoding === "utf8") assert.equal(seen.row, stripSequences(lines[index]!), about);
        else assert.ok(seen.row.startsWith("[") && seen.row.endsWith("]"), about);
      });
    }
  }
});

Deno.test("sanitizeLine() and sanitizeText() give a Commodore nothing that is a control to it", () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom("petscii", "petscii_upper"), (text, encoding) => {
      const output = new TerminalOutput(profileOf(encoding), encoding);
      const clean = [sanitizeLine(text), sanitizeText(text).replace(/[\n\t]/g, " ")];
      const bytes = getEncoding(encoding).encode(
        output.adapt("") + clean.map((line) => output.adapt(line)).join(""),
      );
      // Its font first; a glyph that it has only reversed stands between reverse on and off.
      const shown = String.fromCharCode(...bytes.subarray(1)).replace(/\x12[ -\x7f\xa0-\xff]\x92/g, "");
      assert.doesNotMatch(shown, /[\x00-\x1f\x80-\x9f]/);
    }),
    { numRuns: 2000 },
  );
});
