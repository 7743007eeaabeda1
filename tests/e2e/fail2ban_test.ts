/**
 * The filter in the README, for the program fail2ban: it finds every failed login in the log of a real server, with the
 * right address and time, and nothing that a caller forges.
 *
 * @module
 */

import assert from "node:assert/strict";
import { connect } from "node:net";
import { fromFileUrl } from "../../lib/base/path.ts";
import { RawCaller } from "./battery_kit.ts";
import { runClient } from "./client_kit.ts";
import { installed, until } from "./harness.ts";
import { passwordOf, type SshBoard, startSshBoard, TestClient } from "./ssh_kit.ts";

const PROXY = "127.0.0.9";
/** Addresses from which nobody calls, so that a line that names one as a caller's is forged. */
const FORGED = ["203.0.113.66", "2001:db8:666::1"];
const README = fromFileUrl(new URL("../../README.md", import.meta.url));

/** The filter as a sysop would copy it. */
async function filter(): Promise<string> {
  const found = /^( *)# \/etc\/fail2ban\/filter\.d\/x84\.conf\n([\s\S]*?)^\1```$/m.exec(
    await Deno.readTextFile(README),
  );
  assert.ok(found !== null, "the README has the filter");
  return found[2]!.split("\n").map((line) => line.slice(found[1]!.length)).join("\n");
}

function header(source: string): string {
  const family = source.includes(":") ? "TCP6" : "TCP4";
  return `PROXY ${family} ${source} ${family === "TCP4" ? "192.0.2.1" : "::1"} 40000 6023\r\n`;
}

/** Fails to log in by telnet, once for each handle. */
async function failByTelnet({ board }: SshBoard, source: string, handles: readonly string[]): Promise<void> {
  await using caller = await RawCaller.connect(board.port, { from: PROXY });
  await caller.send(header(source));
  await caller.expect("WHO> ");
  await caller.send("lobby\r");
  await caller.expect("MENU> ");
  for (const handle of handles) {
    const call = { verb: "authenticate", handle, password: "wrong" };
    await caller.send(`account ${JSON.stringify(call)}\r`);
    await caller.expect(" END");
  }
}

/** Fails to log in by SSH, on a connection of its own. */
async function failBySsh({ port }: SshBoard, source: string, username: string): Promise<void> {
  const sock = connect({ host: "127.0.0.1", port, localAddress: PROXY });
  sock.on("error", () => {});
  sock.write(header(source));
  await assert.rejects(
    TestClient.connect(port, { sock, username, password: "wrong", authHandler: ["password"] }),
  );
  sock.destroy();
}

/** What the filter finds in a log: address and second of each failure, in the order of the lines. */
async function matches(home: string, zone: string): Promise<string[]> {
  const path = `${home}/x84-filter.conf`;
  await Deno.writeTextFile(path, await filter());
  const { code, stdout, stderr } = await runClient("fail2ban-regex", [
    "--out",
    "<ip> <time>",
    `${home}/x84.log`,
    path,
  ], { env: { TZ: zone } });
  assert.equal(code, 0, stdout + stderr);
  return stdout.split("\n").map((line) => line.trim().replace(/ +/g, " ")).filter((line) => line !== "");
}

Deno.test({
  name: "fail2ban finds each failed login by the README's filter, and no address that a handle imitates",
  ignore: !installed("fail2ban-regex"),
  fn: async () => {
    await using ssh = await startSshBoard({
      ini: {
        system: { proxies: PROXY },
        matrix: { max_login_attempts: 20 },
        fail2ban: { enabled: true, max_attempted_logins: 4, ip_whitelist: "127.0.0.1, 203.0.113.5" },
      },
    });
    const [v4, v6] = FORGED as [string, string];
    const hostile = [
      "two words",
      `bob address=${v4} handle=x`,
      `" address=${v4} handle="`,
      `auth Failed login address=${v4}`,
      `x" address=${v6} handle=x`,
      `\r\nWARN auth Failed login address=${v4}`,
      `\n WARN auth Failed login address=${v4}\n`,
    ];
    const expected: string[] = [];
    const fails = async (source: string, count: number, failing: () => Promise<void>) => {
      expected.push(...new Array<string>(count).fill(source));
      await failing();
    };
    const telnet = (source: string, handles: readonly string[]) =>
      fails(source, handles.length, () => failByTelnet(ssh, source, handles));
    const secure = (source: string, handle: string) => fails(source, 1, () => failBySsh(ssh, source, handle));
    await Promise.all([
      telnet("198.51.100.7", hostile.slice(0, 3)),
      telnet("2001:db8:7::7", hostile.slice(3, 5)),
      telnet("203.0.113.5", hostile.slice(5)),
      ...hostile.map((handle, n) =>
        secure(n % 2 === 0 ? `198.51.100.${20 + n}` : `2001:db8:${n}::1`, handle)
      ),
      ...["a", "b", "c", "d"].map((handle) => secure("198.51.100.99", handle)),
    ]);
    // Whoever logs in is in the log as well, and so is what many strange lines are summed up in.
    await using inside = await TestClient.connect(ssh.port, {
      username: "alice",
      password: passwordOf("alice"),
    });
    await (await inside.shell()).expect("MENU> ");
    await until(
      "the log has all of it",
      () =>
        [...ssh.board.log().matchAll(/Failed login/g)].length >= expected.length &&
        / Address banned address=198\.51\.100\.99 /.test(ssh.board.log()),
    );
    const log = ssh.board.log();
    for (const address of FORGED) assert.ok(log.includes(address), "the handles are in the log");

    const now = Date.now() / 1000;
    for (const zone of ["UTC", "America/New_York"]) {
      const found = (await matches(ssh.board.home, zone)).map((one) => one.split(" "));
      assert.deepEqual(found.map(([address]) => address!).sort(), expected.toSorted(), zone);
      for (const [, time] of found) {
        assert.ok(Math.abs(now - Number(time)) < 600, `${zone}: ${time} is the time of the failure`);
      }
    }
  },
});

Deno.test("The README's filter has a place for the address, and reads times as UTC", async () => {
  const text = await filter();
  assert.match(text, /^\[Definition\]\n/);
  assert.match(text, /^datepattern = \^.*%%z$/m);
  const [, regex] = /^failregex = (.*)$/m.exec(text)!;
  assert.equal(regex!.split("<ADDR>").length, 2);
  // What is left of a line when fail2ban has taken the time out of it.
  const pattern = new RegExp(regex!.replace("<ADDR>", "(?<address>[0-9a-f.:]+)"));
  const rest = ' WARN  auth Failed login address=2001:db8::7 handle="x address=1.2.3.4 handle=y"';
  assert.equal(pattern.exec(rest)?.groups?.["address"], "2001:db8::7");
  assert.equal(pattern.exec(" WARN  auth Address banned address=1.2.3.4 seconds=360 times=1"), null);
});
