/**
 * Telnet over TLS: the settings of that door, and its certificate. What is spoken within is `telnet_door.ts`.
 *
 * @module
 */

import { OperatorError } from "../base/errors.ts";
import { address, flag, port, section, type SectionValues, text } from "../base/setting.ts";
import { type Certificate, readCertificate } from "../net/certificate.ts";

/** Section `[telnets]` of the INI file. */
export const telnetsSection = section("telnets", "The door for telnet over TLS.", {
  enabled: { type: flag, default: false, help: "Whether callers may come by telnet over TLS." },
  addr: {
    type: address,
    default: "127.0.0.1",
    help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
  },
  port: {
    type: port,
    default: 992,
    help: "Port to listen at; 992 is the usual one and needs a privileged user. 0 lets the system choose.",
  },
  cert: {
    type: text,
    default: "",
    help:
      "File of the certificate and those that lead to it, PEM; relative to this folder. Read at each reload.",
    live: true,
  },
  key: {
    type: text,
    default: "",
    help: "File of the certificate's key, PEM; relative to this folder. Read at each reload.",
    live: true,
  },
});

/** The values of `[telnets]`. */
export type TelnetsSettings = SectionValues<typeof telnetsSection>;

/**
 * Refuses a runtime whose TLS cannot be used: in Deno 2.7 a second line is not sent before the caller has sent one.
 *
 * @throws {OperatorError} when it is older than 2.9
 */
export function checkTlsRuntime(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 2 || (major === 2 && minor >= 9)) return;
  throw new OperatorError(
    `Cannot open telnets: expected this program on Deno 2.9 or later, found "${version}"`,
  );
}

/** Reads the certificate that is set. `within` finds a file of the home folder. Throws an `OperatorError`. */
export async function telnetsCertificate(
  { cert, key }: Pick<TelnetsSettings, "cert" | "key">,
  within: (path: string) => string,
): Promise<Certificate> {
  const missing = cert === "" ? "cert" : key === "" ? "key" : undefined;
  if (missing !== undefined) {
    throw new OperatorError(`Cannot open telnets: expected a file for "${missing}" in section [telnets]`);
  }
  return await readCertificate(within(cert), within(key));
}
