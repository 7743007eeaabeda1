/**
 * How the signature by a user's key is checked: by the library, or here for keys that live in a piece of hardware, which
 * the library does not know. OpenSSH PROTOCOL.u2f.
 *
 * ```text
 *   the key        string type, [string curve,] string point, string application
 *   the signature  the bare one, byte flags, uint32 counter     as the library hands it over
 *   what is signed sha256(application) flags counter sha256(message)
 * ```
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import type { LibraryAuth, SshLibrary } from "./ssh_library.ts";

/** The kinds of keys that are checked here. */
export const SECURITY_KEY_TYPES = [
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
] as const;

/** Flags and counter behind the bare signature. */
const TAIL = 5;
/** The flag that says that somebody has touched the key. sshd asks for it as well. */
const PRESENT = 1;
/** Bytes of each of the two numbers of an ECDSA signature. */
const HALF = 32;

/** Checks a signature of a message. */
export type Verifier = (message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** How signatures by the key of a request are checked; `undefined` for one that cannot be used as what it says. */
export function userKeyVerifier(
  ssh2: SshLibrary,
  { key, hashAlgo }: Pick<LibraryAuth, "key" | "hashAlgo">,
): Verifier | undefined {
  if (key === undefined) return undefined;
  const type = SECURITY_KEY_TYPES.find((known) => known === key.algo);
  if (type !== undefined) return securityKeyVerifier(type, key.data);
  const parsed = ssh2.utils.parseKey(key.data);
  // A key is used as what it is: under another name the library would take an RSA signature with SHA-1.
  if (parsed instanceof Error || parsed.type !== key.algo) return undefined;
  if (parsed.type === "ssh-rsa" && hashAlgo !== "sha256" && hashAlgo !== "sha512") return undefined;
  return (message, signature) => parsed.verify(message, signature, hashAlgo) === true;
}

function securityKeyVerifier(
  type: typeof SECURITY_KEY_TYPES[number],
  blob: Uint8Array,
): Verifier | undefined {
  const isEd25519 = type === SECURITY_KEY_TYPES[0];
  const fields = readStrings(blob);
  if (fields?.length !== (isEd25519 ? 3 : 4)) return undefined;
  if (new TextDecoder().decode(fields[0]) !== type) return undefined;
  const [point, application] = fields.slice(-2) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  return async (message, signature) => {
    const bare = signature.slice(0, -TAIL);
    const tail = signature.slice(-TAIL);
    if (tail.length < TAIL || (tail[0]! & PRESENT) === 0) return false;
    const signed = concatBytes([await sha256(application), tail, await sha256(message)]).slice();
    try {
      if (isEd25519) {
        const key = await crypto.subtle.importKey("raw", point, "Ed25519", false, ["verify"]);
        return await crypto.subtle.verify("Ed25519", key, bare, signed);
      }
      const numbers = readStrings(bare)?.map(half);
      if (numbers?.length !== 2 || numbers.includes(undefined)) return false;
      const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
      const key = await crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
      return await crypto.subtle.verify(algorithm, key, concatBytes(numbers as Uint8Array[]).slice(), signed);
    } catch {
      // No point of the curve, or a signature of another length.
      return false;
    }
  };
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
}

/** An mpint as a number of fixed length; `undefined` when it is longer. */
function half(mpint: Uint8Array): Uint8Array | undefined {
  const first = mpint.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? new Uint8Array(0) : mpint.subarray(first);
  if (digits.length > HALF) return undefined;
  const fixed = new Uint8Array(HALF);
  fixed.set(digits, HALF - digits.length);
  return fixed;
}

/** Strings with their lengths in front, one after the other to the end; `undefined` when it is cut off. */
function readStrings(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    found.push(Uint8Array.from(bytes.subarray(at + 4, end)));
    at = end;
  }
  return found;
}
