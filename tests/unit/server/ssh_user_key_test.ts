import assert from "node:assert/strict";
import { concatBytes } from "../../../lib/base/bytes.ts";
import type { LibraryKey, SshLibrary } from "../../../lib/server/ssh_library.ts";
import { SECURITY_KEY_TYPES, userKeyVerifier } from "../../../lib/server/ssh_user_key.ts";
import { securityKey, type SecurityKeyType } from "../../fakes/security_key.ts";

const [SK_ED25519, SK_ECDSA] = SECURITY_KEY_TYPES;
const MESSAGE = new TextEncoder().encode("session id and request");
const utf8 = new TextEncoder();
const LIBRARY = {
  utils: { parseKey: () => new Error("unknown to the library") },
} as unknown as SshLibrary;

/** A key, and what it says to a message as the library hands it over. */
function makeKey(type: SecurityKeyType, application?: string) {
  const { key, signed } = securityKey(type, application);
  return {
    key,
    signed(message: Uint8Array, flags: number, counter: number): Uint8Array {
      const { bare, tail } = signed(message, flags, counter);
      return concatBytes([bare, tail]);
    },
  };
}

for (const type of SECURITY_KEY_TYPES) {
  Deno.test(`userKeyVerifier() takes what ${type} signs, and nothing that was changed`, async () => {
    // Several, for numbers of ECDSA come with and without a leading zero.
    for (let turn = 1; turn <= 20; turn++) {
      const { key, signed } = makeKey(type, turn % 2 ? "ssh:" : "ssh:x84");
      const verify = userKeyVerifier(LIBRARY, { key })!;
      const signature = signed(MESSAGE, 1, 300 + turn);
      assert.equal(await verify(MESSAGE, signature), true);
      assert.equal(await verify(utf8.encode("another"), signature), false);
      for (const at of [5, signature.length - 1, signature.length - 5]) {
        const changed = signature.slice();
        changed[at]! ^= 4;
        assert.equal(await verify(MESSAGE, changed), false, `byte ${at}`);
      }
      const other = makeKey(type);
      assert.equal(await userKeyVerifier(LIBRARY, { key: other.key })!(MESSAGE, signature), false);
    }
  });

  Deno.test(`userKeyVerifier() wants somebody to have touched ${type}`, async () => {
    const { key, signed } = makeKey(type);
    const verify = userKeyVerifier(LIBRARY, { key })!;
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 0, 1)), false);
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 4, 1)), false);
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 5, 1)), true);
  });

  Deno.test(`userKeyVerifier() takes no damaged key or signature of ${type}`, async () => {
    const { key, signed } = makeKey(type);
    const signature = signed(MESSAGE, 1, 1);
    const verify = userKeyVerifier(LIBRARY, { key })!;
    for (const size of [0, 1, 4, 5, 6, 20, signature.length - 1]) {
      assert.equal(await verify(MESSAGE, signature.subarray(0, size)), false, `${size} bytes`);
    }
    for (const size of [0, 3, 10, 40, key.data.length - 1]) {
      const cut = { ...key, data: key.data.subarray(0, size) };
      const found = userKeyVerifier(LIBRARY, { key: cut });
      assert.ok(found === undefined || !await found(MESSAGE, signature), `${size} bytes`);
    }
    const other = type === SK_ED25519 ? SK_ECDSA : SK_ED25519;
    assert.equal(userKeyVerifier(LIBRARY, { key: { ...key, algo: other } }), undefined);
  });
}

Deno.test("userKeyVerifier() leaves other keys to the library, under their own names only", async () => {
  const asked: unknown[] = [];
  const library = {
    utils: {
      parseKey: () => ({
        type: "ssh-rsa",
        verify: (...args: unknown[]) => asked.push(args) > 0,
      } as unknown as LibraryKey),
    },
  } as unknown as SshLibrary;
  const key = { algo: "ssh-rsa", data: new Uint8Array(3) };
  assert.equal(userKeyVerifier(library, { key }), undefined, "SHA-1");
  assert.equal(userKeyVerifier(library, { key: { ...key, algo: "x" }, hashAlgo: "sha256" }), undefined);
  assert.equal(userKeyVerifier(LIBRARY, { key: { ...key, algo: "ssh-ed25519" } }), undefined);
  const signature = Uint8Array.of(1);
  assert.equal(await userKeyVerifier(library, { key, hashAlgo: "sha256" })!(MESSAGE, signature), true);
  assert.deepEqual(asked, [[MESSAGE, signature, "sha256"]]);
});
