import assert from "node:assert/strict";
import fc from "fast-check";
import { stripSequences } from "../../../lib/text/ansi.ts";
import {
  bg,
  blink,
  bold,
  COLOR_NAMES,
  fg,
  reverse,
  rgb,
  style,
  styleSetting,
  styleStart,
  underline,
} from "../../../lib/text/style.ts";

Deno.test("bold(), fg() and their kin put the outer style back behind the inner one", () => {
  assert.equal(bold("x"), "\x1b[1mx\x1b[0m");
  assert.equal(bold(`a${fg("red", "b")}c`), "\x1b[1ma\x1b[31mb\x1b[0m\x1b[1mc\x1b[0m");
  assert.equal(underline(blink(reverse(""))), "");
  assert.equal(fg("bright_cyan", "x"), "\x1b[96mx\x1b[0m");
  assert.equal(bg(208, "x"), "\x1b[48;5;208mx\x1b[0m");
  assert.equal(fg(rgb(255, 300, -1), "x"), "\x1b[38;2;255;255;0mx\x1b[0m");
});

Deno.test("styleStart() reads every style of x/84's INI file", () => {
  const cases: [string, string][] = [
    ["bold_magenta", "1;35"],
    ["magenta_reverse", "35;7"],
    ["bold_black", "1;30"],
    ["bold_white_on_blue", "1;37;44"],
    ["bright_cyan", "96"],
    ["bright_black", "90"],
    ["reverse_magenta", "7;35"],
    ["reverse", "7"],
    ["black_on_red", "30;41"],
    ["black_on_magenta", "30;45"],
    ["white", "37"],
    ["red", "31"],
    ["yellow_reverse", "33;7"],
    ["on_bright_blue", "104"],
    ["bold red on blue", "1;31;44"],
    ["Color208_on_color17", "38;5;208;48;5;17"],
    ["normal", "0"],
    ["onBlue", "44"],
    ["boldRedOnBrightBlue", "1;31;104"],
    ["brightCyan", "96"],
    ["color208OnColor17", "38;5;208;48;5;17"],
    ["rgb(255,128,0)", "38;2;255;128;0"],
    ["bold_rgb( 1, 2, 3 )_on_rgb(4,5,6)", "1;38;2;1;2;3;48;2;4;5;6"],
    ["onRgb(0,0,64)Bold", "48;2;0;0;64;1"],
    // x/84's spellings.
    ["on_color_rgb(4,5,6)", "48;2;4;5;6"],
    ["color(208)_on_color(17)", "38;5;208;48;5;17"],
  ];
  for (const [name, parameters] of cases) assert.equal(styleStart(name), `\x1b[${parameters}m`, name);
  assert.equal(styleStart(""), "");
  assert.equal(style("", "x"), "x");
  assert.equal(style("bold_red", "x"), "\x1b[1;31mx\x1b[0m");
});

Deno.test("styleStart() refuses words that are none, with the word", () => {
  for (
    const [name, word] of [
      ["bold_pink", "pink"],
      ["red_on", "on"],
      ["on_bold", "bold"],
      ["bright", "bright"],
      ["on_on_red", "on"],
      ["color256", "color256"],
      ["bright_color1", "color1"],
      ["__proto__", ""],
      ["rgb(256,0,0)", "rgb(256,0,0)"],
      ["rgb(1,2)", "rgb(1,2)"],
      ["bright_rgb(1,2,3)", "rgb(1,2,3)"],
      ["color(256)", "color(256)"],
      ["color(1", "color(1"],
    ]
  ) {
    assert.throws(() => styleStart(name!), {
      message: `Cannot use style "${name}": expected attributes and colors, found "${word}"`,
    });
  }
  assert.throws(() => fg("pink" as "red", "x"), /expected a color's name, found "pink"/);
});

Deno.test("styleSetting accepts what styleStart() accepts", () => {
  assert.deepEqual(styleSetting.parse(" Bold_Red "), { value: "bold_red" });
  assert.deepEqual(styleSetting.parse("boldOnBlue"), { value: "bold_on_blue" });
  assert.deepEqual(styleSetting.parse("red on rgb(1, 2, 3)"), { value: "red_on_rgb(1,2,3)" });
  assert.deepEqual(styleSetting.parse(" "), { value: "" });
  assert.ok("expected" in styleSetting.parse("bold_pink"));
  assert.equal(styleSetting.format("bold_red"), "bold_red");
});

Deno.test("fg(), bold() nested in any way change nothing but colours and end normal", () => {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.string({ minLength: 1, maxLength: 4 }).map((t) => t.replaceAll("\x1b", "")),
      tie("tree").map(bold),
      fc.tuple(fc.constantFrom(...COLOR_NAMES), tie("tree"), tie("tree")).map(([c, a, b]) =>
        fg(c, `${a}-${b}`)
      ),
    ),
  }));
  fc.assert(
    fc.property(tree, (text) => {
      const outer = reverse(`[${text}]`);
      assert.equal(stripSequences(outer), `[${stripSequences(text)}]`);
      assert.ok(outer.endsWith("\x1b[7m]\x1b[0m") || !text.includes("\x1b"));
      assert.ok(outer.endsWith("]\x1b[0m"));
    }),
  );
});
