/**
 * The TLS of a door: its certificate, which a reload may replace, and connections that are made with it.
 *
 * @module
 */

import type { Clock } from "../base/clock.ts";
import { OperatorError } from "../base/errors.ts";
import { path, type Setting } from "../base/setting.ts";
import { type Certificate, readCertificate } from "../net/certificate.ts";
import type { Connection, Line } from "../net/line.ts";
import { Loopback } from "../net/loopback.ts";
import { TlsConnection } from "../net/tls_connection.ts";

/** Milliseconds that a client has to agree on keys. */
const TLS_DEADLINE = 10_000;

/** The files of a certificate, as they stand in the INI file. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The keys of a door's section that name them; `more` is said of `cert` besides. */
export function certificateKeys(
  more: string = "",
): { readonly cert: Setting<string>; readonly key: Setting<string> } {
  const where = "PEM; relative to this folder. Read at each reload.";
  return {
    cert: {
      type: path,
      default: "",
      help: `File of the certificate and those that lead to it, ${where}${more}`,
      live: true,
    },
    key: { type: path, default: "", help: `File of the certificate's key, ${where}`, live: true },
  };
}

/** What a door is known by. */
export interface DoorTlsParts {
  /** The name of its section. */
  readonly door: string;
  /** Finds a file of the home folder. */
  within(path: string): string;
}

/** TLS at one door. */
export class DoorTls {
  private constructor(
    private readonly parts: DoorTlsParts,
    private readonly loopback: Loopback,
    private certificate: Certificate,
  ) {}

  /**
   * Reads the certificate.
   *
   * @throws {OperatorError} when it cannot be used
   */
  static async open(parts: DoorTlsParts, files: CertificateFiles): Promise<DoorTls> {
    const certificate = await read(parts, files);
    return new DoorTls(parts, await Loopback.open(), certificate);
  }

  /** TLS over a connection, with the certificate of today. */
  over(connection: Connection): Connection {
    return new TlsConnection(connection, this.loopback, this.certificate);
  }

  /**
   * Reads the certificate anew. Answers what makes it count, `undefined` when it is the same.
   *
   * @throws {OperatorError} when it cannot be used; the old one stays
   */
  async renew(files: CertificateFiles): Promise<(() => string) | undefined> {
    const certificate = await read(this.parts, files);
    if (certificate.cert === this.certificate.cert && certificate.key === this.certificate.key) {
      return undefined;
    }
    return () => {
      this.certificate = certificate;
      return `New callers of ${this.parts.door} are shown a new certificate`;
    };
  }

  /** Makes no more connections. Those that were made stay. */
  close(): void {
    this.loopback.close();
  }
}

async function read({ door, within }: DoorTlsParts, { cert, key }: CertificateFiles): Promise<Certificate> {
  const missing = cert === "" ? "cert" : key === "" ? "key" : undefined;
  if (missing !== undefined) {
    throw new OperatorError(`Cannot open ${door}: expected a file for "${missing}" in section [${door}]`);
  }
  return await readCertificate(within(cert), within(key));
}

/** Whether both sides have keys in time; without TLS they need none. */
export async function agreeOnKeys(line: Line, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const cancel = clock.after(TLS_DEADLINE, () => late.resolve(false));
  try {
    return await Promise.race([line.secure().then(() => true, () => false), late.promise]);
  } finally {
    cancel();
  }
}
