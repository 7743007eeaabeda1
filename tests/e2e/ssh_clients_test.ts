/**
 * The SSH door with clients as people have them: OpenSSH, PuTTY's plink, Dropbear's dbclient. One that is not installed is
 * skipped.
 *
 * @module
 */

import assert from "node:assert/strict";
import { KEY_EXCHANGES, MACS } from "../../lib/server/ssh_algorithms.ts";
import { installed, TestBoard } from "./harness.ts";
import { converse, H, runClient } from "./client_kit.ts";
import { passwordOf, runSsh, sshArguments, sshPort, startSshBoard, TestClient } from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("sshpass");
const ALICE = passwordOf("alice");

Deno.test({
  name: "Battery 52: OpenSSH agrees on each key exchange, cipher, MAC and host key that is offered",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard();
    const { stdout: offered } = await runClient("ssh", ["-Q", "cipher"]);
    const known = offered.split("\n");
    const verbose = await runSsh(ssh.port, "guest", undefined, ["-vv"], ["id"]);
    const ciphers = /^debug2: ciphers ctos: (.*?)\r?$/m.exec(
      verbose.stderr.slice(verbose.stderr.indexOf("peer server KEXINIT")),
    )![1]!.split(",");
    // OpenSSH counts anew only when both sides want strict key exchange.
    assert.match(verbose.stderr, /resetting read seqnr/);
    assert.match(verbose.stderr, /compression ctos: none\r?\n/);
    assert.doesNotMatch(
      verbose.stderr.slice(verbose.stderr.indexOf("peer server KEXINIT")),
      /ctos: .*(cbc|sha1|md5|arcfour)/,
    );
    const tries: string[][] = [
      ...KEY_EXCHANGES.map((kex) => ["-o", `KexAlgorithms=${kex}`]),
      ...ciphers.filter((cipher) => known.includes(cipher)).map((cipher) => ["-c", cipher]),
      ...MACS.map((mac) => ["-c", "aes128-ctr", "-o", `MACs=${mac}`]),
      ...["ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512"].map((type) => ["-o", `HostKeyAlgorithms=${type}`]),
    ];
    for (const options of tries) {
      const { stderr } = await runSsh(ssh.port, "guest", undefined, options, ["id"]);
      assert.match(stderr, /Cannot run script "id"/, options.join(" "));
    }
    for (
      const options of [
        ["-o", "KexAlgorithms=diffie-hellman-group14-sha1"],
        ["-o", "KexAlgorithms=diffie-hellman-group-exchange-sha256"],
        ["-c", "aes128-cbc"],
        ["-c", "aes128-ctr", "-o", "MACs=hmac-sha1"],
        ["-o", "HostKeyAlgorithms=ssh-rsa"],
      ]
    ) {
      const { stderr } = await runSsh(ssh.port, "guest", undefined, options, ["id"]);
      assert.match(stderr, /Unable to negotiate|no matching/, options.join(" "));
    }
  },
});

const STEPS = [
  'want "MENU> "; send "hex\\r"; want "HEX "; send "ab\\r"; want "<61><62><ENTER>"; send "~."',
  'want "MENU> "; send "size\\r"; want "SIZE 80x24"',
  "stty rows 43 columns 132 < $spawn_out(slave,name)",
  'want "SIZE 132x43"; send "q"; want "MENU> "; send "bye\\r"',
  "expect eof {} timeout { exit 15 }",
];

for (
  const [name, command] of [
    [
      "ssh",
      (port: number) =>
        `sshpass -p ${ALICE} ssh -e none ${
          sshArguments(port, "-o", "PreferredAuthentications=password").join(" ")
        } alice@${H}`,
    ],
    [
      "ssh, keyboard-interactive",
      (port: number) =>
        `sshpass -p ${ALICE} ssh -e none ${
          sshArguments(port, "-o", "PreferredAuthentications=keyboard-interactive").join(" ")
        } alice@${H}`,
    ],
    [
      "plink",
      (port: number, key: string) =>
        `plink -ssh -batch -P ${port} -l alice -pw ${ALICE} -hostkey ${key} ${H}`,
    ],
    ["dbclient", (port: number) => `env DROPBEAR_PASSWORD=${ALICE} dbclient -y -y -p ${port} alice@${H}`],
  ] as const
) {
  Deno.test({
    name: `Battery 15: ${name} logs in with a password, types, resizes and logs off with status 0`,
    ignore: !installed(name.split(",")[0]!) || !installed("expect") || !installed("sshpass"),
    fn: async () => {
      await using ssh = await startSshBoard();
      const key = /^ssh host key (\S+) \(ssh-ed25519\)$/m.exec(ssh.board.output)![1]!;
      await converse(command(ssh.port, key), STEPS);
    },
  });
}

