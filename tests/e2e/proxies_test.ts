/** Callers who come by way of a proxy: real addresses reach gates, bans and logs. */

import assert from "node:assert/strict";
import { boardOptions, RawCaller } from "./battery_kit.ts";
import { TestBoard, until } from "./harness.ts";

const PROXY = "127.0.0.9";

/** A caller from `source` by way of the proxy. */
async function through(board: TestBoard, source: string, port: number = 40_000): Promise<RawCaller> {
  const caller = await RawCaller.connect(board.port, { from: PROXY });
  const family = source.includes(":") ? "TCP6" : "TCP4";
  await caller.send(`PROXY ${family} ${source} ${family === "TCP4" ? "192.0.2.1" : "::1"} ${port} 6023\r\n`);
  return caller;
}

Deno.test("Gates, bans and logs see the address behind a proxy, and a header from others is what they type", async () => {
  await using board = await TestBoard.start(boardOptions({
    ini: {
      system: { proxies: PROXY, max_callers_per_address: 1 },
      fail2ban: { enabled: true, max_attempted_logins: 2, max_connections: 0 },
    },
  }));
  await using first = await through(board, "198.51.100.7");
  await first.expect("WHO> ");
  await until("it is logged", () => /\[telnet-198\.51\.100\.7:40000\] Connected/.test(board.log()));
  await using second = await through(board, "198.51.100.7", 40_001);
  await second.expect("There are too many callers from your address already.");
  await using other = await through(board, "2001:db8::7");
  await other.expect("WHO> ");
  await first.send("lobby\r");
  await first.expect("MENU> ");
  for (let n = 0; n < 2; n++) {
    await first.send(`account {"verb":"authenticate","handle":"alice","password":"wrong"}\r`);
    await first.expect(" END");
  }
  await until("it is logged", () => /Address banned address=198\.51\.100\.7 /.test(board.log()));
  await first[Symbol.asyncDispose]();
  const again = () => through(board, "198.51.100.7", 40_002);
  await using third = await again();
  await third.expect("Too many failed logins from your address.");
  await using innocent = await through(board, "198.51.100.8");
  await innocent.expect("WHO> ");

  await using binary = await RawCaller.connect(board.port, { from: PROXY });
  const header = [
    ...[0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x11, 0, 12],
    ...[198, 51, 100, 9, 192, 0, 2, 1, 0x12, 0x34, 0x17, 0x87],
  ];
  await binary.send(Uint8Array.from(header));
  await binary.expect("WHO> ");
  await until("it is logged", () => /\[telnet-198\.51\.100\.9:4660\] Connected/.test(board.log()));

  await using liar = await RawCaller.connect(board.port, { from: "127.0.0.8" });
  await liar.send("PROXY TCP4 203.0.113.1 192.0.2.1 1 2\r\n");
  await liar.expect("WHO> ");
  assert.doesNotMatch(board.log(), /203\.0\.113\.1/);
});

Deno.test("A proxy that sends no header, or none in time, is hung up on and heard of in the log", async () => {
  await using board = await TestBoard.start(boardOptions({ ini: { system: { proxies: "127.0.0.8/31" } } }));
  await using wrong = await RawCaller.connect(board.port, { from: PROXY });
  await wrong.send("guest\r");
  await wrong.waitClosed();
  await using silent = await RawCaller.connect(board.port, { from: PROXY });
  await silent.waitClosed();
  assert.deepEqual([wrong.received, silent.received], [0, 0]);
  await until("it is logged", () => /Bad PROXY header address=\S+ fault="it is not there"/.test(board.log()));
  await until(
    "it is logged",
    () => /Bad PROXY header address=\S+ fault="it has not come in time"/.test(board.log()),
  );
  await using direct = await RawCaller.connect(board.port);
  await direct.expect("WHO> ");
});
