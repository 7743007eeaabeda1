import assert from "node:assert/strict";
import ircchat from "../../../scripts/ircchat.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import type { IrcCommand, IrcEvent } from "../../../lib/wire/world_calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

function told(...events: IrcEvent[]): Happening[] {
  return events.map((data) => ({ topic: "irc", data }));
}

function said(from: string, text: string, target = "#x84"): IrcEvent {
  return { type: "message", kind: "say", from, target, text };
}

const IN: readonly Happening[] = told(
  { type: "connecting", server: "irc.example", attempt: 1 },
  { type: "connected", nick: "alice" },
  { type: "join", nick: "alice", channel: "#x84", text: "" },
  { type: "topic", channel: "#x84", by: "", text: "\x0304All\x03 about boards" },
  { type: "names", channel: "#x84", names: ["oper", "bob", "alice"], count: 3 },
);

async function run(happenings: readonly Happening[], options: FakeOptions = {}, refused?: string) {
  const host = (call: CallOf<Verb>) => {
    if (call.verb !== "irc") return undefined;
    const refuses = refused !== undefined && call.command.type !== "quit";
    return { nick: "alice", channel: "#x84", ...(refuses ? { refused } : {}) };
  };
  const settings = { irc: { enabled: "yes" } };
  using session = new FakeSession({ user: ALICE, host, settings, happenings, ...options });
  const end = await session.run(ircchat);
  const commands: IrcCommand[] = session.calls.flatMap((call) => call.verb === "irc" ? [call.command] : []);
  const screen = (await session.screen()).replace(/^ ?\d\d:\d\d/gm, "00:00");
  return {
    end,
    screen,
    session,
    commands: commands.filter(({ type }) => type !== "connect" && type !== "quit"),
  };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    Deno.test(`ircchat shows what is said in ${columns}x${rows}, ${encoding}`, async () => {
      const talk = told(
        said("bob", "Hello alice, \x02how\x02 are you? | |04 \x1b[2J"),
        { type: "message", kind: "action", from: "bob", target: "#x84", text: "waves" },
        said("oper", "a word in private", "alice"),
        { type: "part", nick: "bob", channel: "#x84", text: "bye" },
        { type: "mode", target: "#x84", by: "oper", text: "+o alice" },
      );
      const { screen } = await run([...IN, ...talk, "fine, thanks\r", "and now"], {
        columns,
        rows,
        encoding,
      });
      await assertScreen(`ircchat_${columns}x${rows}`, screen);
    });
  }
}

Deno.test("ircchat says what is typed, and does what begins with a slash", async () => {
  const { commands, screen } = await run([
    ...IN,
    "hello |12all\r",
    "//slash\r",
    "/me waves\r",
    "/msg bob psst psst\r",
    "/join #other\r",
    "/names\r",
    "/topic\r",
    "/topic New one\r",
  ]);
  assert.deepEqual(commands, [
    { type: "say", target: "#x84", text: "hello |12all" },
    { type: "say", target: "#x84", text: "/slash" },
    { type: "action", target: "#x84", text: "waves" },
    { type: "say", target: "bob", text: "psst psst" },
    { type: "join", channel: "#other" },
    { type: "names", channel: "#x84" },
    { type: "topic", channel: "#x84" },
    { type: "setTopic", channel: "#x84", text: "New one" },
  ]);
  assert.match(screen, /<alice> hello all/);
  assert.match(screen, /\* alice waves/);
  assert.match(screen, /\[to bob\] psst psst/);
});

