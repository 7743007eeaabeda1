/**
 * What others notice of callers who come by SSH, whose key exchange and signatures happen on the main thread: a key through
 * telnet while twenty clients of OpenSSH shake hands, or log in and are given Workers, at once. The clients run beside the
 * server, on the same cores, and are part of what is measured; so the baseline is keys to a bare echo server meanwhile.
 *
 * @module
 */

import { installed, TestBoard, until } from "../e2e/harness.ts";
import { BareProcess, enter, rest } from "./board.ts";
import { type Figure, type Group, median, quantile } from "./figure.ts";
import { LightCaller } from "./light_caller.ts";

const fixture = (name: string) => Deno.readTextFileSync(new URL(`./fixtures/${name}.ts`, import.meta.url));

const HELLO = `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("hello\\r\\n");
}`;

/** Presses keys until `others` is over; milliseconds that each took. */
async function keysDuring(caller: LightCaller, others: Promise<unknown>): Promise<number[]> {
  const byte = Uint8Array.of(120);
  const times: number[] = [];
  let over = false;
  const waiting = others.finally(() => (over = true));
  while (!over) {
    const begin = performance.now();
    await caller.roundTrip(byte);
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await waiting;
  return times;
}

/** Twenty clients at once; resolves when all are gone. */
async function twenty(port: number, script: string, options: readonly string[]): Promise<void> {
  const args = ["-F", "/dev/null", "-p", `${port}`, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"];
  args.push(
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "LogLevel=QUIET",
    ...options,
    "guest@127.0.0.1",
    script,
  );
  const runs = Array.from({ length: 20 }, async () => {
    const { code } = await new Deno.Command("ssh", { args, stdin: "null", stdout: "null", stderr: "null" })
      .output();
    // Who asks for a script that is not listed is told so after the handshake: 127.
    if (code !== (script === "hello" ? 0 : 127)) throw new Error(`ssh ended with ${code}`);
  });
  await Promise.all(runs);
}

/** Keys by telnet while callers come by SSH. */
export const sshGroup: Group = {
  name: "ssh",
  async run({ quick, say }): Promise<Figure[]> {
    if (!installed("ssh")) return [];
    await using board = await TestBoard.start({
      ini: {
        system: { max_callers: 5000, max_callers_per_address: 5000 },
        ssh: { enabled: true, port: 0, exec: "hello" },
        matrix: { enable_anonymous: true },
        session: { timeout: 0 },
        log: { file: "" },
      },
      scripts: { matrix: fixture("matrix"), bench_echo: fixture("bench_echo"), hello: HELLO },
    });
    const port = await until(
      "it listens",
      () => Number(/^listening ssh .*:(\d+)$/m.exec(board.output)?.[1]) || false,
    );
    const caller = await enter(board, "e", "ECHO> ");
    await rest(board);
    // The first handshake of a server's life compiles the library.
    await twenty(port, "no", []);
    await rest(board);
    await using bare = await BareProcess.echoServer();
    const plain = await LightCaller.connect(bare.value);
    const figures: Figure[] = [];
    for (
      const [what, script, options] of [
        ["20 handshakes, curve25519 and Ed25519", "no", ["-o", "HostKeyAlgorithms=ssh-ed25519"]],
        ["20 handshakes, nistp384 and RSA", "no", [
          "-o",
          "KexAlgorithms=ecdh-sha2-nistp384",
          "-o",
          "HostKeyAlgorithms=rsa-sha2-512",
        ]],
        ["20 handshakes, group14 and RSA", "no", [
          "-o",
          "KexAlgorithms=diffie-hellman-group14-sha256",
          "-o",
          "HostKeyAlgorithms=rsa-sha2-512",
        ]],
        ["20 logins with Workers", "hello", []],
      ] as const
    ) {
      say(what);
      const times: number[] = [];
      const bareTimes: number[] = [];
      for (let round = 0; round < (quick ? 2 : 8); round++) {
        const clients = twenty(port, script, options);
        const both = await Promise.all([keysDuring(caller, clients), keysDuring(plain, clients)]);
        times.push(...both[0]);
        bareTimes.push(...both[1]);
        await rest(board);
      }
      const baseline = (value: number) => ({ what: "ms, bare echo server meanwhile", value });
      figures.push(
        {
          name: `key during ${what}, median`,
          value: median(times),
          unit: "ms",
          baseline: baseline(median(bareTimes)),
        },
        {
          name: "the same, p99",
          value: quantile(times, 0.99),
          unit: "ms",
          bar: { most: 25 },
          baseline: baseline(quantile(bareTimes, 0.99)),
        },
      );
    }
    plain.close();
    caller.close();
    return figures;
  },
};