Deno.test({
  name: "Public keys of every kind log in, several to an account, and others do not",
  ignore: !OPENSSH || !installed("ssh-keygen"),
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { ssh: { exec: "keys, who" } } }, "bob");
    const folder = await Deno.makeTempDir({ prefix: "x84-keys-" });
    try {
      const kinds = ["ed25519", "ecdsa -b 256", "ecdsa -b 384", "rsa -b 2048", "ed25519"];
      const paths: string[] = [];
      for (const [n, kind] of kinds.entries()) {
        const path = `${folder}/key${n}`;
        const { code } = await runClient("ssh-keygen", [
          "-q",
          "-N",
          "",
          "-f",
          path,
          "-t",
          ...kind.split(" "),
        ]);
        assert.equal(code, 0);
        paths.push(path);
      }
      const stranger = paths.pop()!;
      const lines = await Promise.all(paths.map((path) => Deno.readTextFile(`${path}.pub`)));
      await Deno.writeTextFile(
        `${ssh.board.home}/scripts/keys.ts`,
        `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (const line of ${JSON.stringify(lines)}) {
    await session.call({ verb: "addKey", handle: session.handle, line: line.trim() });
  }
  await session.echo("ADDED ");
}`,
      );
      assert.match((await runSsh(ssh.port, "alice", ALICE, [], ["keys"])).stdout, /ADDED/);
      const login = (user: string, path: string, ...more: string[]) =>
        runClient("ssh", [
          ...sshArguments(ssh.port, "-o", "BatchMode=yes", "-i", path, ...more),
          `${user}@${H}`,
          "keys",
        ]);
      for (const path of paths) {
        const { code, stdout, stderr } = await login("Alice", path);
        assert.match(stdout, /ADDED/, `${path} ${stderr}`);
        assert.equal(code, 0);
      }
      assert.match(
        (await login("alice", paths[3]!, "-o", "PubkeyAcceptedAlgorithms=rsa-sha2-256")).stdout,
        /ADDED/,
      );
      for (
        const [user, path, ...more] of [
          ["alice", stranger],
          ["bob", paths[0]!],
          ["nobody", paths[0]!],
          ["alice", paths[3]!, "-o", "PubkeyAcceptedAlgorithms=ssh-rsa"],
        ] as const
      ) {
        const { code, stderr } = await login(user, path, ...more);
        assert.equal(code, 255);
        assert.match(stderr, /Permission denied \(publickey,password,keyboard-interactive\)/);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "new@ opens the application, guest@ comes in where guests may, bye@ hangs up, none with a password",
  ignore: !OPENSSH || !installed("expect"),
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { nua: { allow_apply: true } } });
    const line = `ssh ${sshArguments(ssh.port, "-o", "BatchMode=yes").join(" ")}`;
    await converse(`${line} new@${H}`, [
      'want "How you are called here"; send "dora\\r"',
      'want "Where you call from"; send "Ulm\\r"; want "For the sysop only"; send "\\r"',
      'want "At least 8"; send "correct horse\\r"; want "The same once more"; send "correct horse\\r"',
      'want "Make this account?"; send "y"; want "MENU> "; send "bye\\r"',
      "expect eof {} timeout { exit 15 }",
    ]);
    await converse(`${line} guest@${H}`, [
      'want "MENU> "; send "env\\r"; want "\\"handle\\":\\"anonymous\\""; want "MENU> "; send "bye\\r"',
      "expect eof {} timeout { exit 15 }",
    ]);
    const bye = await runSsh(ssh.port, "bye", undefined, []);
    assert.equal(bye.code, 255);
    assert.match(bye.stderr, /Received disconnect|Connection closed/);
    await using closed = await startSshBoard({ ini: { matrix: { enable_anonymous: false } } });
    assert.match((await runSsh(closed.port, "guest", undefined, [])).stderr, /Permission denied/);
  },
});

Deno.test({
  name: "ssh board who prints plain lines and no escape sequences (once a screen that waited for a key)",
  ignore: !OPENSSH,
  fn: async () => {
    await using board = await TestBoard.start({
      ini: { ssh: { enabled: true, addr: H, port: 0 }, matrix: { enable_anonymous: true } },
    });
    const port = await sshPort(board);
    const { code, stdout, stderr } = await runSsh(port, "guest", undefined, [], ["who"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ node {2}name .* doing .* idle {2}by\n {4}1\* anonymous .* ssh\n$/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f]/);
    // With a terminal it is the screen that keeps itself up to date.
    const screen = await runSsh(port, "guest", undefined, ["-tt"], ["who"]);
    assert.ok(screen.stdout.includes("\x1b["));
    assert.equal(screen.code, 0);
  },
});