Deno.test("ircchat helps who types something wrong, and asks the host for nothing", async () => {
  const { commands, screen } = await run([
    ...IN,
    "/msg a,b x\r",
    "/msg bob\r",
    "/join x\r",
    "/oper x\r",
    "/help\r",
  ]);
  assert.deepEqual(commands, []);
  assert.match(screen, /\/msg NICK WORDS/);
  assert.match(screen, /\/join #CHANNEL/);
  assert.match(screen, /there is no \/oper here/);
  assert.match(screen, /\/me WORDS/);
});

Deno.test("ircchat leaves for Escape on an empty line and for /quit, and says goodbye each time", async () => {
  for (const keys of [["\x1b"], ["/quit see you\r"], ["words", "\x1b", "\x1b"]]) {
    const { end, session } = await run([...IN, ...keys, ...told(said("bob", "too late"))]);
    assert.equal(end.type, "returned");
    assert.ok(session.calls.some((call) => call.verb === "irc" && call.command.type === "quit"));
  }
  const gone = await run(IN);
  assert.equal(gone.end.type, "hung up");
  assert.ok(gone.session.calls.some((call) => call.verb === "irc" && call.command.type === "quit"));
});

Deno.test("ircchat tells of a lost connection, of what the host refuses, and of guests and boards without IRC", async () => {
  const lost = await run([
    ...IN,
    ...told(
      { type: "closed", reason: "Connection reset by peer (os error 104)", retry: 4 },
      { type: "lost", count: 3 },
    ),
  ]);
  assert.match(lost.screen, /the connection to \S+ is lost \(it hung up\); next attempt in 4\s+seconds/);
  assert.match(lost.screen, /3 lines were lost/);
  assert.match(lost.screen, /not connected/);
  const over = await run([...IN, ...told({ type: "closed", reason: "" })]);
  assert.match(over.screen, /is lost\. \/connect tries again/);
  const never = await run(told(
    { type: "connecting", server: "irc.example.org", attempt: 1 },
    { type: "closed", reason: "failed to lookup address information: Name or service not known" },
  ));
  assert.match(never.screen, /irc\.example\.org cannot be reached \(its name is not known\)/);
  const refused = await run([...IN, "hello\r"], {}, "Not so fast, please.");
  assert.match(refused.screen, /\* Not so fast, please\./);
  assert.doesNotMatch(refused.screen, /<alice> hello/);
  assert.match((await run([], { user: { ...ALICE, guest: true } })).screen, /callers with an account/);
  assert.match((await run([], { settings: {} })).screen, /does not use IRC/);
});

Deno.test("ircchat lets nobody out there steer the terminal, by words, names, topics or reasons", async () => {
  const evil = "x\x1b[2J\x1b]0;t\x07\x9b6n|04y";
  const { session } = await run([
    ...IN,
    ...told(
      said(evil, evil),
      said(evil, evil, evil),
      { type: "topic", channel: "#x84", by: evil, text: evil },
      { type: "names", channel: evil, names: [evil], count: 9 },
      { type: "quit", nick: evil, text: evil },
      { type: "kick", nick: evil, by: evil, channel: evil, text: evil },
      { type: "nick", nick: evil, to: evil },
      { type: "mode", target: evil, by: evil, text: evil },
      { type: "error", text: evil },
      { type: "closed", reason: evil },
      { type: "connecting", server: evil, attempt: 2 },
      { type: "connected", nick: evil },
    ),
  ]);
  const output = session.output.replaceAll("\x1b[H\x1b[2J", "");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(output, /\x1b\[2J|\x1b\]|\x9b|\x07/);
});

Deno.test("ircchat looks back with PgUp, keeps no more than it may, and completes names", async () => {
  const settings = { irc: { enabled: "yes", max_scrollback: "20" } };
  const many = told(...Array.from({ length: 60 }, (_, i) => said("bob", `line ${i}.`)));
  const back = await run([...IN, ...many, "\x1b[5~", "\x1b[5~", "\x1b[5~"], { settings, rows: 12 });
  assert.match(back.screen, /line 3\d\./);
  assert.doesNotMatch(back.screen, /line 1\d\.|line 59/);
  assert.match(back.screen, /more below/);
  const { commands } = await run([...IN, "bo\t", "hi\r", "see op\t", "\r"]);
  assert.deepEqual(commands.map((command) => "text" in command && command.text), ["bob: hi", "see oper"]);
});

Deno.test("ircchat paints again in another size", async () => {
  const { screen } = await run([
    ...IN,
    ...told(said("bob", "still here")),
    { columns: 30, rows: 8 },
    "typed",
  ]);
  assert.match(screen, /still here/);
  assert.match(screen, /> typed$/);
  assert.equal(screen.split("\n").length, 8);
});
