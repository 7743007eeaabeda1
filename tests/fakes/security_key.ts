/**
 * A key as a piece of hardware holds it, OpenSSH PROTOCOL.u2f.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { concatBytes } from "../../lib/base/bytes.ts";
import type { SECURITY_KEY_TYPES } from "../../lib/server/ssh_user_key.ts";

/** A kind of such a key. */
export type SecurityKeyType = typeof SECURITY_KEY_TYPES[number];

/** Such a key. */
export interface SecurityKey {
  /** The public half as an authentication request has it. */
  readonly key: { readonly algo: string; readonly data: Uint8Array };
  /** Signs a message: the bare signature, and flags and counter behind it. */
  signed(
    message: Uint8Array,
    flags: number,
    counter: number,
  ): { readonly bare: Uint8Array; readonly tail: Uint8Array };
}

/** A string with its length in front, RFC 4251 section 5. */
export function packText(words: string | Uint8Array): Uint8Array {
  const bytes = typeof words === "string" ? new TextEncoder().encode(words) : words;
  return concatBytes([Uint8Array.of(0, 0, bytes.length >> 8, bytes.length & 255), bytes]);
}

function sha256(bytes: Uint8Array | string): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

function mpint(bytes: Uint8Array): Uint8Array {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return packText(digits[0]! > 127 ? concatBytes([Uint8Array.of(0), digits]) : digits);
}

/** Makes one. */
export function securityKey(type: SecurityKeyType, application: string = "ssh:"): SecurityKey {
  const isEd25519 = type.includes("ed25519");
  const pair: { publicKey: KeyObject; privateKey: KeyObject } = isEd25519
    ? generateKeyPairSync("ed25519")
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = pair.publicKey.export({ format: "jwk" });
  const part = (name: "x" | "y") => Buffer.from(jwk[name]!, "base64url");
  const point = isEd25519 ? part("x") : concatBytes([Uint8Array.of(4), part("x"), part("y")]);
  const data = concatBytes([
    packText(type),
    ...(isEd25519 ? [] : [packText("nistp256")]),
    packText(point),
    packText(application),
  ]);
  return {
    key: { algo: type, data },
    signed(message, flags, counter) {
      const tail = Uint8Array.of(flags, 0, 0, counter >> 8, counter & 255);
      const said = concatBytes([sha256(application), tail, sha256(message)]);
      if (isEd25519) return { bare: sign(null, said, pair.privateKey), tail };
      const numbers = sign("sha256", said, { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
      return { bare: concatBytes([mpint(numbers.subarray(0, 32)), mpint(numbers.subarray(32))]), tail };
    },
  };
}