Deno.test({
  name: "exec calls a listed script, passes nothing on, and tells how it ended",
  ignore: !OPENSSH,
  fn: async () => {
    const scripts = {
      hello: `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("hello " + session.handle + "\\r\\n" + "x".repeat(300000) + "END");
}`,
      broken: `export default function main(): void { throw new Error("broken on purpose"); }`,
    };
    await using ssh = await startSshBoard({ scripts, ini: { ssh: { exec: "hello, broken" } } });
    const said = await runSsh(ssh.port, "alice", ALICE, [], ["hello"]);
    assert.equal(said.code, 0, said.stderr);
    assert.match(said.stdout, /^hello alice\nx{300000}END$/);
    assert.equal((await runSsh(ssh.port, "alice", ALICE, [], ["broken"])).code, 1);
    for (const words of ["hello there", "who", "f_top", "sh -c id", "../hello", "constructor"]) {
      const refused = await runSsh(ssh.port, "alice", ALICE, [], [words]);
      assert.equal(refused.code, 127, words);
      assert.equal(refused.stdout, "");
      assert.equal(refused.stderr.includes("Cannot run script"), true, refused.stderr);
      assert.match(refused.stderr, /: there is: hello, broken\r?\n/);
    }
  },
});

Deno.test({
  name: "Battery 17: ssh -tt without a terminal asks for 0 by 0, and a session without input ends",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { matrix: { topscript: "f_size" } } });
    const said = await runSsh(ssh.port, "alice", ALICE, ["-tt"]);
    assert.match(said.stdout, /^SIZE 80x24\r\n/);
    assert.equal(said.code, 0);
    const typed = await runSsh(ssh.port, "alice", ALICE, ["-tt"], [], { input: "ab" });
    assert.match(typed.stdout, /<a><b>/);
    await using client = await TestClient.connect(ssh.port, { username: "guest" });
    const channel = await client.shell({ cols: 4_294_967_295, rows: 4_294_967_295, term: "../x" });
    await channel.expect("SIZE 500x300");
    channel.stream.setWindow(0, 0, 0, 0);
    channel.stream.setWindow(33, 101, 0, 0);
    await channel.expect("SIZE 101x33");
    channel.stream.setWindow(0, 90, 0, 0);
    await channel.expect("SIZE 90x33");
  },
});

Deno.test({
  name: "UTF-8 is what SSH begins with, unless the locale says otherwise",
  ignore: !OPENSSH,
  fn: async () => {
    await using ssh = await startSshBoard({ ini: { matrix: { topscript: "f_env" } } });
    const encoding = async (env: Record<string, string>, ...args: string[]) => {
      const said = await runSsh(
        ssh.port,
        "alice",
        ALICE,
        ["-tt", "-o", "SendEnv=LANG LC_* COLORTERM", ...args],
        [],
        {
          env: { LANG: "", LC_ALL: "", ...env },
        },
      );
      const found = /ENV (\{.*\}) END/s.exec(said.stdout);
      assert.ok(found !== null, said.stdout + said.stderr);
      return JSON.parse(found[1]!) as { encoding: string; profile: { environment: Record<string, string> } };
    };
    assert.equal((await encoding({})).encoding, "utf8");
    assert.equal((await encoding({ LANG: "de_DE.UTF-8" })).encoding, "utf8");
    assert.equal((await encoding({ LANG: "en_US.CP437" })).encoding, "cp437");
    const told = await encoding({ LANG: "en_US.CP437", LC_ALL: "C.UTF-8", COLORTERM: "truecolor" });
    assert.equal(told.encoding, "utf8");
    assert.equal(told.profile.environment["COLORTERM"], "truecolor");
  },
});

Deno.test({
  name: "New keys are made in the middle of a flood, at the client's wish, and nothing is lost",
  ignore: !OPENSSH,
  fn: async () => {
    const scripts = {
      lines: `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (let n = 0; n < 2000; n++) await session.echo(String(n).padStart(6, "0") + "x".repeat(4000) + "\\r\\n");
}`,
    };
    await using ssh = await startSshBoard({ scripts, ini: { ssh: { exec: "lines" } } });
    const { stdout, stderr } = await runSsh(ssh.port, "alice", ALICE, ["-v", "-o", "RekeyLimit=500K"], [
      "lines",
    ]);
    const numbers = [...stdout.matchAll(/^(\d{6})x{4000}$/gm)].map(([, digits]) => Number(digits));
    assert.deepEqual(numbers, Array.from({ length: 2000 }, (_, n) => n));
    assert.ok(stderr.split("SSH2_MSG_KEXINIT sent").length > 5, "new keys were made");
  },
});
