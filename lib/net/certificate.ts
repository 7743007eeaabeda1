/**
 * The certificate of a door, and its key.
 *
 * @module
 */

import { OperatorError, toPlainError } from "../base/errors.ts";

/** A certificate chain and its key, as the text of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Reads a certificate from its files. Throws an {@linkcode OperatorError} that says which of them is bad, and why. */
export async function readCertificate(certPath: string, keyPath: string): Promise<Certificate> {
  const read = async (what: string, path: string) => {
    try {
      return await Deno.readTextFile(path);
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound ? "it is not there" : toPlainError(error).message;
      throw new OperatorError(`Cannot read ${what} "${path}": ${why}`);
    }
  };
  const certificate = { cert: await read("certificate", certPath), key: await read("key", keyPath) };
  try {
    // What is not right is told by opening a door with it; this one is closed before anybody can come.
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, ...certificate }).close();
  } catch (error) {
    const { message } = toPlainError(error);
    throw new OperatorError(`Cannot use certificate "${certPath}" with key "${keyPath}": ${message}`);
  }
  return certificate;
}
