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

/** Connects. Rejects when nobody answers, or not with a certificate for the name; when it is given up, with the reason. */
export async function connectRemote(to: RemoteAddress, signal: AbortSignal): Promise<RemoteConnection> {
  const { address, port, name, trusted } = to;
  const connection = await Deno.connect({ hostname: address, port, transport: "tcp", signal });
  try {
    connection.setNoDelay(true);
    if (name === undefined) return connection;
    const caCerts = trusted === undefined ? [] : [trusted];
    return await shakeHands(await Deno.startTls(connection, { hostname: name, caCerts }), signal);
  } catch (error) {
    close(connection);
    throw error;
  }
}

/**
 * Waits for the certificate. Closing ends the wait; the socket of a board that never says a word stays open until that
 * board hangs up, for Deno goes on with a handshake that was closed. Node's TLS, which does not, has no backpressure
 * here: it takes in whatever a board sends.
 */
async function shakeHands(connection: Deno.TlsConn, signal: AbortSignal): Promise<RemoteConnection> {
  const giveUp = () => close(connection);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    signal.throwIfAborted();
    await connection.handshake();
    return connection;
  } catch (error) {
    close(connection);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already, or TLS has taken it over.
  }
}
