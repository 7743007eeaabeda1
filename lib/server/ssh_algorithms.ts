/**
 * The algorithms that the SSH door offers, best first. There is no SHA-1, no CBC, no group exchange, no compression.
 *
 * Key exchange happens on the main thread, where everybody's keys pass. Measured there, milliseconds of both halves
 * together: curve25519 0.1, nistp256 0.8, nistp384 2, group14 10, group15 31, group16 72, group18 570; an RSA signature
 * with 3072 bits 5, Ed25519 0.02. So the groups end at 14, which is for clients that know no curve. The runtime has no
 * nistp521. Against Terrapin the library offers strict key exchange by itself.
 *
 * @module
 */

/**
 * Key exchange, RFC 8731, 5656, 8268. The older of two names for the same comes first: Dropbear guesses the newer, and the
 * library drops the packet that comes with a right guess (RFC 4253 section 7.1), and so waits for it for ever.
 */
export const KEY_EXCHANGES = [
  "curve25519-sha256@libssh.org",
  "curve25519-sha256",
  "ecdh-sha2-nistp256",
  "ecdh-sha2-nistp384",
  "diffie-hellman-group14-sha256",
] as const;

/**
 * Ciphers, RFC 5647 and 4344. A flood to OpenSSH through each, MB/s: GCM 51 to 57, CTR with HMAC 26 to 38; the client's
 * order decides all the same. ChaCha20 (15 MB/s, and not in Deno 2.7) is not among them: the library makes three ciphers
 * for each packet and ends none, and the runtime never frees a cipher that was not ended.
 */
export const CIPHERS = [
  "aes128-gcm@openssh.com",
  "aes256-gcm@openssh.com",
  "aes128-ctr",
  "aes192-ctr",
  "aes256-ctr",
] as const;

/** Message authentication, encrypt-then-MAC first. */
export const MACS = [
  "hmac-sha2-256-etm@openssh.com",
  "hmac-sha2-512-etm@openssh.com",
  "hmac-sha2-256",
  "hmac-sha2-512",
] as const;

/** Everything as the library wants it. Host keys are not here: each says its own algorithms. */
export function algorithms(): Readonly<Record<string, readonly string[]>> {
  return { kex: KEY_EXCHANGES, cipher: CIPHERS, hmac: MACS, compress: ["none"] };
}

/** Signatures that a host key of this type may make; of an RSA key those with SHA-2 only, RFC 8332. */
export function hostKeyAlgorithms(type: string): readonly string[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type];
}
