import assert from "node:assert/strict";
import type { CallerProfile } from "../../../lib/base/caller_profile.ts";
import { TerminalOutput } from "../../../lib/text/terminal_output.ts";

const profile = (terminal: string): CallerProfile => ({
  kind: "telnet",
  address: { hostname: "192.0.2.1", port: 1 },
  terminal,
  terminalNames: [terminal],
  mtts: 0,
  size: { columns: 40, rows: 25 },
  encoding: "utf8",
  environment: {},
});

Deno.test("TerminalOutput.adapt() brings colours down to what the terminal has", () => {
  const text = "\x1b[38;2;255;0;0mred\x1b[94mblue\x1b[0m";
  const adapted = (name: string) => new TerminalOutput(profile(name), "utf8").adapt(text);
  assert.equal(adapted("xterm-direct"), text);
  assert.equal(adapted("xterm"), "\x1b[38;5;196mred\x1b[94mblue\x1b[0m");
  assert.equal(adapted("ansi"), "\x1b[31mred\x1b[1;34mblue\x1b[0m");
  assert.equal(adapted("dumb"), "redblue\x1b[0m");
});

Deno.test("TerminalOutput.adapt() hands plain text on as it is", () => {
  const text = "plain é █";
  assert.equal(new TerminalOutput(profile("dumb"), "cp437").adapt(text), text);
});

Deno.test("TerminalOutput.adapt() sends no text as a byte that steers a terminal, where low glyphs have theirs", () => {
  const output = new TerminalOutput(profile("syncterm"), "cp437_art");
  assert.equal(output.adapt("♥♦♣♠ ♂♀♬ ↑↓ • →"), "♥♦*♠ ood ^↓ ∙ >");
  assert.equal(output.adapt("**↑B00\x1b[0m"), "**^B00\x1b[0m");
});

Deno.test("TerminalOutput.adapt() ends the bold of a bright colour in a later text", () => {
  const output = new TerminalOutput(profile("ansi"), "cp437");
  assert.equal(output.adapt("\x1b[91mA"), "\x1b[1;31mA");
  assert.equal(output.adapt("\x1b[32mB"), "\x1b[22;32mB");
});

Deno.test("TerminalOutput.mouse is whether the terminal was last told to report it", () => {
  const output = new TerminalOutput(profile("xterm"), "utf8");
  const after = (text: string) => (output.adapt(text), output.mouse);
  assert.deepEqual([after("\x1b[?1006h"), after("\x1b[?1000;1006h"), after("\x1b[?1002lx")], [
    false,
    true,
    false,
  ]);
  assert.deepEqual([after("\x1b[?1003h\x1b[?25l"), after("\x1b[?1000l\x1b[?1006l")], [true, false]);
});

Deno.test("TerminalOutput.adapt() takes titles and links out where they would be printed", () => {
  const text = "\x1b]2;title\x07a\x1b]8;;https://x.example/\x1b\\link\x1b]8;;\x1b\\b";
  assert.equal(new TerminalOutput(profile("xterm"), "utf8").adapt(text), text);
  assert.equal(new TerminalOutput(profile("ansi"), "cp437").adapt(text), "alinkb");
});

Deno.test("TerminalOutput.update() and learn() change what is known", () => {
  const output = new TerminalOutput(profile("ansi"), "cp437");
  assert.equal(output.capabilities.colorDepth, 4);
  output.learn(["\x1b[=67;84;101;114;109;1;323c", "\x1b[<0;6c"]);
  assert.equal(output.capabilities.colorDepth, 8);
  output.update(profile("xterm-direct"), "utf8");
  assert.equal(output.capabilities.colorDepth, 24);
});

Deno.test("TerminalOutput.adapt() gives a Commodore its font first and then its own controls", () => {
  const output = new TerminalOutput(profile("unknown"), "utf8");
  output.update(profile("unknown"), "petscii");
  assert.equal(output.adapt("a\x1b[2J"), "\x0ea\x93");
  assert.equal(output.adapt("a\r\n"), "a\r");
  output.update(profile("unknown"), "petscii_upper");
  assert.equal(output.adapt("x"), "\x8ex");
  output.update(profile("unknown"), "utf8");
  assert.equal(output.adapt("\x1b[2J"), "\x1b[2J");
});

Deno.test("TerminalOutput.adapt() leaves lines of text, and nothing else, for who has no terminal", () => {
  const plain = { ...profile("xterm"), plain: true };
  const text =
    "\x1b[2J\x1b[1;1H\x1b[31mone\x1b[0m\r\n\x1b]2;title\x07\ttwo é█\x07\x08\r\n\x1b(B\x0ethree\rfour\n";
  assert.equal(new TerminalOutput(plain, "utf8").adapt(text), "one\n\ttwo é█\nthreefour\n");
  assert.equal(new TerminalOutput(plain, "petscii").adapt(text), "one\n\ttwo é█\nthreefour\n");
});
