import assert from "node:assert/strict";
import { FakeClock } from "../../../lib/base/clock.ts";
import { parseSshKey } from "../../../lib/text/ssh_key.ts";
import { METHODS, SshAuthentication } from "../../../lib/server/ssh_authentication.ts";
import type { LibraryAuth, LibraryKey, SshLibrary } from "../../../lib/server/ssh_library.ts";
import { HandPool } from "../../fakes/hand_worker.ts";
import { until } from "../../fakes/until.ts";
import { type BoardChanges, makeBoard, makeUser, PASSWORD } from "../../fakes/test_board.ts";
import { SSH_KEYS } from "../../fakes/ssh_keys.ts";

const [ED25519, , , , RSA] = SSH_KEYS.map(([line]) => parseSshKey(line));

/** A library whose keys take a signature for right that says so. */
const LIBRARY = {
  utils: {
    // A key begins with its type, RFC 4253 section 6.6.
    parseKey: (blob: Uint8Array) => ({
      type: new TextDecoder().decode(blob.subarray(4, 4 + blob[3]!)),
      verify: (_blob: Uint8Array, signature: Uint8Array) => signature[0] === 1,
    } as unknown as LibraryKey),
  },
} as unknown as SshLibrary;

class Kit {
  readonly abort = new AbortController();
  readonly hungUp: string[] = [];
  readonly board;
  readonly authentication: SshAuthentication;

  constructor(
    { maxTries = 6, allowApply = true, ...changes }: BoardChanges & {
      maxTries?: number;
      allowApply?: boolean;
    } = {},
  ) {
    this.board = makeBoard(new HandPool().asPool, changes).board;
    this.authentication = new SshAuthentication({
      board: this.board,
      ssh2: LIBRARY,
      hostname: "192.0.2.1",
      signal: this.abort.signal,
      allowApply,
      maxTries,
      hangUp: (reason) => this.hungUp.push(reason),
    });
  }

  /** Asks; what came of it. */
  async ask(
    request: Partial<LibraryAuth> & Pick<LibraryAuth, "method">,
    username = "alice",
  ): Promise<string> {
    const answers: string[] = [];
    await this.authentication.decide({
      username,
      prompt: () => assert.fail("Nobody was to be asked"),
      ...request,
      accept: () => void answers.push("yes"),
      reject: (methods) => {
        assert.deepEqual(methods, METHODS);
        answers.push("no");
      },
    });
    return answers.join() || "nothing";
  }
}

async function withAlice(options: ConstructorParameters<typeof Kit>[0] = {}): Promise<Kit> {
  const kit = new Kit(options);
  await makeUser(kit.board, "Alice");
  return kit;
}

Deno.test("SshAuthentication takes a right password, and keeps the handle as it is kept", async () => {
  const kit = await withAlice();
  assert.equal(await kit.ask({ method: "none" }), "no");
  assert.equal(await kit.ask({ method: "password", password: "wrong" }), "no");
  assert.equal(kit.authentication.arrival, undefined);
  assert.equal(await kit.ask({ method: "password", password: PASSWORD }, " ALICE "), "yes");
  assert.deepEqual(kit.authentication.arrival, { type: "user", handle: "Alice" });
});

Deno.test("SshAuthentication asks for the password itself when the client lets it", async () => {
  const kit = await withAlice();
  let echoed: boolean | undefined;
  const prompt: LibraryAuth["prompt"] = (prompts, _title, _instructions, answer) => {
    echoed = prompts[0]!.echo;
    answer([PASSWORD]);
  };
  assert.equal(await kit.ask({ method: "keyboard-interactive", prompt }), "yes");
  assert.equal(echoed, false);
  const other = await withAlice();
  const none: LibraryAuth["prompt"] = (_prompts, _title, _instructions, answer) => answer([]);
  assert.equal(await other.ask({ method: "keyboard-interactive", prompt: none }), "no");
  const aborted: LibraryAuth["prompt"] = (_prompts, _title, _instructions, answer) =>
    answer(new Error("aborted"));
  assert.equal(await other.ask({ method: "keyboard-interactive", prompt: aborted }), "nothing");
});

Deno.test("SshAuthentication takes a key that is the user's, with a signature that is right", async () => {
  const kit = await withAlice();
  await kit.board.accounts.keys.add("alice", SSH_KEYS[0]![0]);
  const key = { algo: ED25519!.type, data: ED25519!.blob };
  const signed = (byte: number) => ({ signature: Uint8Array.of(byte), blob: new Uint8Array(8) });
  assert.equal(await kit.ask({ method: "publickey", key }, "bob"), "no");
  assert.equal(await kit.ask({ method: "publickey", key }), "yes");
  assert.equal(kit.authentication.arrival, undefined, "the question is no proof");
  assert.equal(await kit.ask({ method: "publickey", key, ...signed(0) }), "no");
  assert.equal(await kit.ask({ method: "publickey", key, ...signed(1) }, "bob"), "no");
  assert.equal(await kit.ask({ method: "publickey", key, ...signed(1) }), "yes");
  assert.deepEqual(kit.authentication.arrival, { type: "user", handle: "Alice" });
});

