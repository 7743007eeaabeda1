import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { concatBytes } from "../../../lib/base/bytes.ts";
import type { LibraryKey, SshLibrary } from "../../../lib/server/ssh_library.ts";
import { SECURITY_KEY_TYPES, userKeyVerifier } from "../../../lib/server/ssh_user_key.ts";

const [SK_ED25519, SK_ECDSA] = SECURITY_KEY_TYPES;
const MESSAGE = new TextEncoder().encode("session id and request");
const utf8 = new TextEncoder();
const LIBRARY = {
  utils: { parseKey: () => new Error("unknown to the library") },
} as unknown as SshLibrary;

function text(words: string | Uint8Array): Uint8Array {
  const bytes = typeof words === "string" ? utf8.encode(words) : words;
  return concatBytes([Uint8Array.of(0, 0, bytes.length >> 8, bytes.length & 255), bytes]);
}

function sha256(bytes: Uint8Array | string): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** A key as hardware has it: its blob, and what it says to a message. */
function securityKey(type: typeof SECURITY_KEY_TYPES[number], application = "ssh:") {
  const isEd25519 = type === SK_ED25519;
  const pair: { publicKey: KeyObject; privateKey: KeyObject } = isEd25519
    ? generateKeyPairSync("ed25519")
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = pair.publicKey.export({ format: "jwk" });
  const part = (name: "x" | "y") => Buffer.from(jwk[name]!, "base64url");
  const point = isEd25519 ? part("x") : concatBytes([Uint8Array.of(4), part("x"), part("y")]);
  const data = concatBytes([
    text(type),
    ...(isEd25519 ? [] : [text("nistp256")]),
    text(point),
    text(application),
  ]);
  const signed = (message: Uint8Array, flags: number, counter: number) => {
    const tail = Uint8Array.of(flags, 0, 0, counter >> 8, counter & 255);
    const said = concatBytes([sha256(application), tail, sha256(message)]);
    const key = { key: pair.privateKey, dsaEncoding: "ieee-p1363" } as const;
    const bare = isEd25519 ? sign(null, said, pair.privateKey) : sign("sha256", said, key);
    const mpint = (bytes: Uint8Array) => {
      const first = bytes.findIndex((byte) => byte !== 0);
      const digits = bytes.subarray(first);
      return text(digits[0]! > 127 ? concatBytes([Uint8Array.of(0), digits]) : digits);
    };
    const numbers = isEd25519 ? bare : concatBytes([mpint(bare.subarray(0, 32)), mpint(bare.subarray(32))]);
    return concatBytes([numbers, tail]);
  };
  return { key: { algo: type as string, data }, signed };
}

for (const type of SECURITY_KEY_TYPES) {
  Deno.test(`userKeyVerifier() takes what ${type} signs, and nothing that was changed`, async () => {
    // Several, for numbers of ECDSA come with and without a leading zero.
    for (let turn = 1; turn <= 20; turn++) {
      const { key, signed } = securityKey(type, turn % 2 ? "ssh:" : "ssh:x84");
      const verify = userKeyVerifier(LIBRARY, { key })!;
      const signature = signed(MESSAGE, 1, 300 + turn);
      assert.equal(await verify(MESSAGE, signature), true);
      assert.equal(await verify(utf8.encode("another"), signature), false);
      for (const at of [5, signature.length - 1, signature.length - 5]) {
        const changed = signature.slice();
        changed[at]! ^= 4;
        assert.equal(await verify(MESSAGE, changed), false, `byte ${at}`);
      }
      const other = securityKey(type);
      assert.equal(await userKeyVerifier(LIBRARY, { key: other.key })!(MESSAGE, signature), false);
    }
  });

  Deno.test(`userKeyVerifier() wants somebody to have touched ${type}`, async () => {
    const { key, signed } = securityKey(type);
    const verify = userKeyVerifier(LIBRARY, { key })!;
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 0, 1)), false);
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 4, 1)), false);
    assert.equal(await verify(MESSAGE, signed(MESSAGE, 5, 1)), true);
  });

  Deno.test(`userKeyVerifier() takes no damaged key or signature of ${type}`, async () => {
    const { key, signed } = securityKey(type);
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
