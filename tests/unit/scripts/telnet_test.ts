import assert from "node:assert/strict";
import { KEYS, runScript, type RunScriptOptions } from "../../../lib/testing.ts";
import telnet, { parseHost } from "../../../scripts/telnet.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const SETTINGS = {
  "board far": { host: "bbs.example.org", text: "The Far Side", description: "Where | cows |04 talk\x1b[2J" },
  "board near": { host: "near.example.org" },
  "board off": { host: "off.example.org", enabled: "no" },
  "board blank": { text: "Nowhere" },
  "board secret": { host: "secret.example.org", text: "For the sysop", sysop_only: "yes" },
  "boardless": { host: "x.example.org" },
};
/** Whatever is on the screen, this hangs up. */
const HANG_UP = "\x1e";
const PAUSE = { timeout: true } as const;

function run(
  happenings: RunScriptOptions["happenings"],
  options: Omit<RunScriptOptions, "args"> = {},
  name?: string,
) {
  return runScript(telnet, {
    settings: SETTINGS,
    boards: { far: ["\x1b[?25l\x1b[1;5rWelcome\r\n", "more\r\n", "bye\r\n"] },
    happenings: happenings ?? [],
    args: name === undefined ? [] : [name],
    ...options,
  });
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`telnet lists what the INI file has sections for in ${columns}x${rows}, ${encoding}`, async () => {
      const { screen } = await run([], { columns, rows, encoding });
      await assertScreen(`telnet_${columns}x${rows}`, screen.text);
    });
  }
}

Deno.test("telnet tells how to hang up, calls, and hands keys and words on, Escapes too", async () => {
  const { screen, dialled, activities } = await run([
    "\r",
    { look: (screen) => assert.match(screen.text, /Ctrl-\^ hangs up[^]*Connected to The Far Side/) },
    PAUSE,
    { look: (screen) => assert.equal(screen.text, "Welcome") },
    "\x1b[A",
    { look: (screen) => assert.equal(screen.text, "Welcome\nmore") },
    KEYS.f1,
    { look: (screen) => assert.equal(screen.text, "Welcome\nmore\nbye") },
    HANG_UP,
  ]);
  assert.deepEqual(dialled, ["\x1b[A", "\x1bOP"]);
  assert.match(screen.text, /2 boards[^]*You have hung up on The Far Side/);
  assert.deepEqual(activities, [
    "looking at other boards",
    "calling The Far Side",
    "looking at other boards",
  ]);
});

Deno.test("telnet passes five Escapes on, and its own way out is ctrl-^", async () => {
  const escapes = Array.from({ length: 5 }, () => KEYS.escape);
  const { end, dialled } = await run(["\r", PAUSE, ...escapes, HANG_UP, "q"], {
    boards: { far: Array.from({ length: 9 }, () => "x") },
  });
  assert.equal(dialled.join(""), escapes.join(""));
  assert.equal(end.type, "returned");
});

