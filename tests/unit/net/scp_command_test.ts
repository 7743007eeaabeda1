import assert from "node:assert/strict";
import fc from "fast-check";
import { isScpCommand, parseScpCommand } from "../../../lib/net/scp_command.ts";

/** The paths of a command that fetches. */
const paths = (words: string) => parseScpCommand(`scp -f ${words}`)?.paths.map(({ text }) => text);

Deno.test("parseScpCommand() reads what scp of OpenSSH and of others says", () => {
  const flags = (command: string) => {
    const { paths, ...flags } = parseScpCommand(command)!;
    return { ...flags, paths: paths.map(({ text }) => text) };
  };
  const none = { recursive: false, preserve: false, folder: false };
  assert.deepEqual(flags("scp -t /x"), { direction: "to", ...none, paths: ["/x"] });
  assert.deepEqual(flags("scp -v -r -p -d -t -- -odd"), {
    direction: "to",
    recursive: true,
    preserve: true,
    folder: true,
    paths: ["-odd"],
  });
  assert.deepEqual(flags("scp -prf a b"), {
    direction: "from",
    ...none,
    recursive: true,
    preserve: true,
    paths: ["a", "b"],
  });
  assert.deepEqual(flags("scp -t").paths, ["."]);
  assert.deepEqual(flags("scp -t ''").paths, [""]);
});

Deno.test("parseScpCommand() takes quotes away as a shell would, and leaves patterns for later", () => {
  for (
    const [words, wanted] of [
      ["'my files'", ["my files"]],
      ["'it'\\''s' \"a \\\"b\\\" \\c\"", ["it's", 'a "b" \\c']],
      ["my\\ files\\*", ["my files*"]],
      ["a'b'\"c\"d", ["abcd"]],
      ["~/x ~ a~ '~'", ["//x", "/", "a~", "~"]],
      ["'$HOME' '`id`' 'a;b'", ["$HOME", "`id`", "a;b"]],
    ] as const
  ) assert.deepEqual(paths(words), wanted, words);
  const open = (words: string) => parseScpCommand(`scp -f ${words}`)!.paths.map(({ open }) => open);
  assert.deepEqual(open("*.zip '*.zip' \\*.zip a?b 'a?b' [ab] '[ab]' [ab a] [a/b]"), [
    ...[true, false, false, true, false, true, false, false, false, false],
  ]);
});

Deno.test("parseScpCommand() is for no more than scp, and no shell is meant", () => {
  for (
    const command of [
      ...[
        "scp",
        "scp -t a b",
        "scp -f",
        "scp a",
        "scp -t -f a",
        "scp -S/bin/sh -t a",
        "scp -o x -f a",
        "rcp -t a",
      ],
      ...[
        "scp -f a; id",
        "scp -f $(id)",
        "scp -f `id`",
        "scp -f a | b",
        "scp -f a > b",
        "scp -f $HOME",
        "scp -f a&",
      ],
      ...[
        "scp -f 'a",
        'scp -f "a',
        'scp -f "$HOME"',
        'scp -f "`id`"',
        "scp -f a\\",
        "scp -f a\nid",
        "scp -f a\0",
      ],
      ...["scp -f " + "a ".repeat(1001), "scp -f " + "a".repeat(40_000)],
    ]
  ) assert.equal(parseScpCommand(command), undefined, command.slice(0, 80));
});

Deno.test("isScpCommand() tells scp from scripts", () => {
  for (const command of ["scp -t x", "  scp\t-f x", "scp "]) assert.ok(isScpCommand(command), command);
  for (const command of ["scpx -t", "who", "", "xscp -f", "scp"]) assert.ok(!isScpCommand(command), command);
});

Deno.test("parseScpCommand() answers any line, and finds a path that was quoted", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
    parseScpCommand(text);
    parseScpCommand(`scp -f ${text}`);
    assert.deepEqual(paths(`-- '${text.replaceAll("'", "'\\''")}'`), [text]);
  }));
});

Deno.test("parseScpCommand() takes a character of two units for one", () => {
  const [pattern] = parseScpCommand("scp -f 😀\\ä*")!.paths;
  assert.ok(pattern!.names[0]!.fits!("😀äb"));
  assert.ok(!pattern!.names[0]!.fits!("😁äb"));
});
