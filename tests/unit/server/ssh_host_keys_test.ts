import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { OperatorError } from "../../../lib/base/errors.ts";
import { fingerprintOf } from "../../../lib/host/account_keys.ts";
import { openHostKeys, prepareSsh } from "../../../lib/server/ssh_host_keys.ts";
import { loadSsh } from "../../../lib/server/ssh_library.ts";
import { parseSshKey } from "../../../lib/text/ssh_key.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-host-keys-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("prepareSsh() makes keys that are missing, for their owner only, and finds them again", () =>
  inFolder(async (folder) => {
    const said: string[] = [];
    const names = ["key", "my_rsa_key"];
    const { hostKeys } = await prepareSsh(names, folder, (line) => said.push(line));
    assert.deepEqual(hostKeys.map(({ type, created }) => [type, created]), [["ssh-ed25519", true], [
      "ssh-rsa",
      true,
    ]]);
    assert.deepEqual(hostKeys[1]!.signers.map(({ type }) => type), ["rsa-sha2-512", "rsa-sha2-256"]);
    assert.match(
      said.join("\n"),
      /^created .*\/key\nssh host key SHA256:[\w+/]{43} \(ssh-ed25519\)\ncreated /,
    );
    for (const name of names) {
      if (Deno.build.os !== "windows") {
        assert.equal((await Deno.stat(`${folder}/${name}`)).mode! & 0o777, 0o600);
      }
    }
    const files = names.flatMap((name) => [name, `${name}.pub`]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).toSorted(), files);
    // What the public halves are is told by another reader of keys.
    for (const [n, name] of names.entries()) {
      const { type, blob } = parseSshKey(await Deno.readTextFile(`${folder}/${name}.pub`));
      assert.deepEqual([type, await fingerprintOf(blob)], [hostKeys[n]!.type, hostKeys[n]!.fingerprint]);
    }
    const again = await openHostKeys(await loadSsh(), names, "/nowhere").catch((error) => error);
    assert.ok(again instanceof OperatorError);
    const found = await openHostKeys(await loadSsh(), names, folder);
    assert.deepEqual(
      found.map(({ fingerprint }) => fingerprint),
      hostKeys.map(({ fingerprint }) => fingerprint),
    );
    assert.ok(found.every(({ created }) => !created));
  }));

Deno.test("prepareSsh() leaves a public half with a comment of the operator's, and replaces one of another key", () =>
  inFolder(async (folder) => {
    const path = `${folder}/key.pub`;
    await prepareSsh(["key"], folder, () => {});
    const [type, data] = (await Deno.readTextFile(path)).split(" ");
    await Deno.writeTextFile(path, `${type} ${data} mine`);
    await prepareSsh(["key"], folder, () => {});
    assert.equal(await Deno.readTextFile(path), `${type} ${data} mine`);
    await Deno.remove(`${folder}/key`);
    await prepareSsh(["key"], folder, () => {});
    assert.match(await Deno.readTextFile(path), /^ssh-ed25519 [\w+/=]+ x84\n$/);
    assert.ok(!(await Deno.readTextFile(path)).includes(data!));
    // A place where nothing can be written keeps nobody out.
    await Deno.remove(path);
    await Deno.mkdir(path);
    const said: string[] = [];
    await prepareSsh(["key"], folder, (line) => said.push(line));
    assert.match(said.at(-1)!, /^warning: Cannot write ".*\/key\.pub": /);
  }));

Deno.test("openHostKeys() refuses an RSA key that is too short, in a sentence", () =>
  inFolder(async (folder) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const pem = privateKey.export({ type: "pkcs1", format: "pem" }) as string;
    await Deno.writeTextFile(`${folder}/key`, pem, { mode: 0o600 });
    const error = await openHostKeys(await loadSsh(), ["key"], folder).catch((error) => error);
    assert.ok(error instanceof OperatorError, String(error));
    assert.match(
      error.message,
      /^Cannot use SSH host key ".*\/key": expected 2048 to 16384 bits, found 1024$/,
    );
  }));

Deno.test("openHostKeys() refuses a file that others may read, and one that is no private key, in a sentence", () =>
  inFolder(async (folder) => {
    const library = await loadSsh();
    const path = `${folder}/key`;
    const refused = async (sentence: RegExp) => {
      const error = await openHostKeys(library, ["key"], folder).catch((error) => error);
      assert.ok(error instanceof OperatorError, String(error));
      assert.match(error.message, /^Cannot use SSH host key ".*\/key": [a-z].*[^.]$/);
      assert.match(error.message, sentence);
    };
    await openHostKeys(library, ["key"], folder);
    await Deno.chmod(path, 0o640);
    await refused(/\(mode 600\), found mode 640/);
    await Deno.chmod(path, 0o600);
    await Deno.writeTextFile(path, "nonsense");
    await refused(/expected a private key without a passphrase/);
    await Deno.writeTextFile(
      path,
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGAjsnfHR4ugTGhbRaj6pNCNks0Lwoy1NyaK+p5XGCsI x",
    );
    await refused(/found a public one/);
    await Deno.remove(path);
    await Deno.mkdir(path, { mode: 0o700 });
    await refused(/expected the file of a key/);
    await assert.rejects(openHostKeys(library, [], folder), /found no file in "host_keys"/);
  }));