Deno.test("SshAuthentication refuses RSA with SHA-1", async () => {
  const kit = await withAlice();
  await kit.board.accounts.keys.add("alice", SSH_KEYS[4]![0]);
  const request = {
    method: "publickey",
    key: { algo: "ssh-rsa", data: RSA!.blob },
    signature: Uint8Array.of(1),
    blob: new Uint8Array(8),
  } as const;
  assert.equal(await kit.ask(request), "no");
  assert.equal(await kit.ask({ ...request, hashAlgo: "sha1" }), "no");
  // Under the name of another algorithm it was once taken.
  for (const algo of ["ssh-ed25519", "ssh-dss", "x"]) {
    assert.equal(await kit.ask({ ...request, key: { ...request.key, algo }, hashAlgo: "sha1" }), "no");
  }
  assert.equal(await kit.ask({ ...request, hashAlgo: "sha256" }), "yes");
});

Deno.test("SshAuthentication holds nothing against who hangs up at the password prompt (once a wrong password)", async () => {
  const kit = await withAlice();
  const asking = kit.ask({ method: "keyboard-interactive", prompt: () => {} });
  kit.abort.abort();
  assert.equal(await asking, "nothing");
  assert.equal(kit.board.throttle.size, 0);
});

Deno.test("SshAuthentication counts passwords that are sent without waiting for answers", async () => {
  const kit = await withAlice({ maxTries: 3 });
  const asked = Array.from({ length: 10 }, () => kit.ask({ method: "password", password: "wrong" }));
  await until("the connection is closed", () => kit.hungUp.length >= 7);
  assert.ok(kit.hungUp.every((reason) => reason === "too many tries"));
  kit.abort.abort();
  await Promise.all(asked);
});

Deno.test("SshAuthentication closes the connection at so many tries; the first without proof is free", async () => {
  const kit = await withAlice({ maxTries: 3 });
  const key = { algo: ED25519!.type, data: ED25519!.blob };
  assert.equal(await kit.ask({ method: "none" }), "no");
  assert.equal(await kit.ask({ method: "publickey", key }), "no");
  assert.equal(await kit.ask({ method: "none" }), "no");
  assert.equal(await kit.ask({ method: "password", password: "wrong" }), "nothing");
  assert.deepEqual(kit.hungUp, ["too many tries"]);
});

Deno.test("SshAuthentication counts failures where all doors count them, and hangs up on who is banned", async () => {
  const kit = await withAlice({ maxTries: 100 });
  for (let n = 0; n < 10; n++) {
    await kit.ask({ method: "password", password: "wrong" }, n % 2 ? "alice" : "nobody");
  }
  assert.ok(kit.board.throttle.refuses("192.0.2.1"));
  assert.equal(await kit.ask({ method: "password", password: PASSWORD }), "nothing");
  assert.deepEqual(kit.hungUp, ["banned"]);
  assert.equal(kit.authentication.arrival, undefined);
});

Deno.test("SshAuthentication knows the names that need no password, where they are allowed", async () => {
  const open = new Kit({ matrix: { enable_anonymous: true } });
  assert.equal(await open.ask({ method: "none" }, "GUEST"), "yes");
  assert.deepEqual(open.authentication.arrival, { type: "guest" });
  const fresh = new Kit();
  assert.equal(await fresh.ask({ method: "password", password: "any" }, "new"), "yes");
  assert.deepEqual(fresh.authentication.arrival, { type: "application" });
  const bye = new Kit();
  assert.equal(await bye.ask({ method: "none" }, "bye"), "nothing");
  assert.deepEqual(bye.hungUp, ["said goodbye"]);
  const closed = new Kit({ allowApply: false });
  for (const name of ["new", "guest", "anonymous"]) {
    assert.equal(await closed.ask({ method: "none" }, name), "no");
    assert.equal(closed.authentication.arrival, undefined);
  }
});

Deno.test("SshAuthentication says nothing to a connection that is over", async () => {
  const kit = await withAlice();
  kit.abort.abort();
  assert.equal(await kit.ask({ method: "password", password: "wrong" }), "nothing");
});

Deno.test("SshAuthentication waits while too many passwords are being checked (once that was a no)", async () => {
  const clock = new FakeClock(1000);
  const kit = await withAlice({ clock, fail2ban: { max_attempted_logins: 2 } });
  const others = [1, 2].map(() => kit.board.throttle.begin("192.0.2.1", "bob")!);
  let answer: string | undefined;
  const asking = kit.ask({ method: "password", password: PASSWORD }).then((said) => (answer = said));
  await until("it waits", () => clock.pending === 1);
  clock.advance(250);
  await until("it waits again", () => clock.pending === 1);
  assert.equal(answer, undefined);
  others[0]!.succeed();
  clock.advance(250);
  await asking;
  assert.equal(answer, "yes");
  assert.equal(clock.pending, 0);
});

Deno.test("SshAuthentication waits no longer than the connection is there", async () => {
  const clock = new FakeClock(1000);
  const kit = await withAlice({ clock, fail2ban: { max_attempted_logins: 1 } });
  kit.board.throttle.begin("192.0.2.1", "bob");
  const asking = kit.ask({ method: "password", password: PASSWORD });
  await until("it waits", () => clock.pending === 1);
  kit.abort.abort();
  assert.equal(await asking, "nothing");
  assert.equal(clock.pending, 0);
});
