/**
 * SSH public keys as a line of a `.pub` or `authorized_keys` file has them.
 *
 * ```text
 *   ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... alice@home
 *   type        base64 of the blob          comment
 *
 *   blob: a string with the type again, then the fields of the type; a string is 4 bytes of length and the bytes
 *   ssh-ed25519          32 bytes                                RFC 8709
 *   ecdsa-sha2-nistp*    curve, point 04 x y                     RFC 5656 section 3.1
 *   ssh-rsa              mpint e, mpint n                        RFC 4253 section 6.6
 *   sk-*                 the same as without sk, then the application   OpenSSH PROTOCOL.u2f
 * ```
 *
 * DSA keys and certificates are refused, and so are options in front of a key: there is nobody who would obey them.
 *
 * @module
 */

import { quote } from "../base/brand.ts";
import { sanitizeLine } from "./sanitize.ts";

/** A public key. */
export interface SshKey {
  readonly type: SshKeyType;
  /** What SSH sends of it; two keys are the same when this is. */
  readonly blob: Uint8Array;
  /** The blob in base64. */
  readonly data: string;
  /** What its owner calls it, fit for the eyes of others; may be blank. */
  readonly comment: string;
}

/** The types that are taken, those that OpenSSH makes. */
export const SSH_KEY_TYPES = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
] as const;
/** A type of key. */
export type SshKeyType = typeof SSH_KEY_TYPES[number];

/** Bits of an RSA modulus. Precedent: OpenSSH makes 1024 to 16384; NIST SP 800-131A refuses fewer than 2048. */
const RSA_BITS = { least: 2048, most: 16384 } as const;
const MAX_COMMENT = 60;
/** Bytes of a coordinate, by the name of the curve. */
const CURVES: Readonly<Record<string, number>> = { nistp256: 32, nistp384: 48, nistp521: 66 };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a line with a public key.
 *
 * @throws {RangeError} with a sentence for the caller
 */
export function parseSshKey(line: string): SshKey {
  const [word = "", data = "", ...comment] = line.trim().split(/\s+/);
  const type = SSH_KEY_TYPES.find((known) => known === word);
  if (type === undefined) {
    const hint = line.includes("PRIVATE KEY") ? "a private key; keep it to yourself" : quote(word);
    throw refusal(`expected a line that begins with ${SSH_KEY_TYPES[0]} or the like, found ${hint}`);
  }
  if (data === "" || !BASE64.test(data)) {
    throw refusal(`expected base64 behind ${type}, found ${quote(data)}`);
  }
  const blob = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const fields = new Fields(blob);
  const inner = fields.text();
  if (inner !== type) throw refusal(`expected a key of type ${type}, found one of ${quote(inner)}`);
  checkFields(type, fields);
  if (!fields.atEnd) throw refusal(`found bytes behind its end`);
  return { type, blob, data, comment: sanitizeLine(comment.join(" "), { maxLength: MAX_COMMENT }) };
}

function checkFields(type: SshKeyType, fields: Fields): void {
  switch (type) {
    case "ssh-ed25519":
    case "sk-ssh-ed25519@openssh.com":
      expectLength(fields.string(), 32);
      break;
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521":
    case "sk-ecdsa-sha2-nistp256@openssh.com": {
      const curve = fields.text();
      const named = /nistp\d+/.exec(type)![0];
      if (curve !== named) throw refusal(`expected curve ${named}, found ${quote(curve)}`);
      const point = fields.string();
      expectLength(point, 1 + 2 * CURVES[named]!);
      if (point[0] !== 4) throw refusal("expected an uncompressed point");
      break;
    }
    case "ssh-rsa": {
      const exponent = fields.positive();
      const modulus = fields.positive();
      const bits = modulus.length * 8 - Math.clz32(modulus[0]!) + 24;
      if (bits < RSA_BITS.least || bits > RSA_BITS.most) {
        throw refusal(`expected ${RSA_BITS.least} to ${RSA_BITS.most} bits, found ${bits}`);
      }
      if (exponent.length > 8 || exponent.at(-1)! % 2 === 0 || exponent.length === 1 && exponent[0]! < 3) {
        throw refusal("expected an odd exponent of 3 or more");
      }
      break;
    }
  }
  if (type.startsWith("sk-")) fields.text();
}

function expectLength({ length }: Uint8Array, expected: number): void {
  if (length !== expected) throw refusal(`expected ${expected} bytes, found ${length}`);
}

/** The strings of a blob, one after the other. */
class Fields {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  string(): Uint8Array {
    const begin = this.#at + 4;
    if (begin > this.#bytes.length) throw refusal("it is cut off");
    const length = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at).getUint32(0);
    if (length > this.#bytes.length - begin) throw refusal("it is cut off");
    this.#at = begin + length;
    return this.#bytes.subarray(begin, this.#at);
  }

  text(): string {
    return String.fromCharCode(...this.string().subarray(0, 200));
  }

  /** An mpint above 0 without its sign, in the one form that RFC 4251 section 5 allows. */
  positive(): Uint8Array {
    const bytes = this.string();
    const [first = 0, second = 0] = bytes;
    const padded = first === 0;
    if (bytes.length === 0 || first > 127 || padded && second < 128) throw refusal("found a damaged number");
    return padded ? bytes.subarray(1) : bytes;
  }
}

function refusal(found: string): RangeError {
  return new RangeError(`Cannot use SSH key: ${found}`);
}
