/**
 * A connection to another board, at an address that was chosen before; by TLS, with a certificate for a name.
 *
 * @module
 */

/** What is needed of a connection; `Deno.TcpConn` and `Deno.TlsConn` have it. */
export interface RemoteConnection {
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

/** Where to connect to. */
export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
  /** The name that the certificate must have; `undefined` for a line without TLS. */
  readonly name: string | undefined;
  /** Certificates to trust beside those that Deno trusts, PEM. */
  readonly trusted?: string;
}

/** Connects. Rejects when nobody answers, or not with a certificate for the name. */
export async function connectRemote(to: RemoteAddress): Promise<RemoteConnection> {
  const { address, port, name, trusted } = to;
  const connection = await Deno.connect({ hostname: address, port, transport: "tcp" });
  try {
    connection.setNoDelay(true);
    if (name === undefined) return connection;
    const caCerts = trusted === undefined ? [] : [trusted];
    const secure = await Deno.startTls(connection, { hostname: name, caCerts });
    try {
      await secure.handshake();
    } catch (error) {
      secure.close();
      throw error;
    }
    return secure;
  } catch (error) {
    try {
      connection.close();
    } catch {
      // TLS has taken it over.
    }
    throw error;
  }
}
