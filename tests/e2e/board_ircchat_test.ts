/** IRC by telnet: callers of the board and people elsewhere talk to each other, over a server on loopback. */

import assert from "node:assert/strict";
import { FakeIrcServer } from "../fakes/fake_irc_server.ts";
import { startBoard } from "./battery_kit.ts";
import { until } from "./harness.ts";
import { arrive, assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";

Deno.test("Callers talk on IRC under their handles, and a lost line is found again", async () => {
  await using server = FakeIrcServer.open();
  const irc = { enabled: true, server: "127.0.0.1", port: server.port, tls: false, channel: "#x84" };
  await using board = await startBoard({ ini: { irc, session: { preload: "f_top" } } });
  await using alice = await arrive(board, "alice");
  await using bob = await arrive(board, "bob", { columns: 40 });
  await start(alice, "ircchat", /#x84: Welcome/);
  await start(bob, "ircchat", "you are in #x84");
  await server.send(`:oper!o@h PRIVMSG #x84 :hello alice ${HOSTILE}`);
  await alice.see("<oper> hello alice");
  await bob.see("<oper> hello alice");
  assertUnsteered(alice);
  await alice.send("hello |12out there\r");
  await alice.see("<alice> hello out there");
  await until("the server heard it", () => server.lines.includes("PRIVMSG #x84 :hello \x0304out there"));
  await alice.send("/me waves\r/msg oper psst\r");
  await until("the server heard it", () => server.lines.includes("PRIVMSG oper psst"));
  await bob.send("/join #other\r");
  await bob.see("Only one channel may be");

  server.drop();
  await alice.see("next attempt in 2 seconds");
  await alice.see(/again, attempt 2 \.\.\.[^]*you are in #x84/);

  await alice.resize(60, 20);
  await alice.see(/> *$/);
  await alice.send("/quit see you\r");
  await back(alice);
  await until("she said goodbye", () => server.lines.some((line) => line === "QUIT :see you"));
  const users = server.lines.filter((line) => line.startsWith("USER "));
  assert.ok(users.includes("USER bob 0 * :bob at Test Board"), users.join());
  bob.close();
  await until("both are gone", () => server.size === 0);
});

Deno.test("A board without IRC says so, and one whose server does not answer does, too", async () => {
  await using board = await startBoard({ ini: { session: { preload: "f_top" } } });
  await using caller = await arrive(board, "alice");
  await start(caller, "ircchat", "This board does not use IRC");
  await caller.send(" ");
  await back(caller);
  const refused = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = refused.addr;
  refused.close();
  const irc = { enabled: true, server: "127.0.0.1", port, tls: false };
  await using deaf = await startBoard({ ini: { irc, session: { preload: "f_top" } } });
  await using other = await arrive(deaf, "alice");
  await start(
    other,
    "ircchat",
    /127\.0\.0\.1 cannot be reached \(nobody answers there\)\. \/connect tries\s+again/,
  );
  await other.send("\x1b");
  await back(other);
});
