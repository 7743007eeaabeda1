import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSshKey, SSH_KEY_TYPES } from "../../../lib/text/ssh_key.ts";
import { SHORT_RSA_KEY, SSH_KEYS } from "../../fakes/ssh_keys.ts";

function string(bytes: Uint8Array | string): number[] {
  const raw = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return [...new Uint8Array(new Uint32Array([raw.length]).buffer).reverse(), ...raw];
}

/** A line with a key of these fields. */
function lineOf(type: string, ...fields: (Uint8Array | string)[]): string {
  const blob = [type, ...fields].flatMap(string);
  return `${type} ${btoa(String.fromCharCode(...blob))}`;
}

const bytes = (length: number, first = 1) => Uint8Array.from({ length }, (_, i) => i === 0 ? first : 255);
const SK = "sk-ssh-ed25519@openssh.com";
const SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";

Deno.test("parseSshKey() takes what OpenSSH makes, with its comment", () => {
  for (const [line] of SSH_KEYS) {
    const [type, data] = line.split(" ");
    for (const variant of [line, `  ${line}\r\n`, line.replaceAll(" ", " \t ")]) {
      const key = parseSshKey(variant);
      assert.deepEqual([key.type, key.data, key.comment], [type, data, "test key"]);
      assert.equal(btoa(String.fromCharCode(...key.blob)), data);
    }
    assert.equal(parseSshKey(`${type} ${data}`).comment, "");
  }
});

Deno.test("parseSshKey() takes keys of security devices", () => {
  assert.equal(parseSshKey(lineOf(SK, bytes(32), "ssh:")).type, SK);
  assert.equal(parseSshKey(lineOf(SK_ECDSA, "nistp256", bytes(65, 4), "ssh:")).type, SK_ECDSA);
});

Deno.test("parseSshKey() refuses with a sentence that says what was found", () => {
  const ed25519 = SSH_KEYS[0]![0];
  const [, data] = ed25519.split(" ");
  const rsa = (e: Uint8Array, n: Uint8Array) => lineOf("ssh-rsa", e, n);
  const modulus = Uint8Array.from([0, ...bytes(256, 128)]);
  assert.equal(parseSshKey(rsa(Uint8Array.of(1, 0, 1), modulus)).type, "ssh-rsa");
  const cases: readonly [string, RegExp][] = [
    ["", /expected a line that begins with ssh-ed25519 or the like, found ""$/],
    ["-----BEGIN OPENSSH PRIVATE KEY-----", /found a private key; keep it to yourself$/],
    ["ssh-dss AAAA", /found "ssh-dss"$/],
    ["ssh-ed25519-cert-v01@openssh.com AAAA", /found "ssh-ed25519-cert-v01@openssh.com"$/],
    [`command="x" ${ed25519}`, /found "command=/],
    ["ssh-ed25519", /expected base64 behind ssh-ed25519, found ""$/],
    ["ssh-ed25519 AAA!", /expected base64/],
    ["ssh-ed25519 AAAAAA", /expected base64/],
    [`ssh-rsa ${data}`, /expected a key of type ssh-rsa, found one of "ssh-ed25519"$/],
    [lineOf("ssh-ed25519", bytes(31)), /expected 32 bytes, found 31$/],
    [lineOf("ssh-ed25519", bytes(32), ""), /found bytes behind its end$/],
    [lineOf("ssh-ed25519"), /it is cut off$/],
    [lineOf("ecdsa-sha2-nistp256", "nistp384", bytes(65, 4)), /expected curve nistp256, found "nistp384"$/],
    [lineOf("ecdsa-sha2-nistp256", "nistp256", bytes(97, 4)), /expected 65 bytes, found 97$/],
    [lineOf("ecdsa-sha2-nistp256", "nistp256", bytes(65, 2)), /expected an uncompressed point$/],
    [lineOf(SK, bytes(32)), /it is cut off$/],
    [SHORT_RSA_KEY, /expected 2048 to 16384 bits, found 1024$/],
    [rsa(Uint8Array.of(1), modulus), /expected an odd exponent of 3 or more$/],
    [rsa(Uint8Array.of(1, 0), modulus), /expected an odd exponent of 3 or more$/],
    [rsa(Uint8Array.of(0, 3), modulus), /found a damaged number$/],
    [rsa(Uint8Array.of(3), bytes(257, 128)), /found a damaged number$/],
    [rsa(Uint8Array.of(3), new Uint8Array(0)), /found a damaged number$/],
  ];
  for (const [line, sentence] of cases) {
    assert.throws(() => parseSshKey(line), (error: Error) => {
      assert.ok(
        error instanceof RangeError && error.message.startsWith("Cannot use SSH key: "),
        String(error),
      );
      assert.match(error.message, sentence);
      return true;
    });
  }
});

Deno.test("parseSshKey() takes nothing that could steer a terminal out of a comment", () => {
  const { comment } = parseSshKey(`${SSH_KEYS[0]![0]} \x1b[2J\u202e${"x".repeat(500)}`);
  assert.match(comment, /^test key x+$/);
  assert.equal(comment.length, 60);
});

Deno.test("parseSshKey() answers a key or throws a RangeError, however a key is damaged", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...SSH_KEY_TYPES),
      fc.uint8Array({ maxLength: 80 }),
      fc.nat(),
      fc.nat(255),
      (type, junk, at, byte) => {
        for (const [line] of SSH_KEYS) {
          const [, data] = line.split(" ");
          const damaged = Uint8Array.from(atob(data!), (char) => char.charCodeAt(0));
          damaged[at % damaged.length] = byte;
          for (const blob of [damaged, damaged.subarray(0, at % damaged.length), junk]) {
            try {
              assert.ok(parseSshKey(`${type} ${btoa(String.fromCharCode(...blob))}`).blob.length > 40);
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
            }
          }
        }
      },
    ),
  ));