Deno.test("telnet shows the other board's goodbye until a key, and leaves the terminal as it was", async () => {
  const { screen, output } = await run(["\r", PAUSE, "a", "b", "c", {
    look: (screen) =>
      assert.match(screen.text, /bye[^]*The Far Side has hung up. It took \d+ s. Press a key/),
  }, " "]);
  assert.match(screen.text, /2 boards[^]*The Far Side has hung up/);
  // deno-lint-ignore no-control-regex
  assert.match(output, /\x1b\[\?25l\x1b\[1;5rWelcome[^]*\x1b\[\?25h\x1b\[0m\x1b\[s\x1b\[r\x1b\[u/);
});

Deno.test("telnet shows what is typed to a board that does not echo, and nothing twice to one that does", async () => {
  const answers = {
    openRemote: () => ({ encoding: "cp437" }),
    takeRemote: () => ({ bytes: new Uint8Array(0), echoes: false }),
    sendRemote: () => true,
    closeRemote: () => undefined,
  };
  await run(["\r", PAUSE, "name\x7fe\x1b[A\rnext", {
    look: (screen) => assert.equal(screen.text, "name\nnext"),
  }, HANG_UP], { answers });
  await run(["\r", PAUSE, "name", {
    look: (screen) => assert.equal(screen.text, ""),
  }, HANG_UP], { answers: { ...answers, takeRemote: () => ({ bytes: new Uint8Array(0), echoes: true }) } });
});

Deno.test("telnet tells the other board of a new size", async () => {
  const { calls } = await run(["\r", PAUSE, { columns: 100, rows: 30 }, HANG_UP]);
  assert.deepEqual(calls.filter(({ verb }) => verb === "resizeRemote"), [
    { verb: "resizeRemote", size: { columns: 100, rows: 30 } },
  ]);
});

Deno.test("telnet says why a call did not come about", async () => {
  const because = {
    refused: "This board does not call near",
    busy: "too many calls just now",
    timeout: "near does not answer",
    network: "near cannot be reached",
    cancelled: "You have not waited for near",
  } as const;
  for (const [code, words] of Object.entries(because)) {
    const fault = { code: code as keyof typeof because, message: "" };
    const { screen } = await run(["j\r"], { answers: { openRemote: () => ({ fault }) } });
    assert.ok(screen.text.includes(words), `${code}: ${screen.text}`);
  }
});

Deno.test("telnet asks for another host only where the sysop allows that", async () => {
  const any = { ...SETTINGS, boards: { any: "yes" } };
  const boards = { "far.example": ["Hello"] };
  const { screen, calls } = await run(["o", "far.example:2323\r", PAUSE, HANG_UP], { settings: any, boards });
  assert.match(screen.text, /hung up on far.example/);
  const open = calls.find((call) => call.verb === "openRemote");
  assert.deepEqual(open?.to, { host: "far.example", port: 2323 });
  assert.match((await run(["o", "no host\r"], { settings: any })).screen.text, /That is no host/);
  assert.doesNotMatch((await run(["o"])).screen.text, /Host:/);
  assert.doesNotMatch((await run(["o", KEYS.escape], { settings: any })).screen.text, /no host/);
});

Deno.test("parseHost() reads hosts as people type them", () => {
  const far = { host: "bbs.example.org", port: 23 };
  for (
    const typed of ["bbs.example.org", " bbs.example.org ", "telnet://bbs.example.org/", "bbs.example.org 23"]
  ) {
    assert.deepEqual(parseHost(typed), far, typed);
  }
  assert.deepEqual(parseHost("bbs.example.org:2323"), { ...far, port: 2323 });
  assert.deepEqual(parseHost("[2001:db8::1]:2323"), { host: "2001:db8::1", port: 2323 });
  assert.deepEqual(parseHost("2001:db8::1"), { host: "2001:db8::1", port: 23 });
  for (const typed of ["", "a b c", "http://a/b", "a:0", "a:99999", "\x1b[2J"]) {
    assert.equal(parseHost(typed), undefined, typed);
  }
});

Deno.test("telnet says so when there are no boards, and keeps guests out", async () => {
  const none = await run(["q"], { settings: {} });
  assert.match(none.screen.text, /no boards that can be called/);
  assert.equal(none.end.type, "returned");
  const guest = { handle: "anonymous", guest: true };
  assert.match((await run([], { user: guest })).screen.text, /for callers with an account/);
  const guests = { ...SETTINGS, boards: { guests: "yes", any: "yes" } };
  const let_in = await run(["o"], { user: guest, settings: guests });
  assert.match(let_in.screen.text, /2 boards/);
  assert.doesNotMatch(let_in.screen.text, /Host:/);
});

Deno.test("telnet calls the board that it is given by name, and shows a sysop those for sysops, too", async () => {
  const { screen } = await run([PAUSE, { look: (s) => assert.equal(s.text, "Welcome") }, HANG_UP], {}, "Far");
  assert.match(screen.text, /You have hung up on The Far Side[^]*Press a key/);
  assert.match((await run([], {}, "secret")).screen.text, /no such board/);
  assert.match((await run([], { user: { groups: ["sysop"] } })).screen.text, /For the sysop/);
});
