/**
 * A socket in a folder, which only the owner of the folder's files may open.
 *
 * The name of such a socket may take a hundred-odd bytes only (`sun_path` of unix(7)); a longer one is reached by
 * way of a symbolic link in a private folder of the system's. Does not know what is said on it.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { OperatorError, toPlainError } from "../base/errors.ts";

/** Bytes of a path that every system takes: Linux has room for 107, macOS for 103. */
const MAX_PATH = 100;
/** Milliseconds to wait when the system has no descriptor left for a connection. */
const EXHAUSTED_PAUSE = 100;

/** A socket file that programs of the same owner connect to. */
export class UnixListener {
  #closed = false;

  private constructor(
    private readonly listener: Deno.UnixListener,
    readonly path: string,
    private readonly inode: number | null,
  ) {}

  /**
   * Opens the socket with mode 0600. What a dead process left behind is replaced; nothing else ever is.
   *
   * @throws {OperatorError} when somebody answers there already, when something else has that name, or when it
   * cannot be made
   */
  static async open(path: string): Promise<UnixListener> {
    const refuse = (found: string) => new OperatorError(`Cannot open socket "${path}": ${found}`);
    const living = await connectUnix(path);
    if (living !== undefined) {
      living.close();
      throw refuse("another server answers there");
    }
    const before = await Deno.lstat(path).catch(() => undefined);
    if (before !== undefined && !before.isSocket) throw refuse("found something that is no socket");
    // It is made in a folder of its own and moved when it has its mode, so that it is never open to others, and so
    // that the old one is replaced in one step.
    let folder: string | undefined;
    let listener: Deno.UnixListener | undefined;
    try {
      folder = await Deno.makeTempDir({ dir: dirname(path), prefix: ".socket-" });
      const young = `${folder}/s`;
      listener = await throughShortPath(young, (short) => Deno.listen({ transport: "unix", path: short }));
      await Deno.chmod(young, 0o600);
      const { ino } = await Deno.stat(young);
      await Deno.rename(young, path);
      return new UnixListener(listener, path, ino);
    } catch (error) {
      listener?.close();
      throw refuse(toPlainError(error).message);
    } finally {
      if (folder !== undefined) await Deno.remove(folder, { recursive: true }).catch(() => {});
    }
  }

  /** Hands every connection to `accept`, which must not throw, until the listener is closed. */
  async serve(accept: (connection: Deno.UnixConn) => void): Promise<void> {
    while (!this.#closed) {
      try {
        for await (const connection of this.listener) accept(connection);
        return;
      } catch (error) {
        if (this.#closed || error instanceof Deno.errors.BadResource) return;
        await new Promise((resolve) => setTimeout(resolve, EXHAUSTED_PAUSE));
      }
    }
  }

  /** Stops listening and removes the file, unless it is another's by now. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.listener.close();
    try {
      if (Deno.statSync(this.path).ino === this.inode) Deno.removeSync(this.path);
    } catch {
      // Whoever removed it before has done our work; what cannot be removed is replaced by the next start.
    }
  }
}

/**
 * Connects to a socket file; `undefined` when nobody listens there.
 *
 * @throws {OperatorError} when it may not be opened
 */
export async function connectUnix(path: string): Promise<Deno.UnixConn | undefined> {
  try {
    return await throughShortPath(path, (short) => Deno.connect({ transport: "unix", path: short }));
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound || error instanceof Deno.errors.ConnectionRefused ||
      error instanceof Deno.errors.ConnectionReset
    ) {
      return undefined;
    }
    const why = error instanceof Deno.errors.PermissionDenied
      ? "only its owner may"
      : toPlainError(error).message;
    throw new OperatorError(`Cannot open socket "${path}": ${why}`);
  }
}

/** Calls `use` with a path to the same file that fits into a socket's address. */
async function throughShortPath<T>(path: string, use: (short: string) => T | Promise<T>): Promise<T> {
  if (new TextEncoder().encode(path).length <= MAX_PATH) return await use(path);
  const folder = await Deno.makeTempDir({ prefix: "x84-" });
  try {
    await Deno.symlink(dirname(path), `${folder}/d`);
    return await use(`${folder}/d/${basename(path)}`);
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}
