/**
 * Keys that live in a piece of hardware, with the real client: OpenSSH asks an agent to sign, and the agent is ours, which
 * holds such a key as the hardware would.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createServer, type Socket } from "node:net";
import { concatBytes } from "../../lib/base/bytes.ts";
import { SECURITY_KEY_TYPES } from "../../lib/server/ssh_user_key.ts";
import { packText, type SecurityKey, securityKey } from "../fakes/security_key.ts";
import { H, runClient } from "./client_kit.ts";
import { installed } from "./harness.ts";
import { passwordOf, runSsh, sshArguments, startSshBoard } from "./ssh_kit.ts";

const OPENSSH = installed("ssh") && installed("sshpass");

/** Messages of the protocol of agents, draft-ietf-sshm-ssh-agent. */
const FAILURE = 5;
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const SIGN_REQUEST = 13;
const SIGN_RESPONSE = 14;

/** An agent with one key that somebody touches each time, or nobody does. */
class Agent implements AsyncDisposable {
  flags = 1;
  #counter = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));

  private constructor(readonly path: string, private readonly held: SecurityKey) {}

  static async start(path: string, held: SecurityKey): Promise<Agent> {
    const agent = new Agent(path, held);
    await new Promise<void>((resolve) => agent.#server.listen(path, resolve));
    return agent;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    let read = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      read = Buffer.concat([read, bytes as Buffer]);
      while (read.length >= 4 && read.length >= 4 + read.readUInt32BE(0)) {
        const message = read.subarray(4, 4 + read.readUInt32BE(0));
        read = read.subarray(4 + message.length);
        socket.write(packText(this.#answer(message)));
      }
    });
  }

  #answer(message: Buffer): Uint8Array {
    const { key, signed } = this.held;
    switch (message[0]) {
      case REQUEST_IDENTITIES:
        return concatBytes([
          Uint8Array.of(IDENTITIES_ANSWER, 0, 0, 0, 1),
          packText(key.data),
          packText("hardware"),
        ]);
      case SIGN_REQUEST: {
        const at = 1 + 4 + message.readUInt32BE(1);
        const data = message.subarray(at + 4, at + 4 + message.readUInt32BE(at));
        const { bare, tail } = signed(data, this.flags, ++this.#counter);
        const signature = concatBytes([packText(key.algo), packText(bare), tail]);
        return concatBytes([Uint8Array.of(SIGN_RESPONSE), packText(signature)]);
      }
      default:
        return Uint8Array.of(FAILURE);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

for (const type of SECURITY_KEY_TYPES) {
  Deno.test({
    name: `OpenSSH logs in with a key of type ${type} that was touched, and not with one that was not`,
    ignore: !OPENSSH,
    fn: async () => {
      const held = securityKey(type);
      const line = `${type} ${Buffer.from(held.key.data).toString("base64")} hardware`;
      const keys = `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.call({ verb: "addKey", handle: session.handle, line: ${JSON.stringify(line)} });
  await session.echo("ADDED");
}`;
      const folder = await Deno.makeTempDir({ prefix: "x84-agent-" });
      try {
        await using ssh = await startSshBoard({ scripts: { keys }, ini: { ssh: { exec: "keys" } } });
        assert.match((await runSsh(ssh.port, "alice", passwordOf("alice"), [], ["keys"])).stdout, /ADDED/);
        await using agent = await Agent.start(`${folder}/agent`, held);
        const logIn = () =>
          runClient("ssh", [
            // The first of two counts: the key is the agent's alone.
            ...["-o", "IdentitiesOnly=no", ...sshArguments(ssh.port)],
            ...["-o", `IdentityAgent=${agent.path}`, "-o", "BatchMode=yes"],
            `alice@${H}`,
            "keys",
          ]);
        const { code, stdout, stderr } = await logIn();
        assert.match(stdout, /ADDED/, stderr);
        assert.equal(code, 0);
        agent.flags = 0;
        const untouched = await logIn();
        assert.match(untouched.stderr, /Permission denied/);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
