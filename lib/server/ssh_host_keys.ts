/**
 * The keys by which callers know the board: files in the data folder, made when they are not there.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { systemClock } from "../base/clock.ts";
import { OperatorError, toPlainError } from "../base/errors.ts";
import { isAbsolute } from "../base/path.ts";
import { fingerprintOf } from "../host/account_keys.ts";
import { parseSshKey } from "../text/ssh_key.ts";
import { FairTurns } from "./fair_turns.ts";
import { HandshakePlaces } from "./handshake_places.ts";
import { hostKeyAlgorithms } from "./ssh_algorithms.ts";
import { type LibraryKey, loadSsh, type SshLibrary } from "./ssh_library.ts";

/** Bits of an RSA key; precedent: `ssh-keygen` since OpenSSH 8. */
const RSA_BITS = 3072;
/** Times that a key is made that turns out to be none. */
const MAX_TRIES = 10;
/** A key file has 400 to 3000 bytes. */
const MAX_FILE = 65_536;

/** One key. */
export interface HostKey {
  /** `ssh-ed25519`, `ssh-rsa`, … */
  readonly type: string;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  readonly path: string;
  /** Whether it was made just now. */
  readonly created: boolean;
  /** Its public half, as in a `.pub` file. */
  readonly line: string;
  /** The key once for each algorithm that it may sign with, under that name. */
  readonly signers: readonly LibraryKey[];
}

/** Loads the library and opens the keys; what a person who starts the server wants to know of them is announced. */
export async function prepareSsh(
  names: readonly string[],
  folder: string,
  announce: (line: string) => void,
): Promise<{
  readonly ssh2: SshLibrary;
  readonly hostKeys: readonly HostKey[];
  readonly turns: FairTurns;
  readonly places: HandshakePlaces;
}> {
  const library = await loadSsh();
  const hostKeys = await openHostKeys(library, names, folder);
  for (const { type, fingerprint, path, created } of hostKeys) {
    if (created) announce(`created ${path}`);
    announce(`ssh host key ${fingerprint} (${type})`);
  }
  for (const key of hostKeys) {
    await writePublicKey(key).catch((error) => {
      announce(`warning: Cannot write "${key.path}.pub": ${toPlainError(error).message}`);
    });
  }
  return { ssh2: library, hostKeys, turns: new FairTurns(), places: new HandshakePlaces(systemClock) };
}

/** Reads the keys, and makes those that are missing. Throws an {@linkcode OperatorError} where that cannot be. */
export async function openHostKeys(
  library: SshLibrary,
  names: readonly string[],
  folder: string,
): Promise<readonly HostKey[]> {
  if (names.length === 0) throw new OperatorError('Cannot open the SSH door: found no file in "host_keys"');
  const keys: HostKey[] = [];
  for (const name of names) {
    keys.push(await openHostKey(library, isAbsolute(name) ? name : `${folder}/${name}`));
  }
  return keys;
}

async function openHostKey(library: SshLibrary, path: string): Promise<HostKey> {
  let text = await readKeyFile(path);
  const created = text === undefined;
  text ??= await makeKeyFile(library, path);
  const parsed = library.utils.parseKey(text);
  const key = Array.isArray(parsed) ? parsed[0] as LibraryKey : parsed;
  if (key instanceof Error) {
    throw unusable(path, `expected a private key without a passphrase, ${key.message}`);
  }
  if (!(key as LibraryKey & { isPrivateKey(): boolean }).isPrivateKey()) {
    throw unusable(path, "expected a private key, found a public one");
  }
  const blob = key.getPublicSSH();
  const line = `${key.type} ${Buffer.from(blob).toString("base64")} x84`;
  try {
    parseSshKey(line);
  } catch (error) {
    throw unusable(path, toPlainError(error).message.replace(/^Cannot use SSH key: /, ""));
  }
  return {
    type: key.type,
    fingerprint: await fingerprintOf(blob),
    line,
    path,
    created,
    // The library would let an RSA key sign with SHA-1, too; under the names of its other algorithms it does not.
    signers: hostKeyAlgorithms(key.type).map((type) => Object.create(key, { type: { value: type } })),
  };
}

/** Writes the public half beside the key, for who distributes it, unless it is there. */
async function writePublicKey({ path, line }: HostKey): Promise<void> {
  const words = (text: string) => text.trim().split(/\s+/).slice(0, 2).join(" ");
  const there = await Deno.readTextFile(`${path}.pub`).catch(() => "");
  if (words(there) === words(line)) return;
  const draft = `${path}.pub.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, `${line}\n`, { createNew: true, mode: 0o644 });
  await Deno.rename(draft, `${path}.pub`);
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    const { isFile, mode, size } = await Deno.stat(path);
    if (!isFile || size > MAX_FILE) throw unusable(path, "expected the file of a key");
    if (Deno.build.os !== "windows" && ((mode ?? 0) & 0o077) !== 0) {
      const found = ((mode ?? 0) & 0o777).toString(8).padStart(3, "0");
      throw unusable(path, `expected a file that only its owner may read (mode 600), found mode ${found}`);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error instanceof OperatorError ? error : unusable(path, toPlainError(error).message);
  }
}

/** Makes a key, which happens on another thread: an RSA key takes seconds. What is half written has another name. */
async function makeKeyFile(library: SshLibrary, path: string): Promise<string> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const isRsa = name.includes("rsa");
  const text = await makeKey(library, isRsa);
  try {
    const draft = `${path}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(draft, `${text.trimEnd()}\n`, { createNew: true, mode: 0o600 });
    await Deno.rename(draft, path);
  } catch (error) {
    throw new OperatorError(`Cannot write SSH host key "${path}": ${toPlainError(error).message}`);
  }
  return text;
}

/** The library writes one key in a few hundred so that it cannot read it itself; then another is made. */
async function makeKey(library: SshLibrary, isRsa: boolean): Promise<string> {
  for (let tries = 1;; tries++) {
    const text = await generate(library, isRsa);
    const key = library.utils.parseKey(text);
    if (!(key instanceof Error)) return text;
    if (tries >= MAX_TRIES) throw new OperatorError(`Cannot make an SSH host key: ${key.message}`);
  }
}

function generate(library: SshLibrary, isRsa: boolean): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    library.utils.generateKeyPair(
      isRsa ? "rsa" : "ed25519",
      isRsa ? { bits: RSA_BITS, comment: "x84" } : { comment: "x84" },
      (error, keys) => error === null || error === undefined ? resolve(keys.private) : reject(error),
    );
  });
}

function unusable(path: string, found: string): OperatorError {
  return new OperatorError(`Cannot use SSH host key "${path}": ${found}`);
}
