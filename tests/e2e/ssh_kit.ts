/**
 * What the SSH tests share: a board of fixtures with its SSH door open, real clients in a terminal, and npm `ssh2` as a
 * client that does what no real one does.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { enter, startBoard } from "./battery_kit.ts";
import { H, runClient, type Said } from "./client_kit.ts";
import { type BoardOptions, PATIENCE, TestBoard, until } from "./harness.ts";

/** The password that `f_matrix` gives. */
export const passwordOf = (name: string): string => `password-of-${name}`;
/** A board whose SSH door is open. */
export interface SshBoard extends AsyncDisposable {
  readonly board: TestBoard;
  readonly port: number;
}

/** The port in what a server says on its console. */
export function sshPort(board: TestBoard): Promise<number> {
  return until("the server listens for SSH", () => {
    const line = /^listening ssh \S+?:(\d+)$/m.exec(board.output);
    return line === null ? undefined : Number(line[1]);
  });
}

/** Starts a board of fixtures with the accounts `alice` (a sysop) and, on demand, others. */
export async function startSshBoard(options: BoardOptions = {}, ...handles: string[]): Promise<SshBoard> {
  const ssh = await restartSshBoard(options);
  try {
    for (const handle of ["alice", ...handles]) {
      await (await enter(ssh.board, `apply ${handle}`))[Symbol.asyncDispose]();
    }
    return ssh;
  } catch (error) {
    await ssh[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same with the accounts that its home has already. */
export async function restartSshBoard(options: BoardOptions = {}): Promise<SshBoard> {
  const board = await startBoard({
    ...options,
    ini: {
      ...options.ini,
      ssh: { enabled: true, addr: H, port: 0, ...options.ini?.["ssh"] },
      matrix: { topscript: "f_top", ...options.ini?.["matrix"] },
    },
  });
  try {
    const port = await sshPort(board);
    return { board, port, [Symbol.asyncDispose]: () => board[Symbol.asyncDispose]() };
  } catch (error) {
    await board[Symbol.asyncDispose]();
    throw error;
  }
}

/** Arguments of `ssh` that make it ask nobody, and look at no file of its user. */
export function sshArguments(port: number, ...more: string[]): string[] {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes"];
  return ["-F", "/dev/null", "-p", `${port}`, ...options.flatMap((option) => ["-o", option]), ...more];
}

/** Runs `ssh` with a password, or none (`undefined`) for names that need none; `words` come behind the host. */
export function runSsh(
  port: number,
  user: string,
  password: string | undefined,
  args: readonly string[],
  words: readonly string[] = [],
  options: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Promise<Said> {
  const line = [...sshArguments(port, "-o", "PubkeyAuthentication=no"), ...args, `${user}@${H}`, ...words];
  return password === undefined
    ? runClient("ssh", ["-o", "BatchMode=yes", ...line], options)
    : runClient("sshpass", ["-p", password, "ssh", ...line], options);
}

// deno-lint-ignore no-explicit-any
type Library = any;
const library: Library = (await import("ssh2") as Library).default;

/** A channel in the test's hand. */
export class TestChannel {
  text = "";
  closed = false;
  status: number | undefined;

  constructor(readonly stream: Library) {
    stream.on("data", (bytes: Uint8Array) => (this.text += new TextDecoder().decode(bytes)));
    stream.on("close", () => (this.closed = true));
    stream.on("exit", (status: number) => (this.status = status));
    stream.on("error", () => {});
  }

  send(text: string): void {
    this.stream.write(text);
  }

  async expect(wanted: string | RegExp): Promise<string> {
    return await until(`${wanted} in ${JSON.stringify(this.text.slice(-400))}`, () => {
      const found = typeof wanted === "string"
        ? this.text.includes(wanted) ? wanted : undefined
        : wanted.exec(this.text)?.[0];
      if (found !== undefined) this.text = this.text.slice(this.text.indexOf(found) + found.length);
      return found;
    });
  }
}

/** A client of npm `ssh2`. */
export class TestClient implements AsyncDisposable {
  readonly client: Library = new library.Client();
  error: string | undefined;
  closed = false;

  private constructor() {
    this.client.on("error", (error: Error) => (this.error ??= error.message));
    this.client.on("close", () => (this.closed = true));
  }

  /** Connects; resolves when it is authenticated, rejects when it is refused. */
  static async connect(port: number, options: Record<string, unknown>): Promise<TestClient> {
    const test = new TestClient();
    const ready = Promise.withResolvers<void>();
    test.client.on("ready", ready.resolve);
    test.client.on("close", () => ready.reject(new Error(test.error ?? "The connection was closed")));
    test.client.connect({ host: H, port, readyTimeout: PATIENCE, hostVerifier: () => true, ...options });
    await ready.promise;
    return test;
  }

  /** Begins to connect, and is left alone. */
  static begin(port: number, options: Record<string, unknown>): TestClient {
    const test = new TestClient();
    test.client.connect({ host: H, port, readyTimeout: 0, hostVerifier: () => true, ...options });
    return test;
  }

  shell(
    pty: Record<string, unknown> | false = { term: "xterm" },
    options: Record<string, unknown> = {},
  ): Promise<TestChannel> {
    return new Promise((resolve, reject) => {
      this.client.shell(pty, options, (error: Error | undefined, stream: Library) => {
        if (error) reject(error);
        else resolve(new TestChannel(stream));
      });
    });
  }

  async waitClosed(patience: number = PATIENCE): Promise<void> {
    await until("the server closes the connection", () => this.closed, patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.end();
    this.client.destroy();
    await until("the client is closed", () => this.closed || this.client._sock === undefined);
  }
}

/** Sends raw bytes to a port and answers what came until the other side closed. */
export async function rawTalk(port: number, bytes: Uint8Array, patience: number = PATIENCE): Promise<string> {
  const connection = await Deno.connect({ hostname: H, port });
  let text = "";
  let over = false;
  const reading = (async () => {
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        const size = await connection.read(buffer);
        if (size === null) break;
        text += Buffer.from(buffer.subarray(0, size)).toString("latin1");
      }
    } catch {
      // Reset: that is closed, too.
    }
    over = true;
  })();
  try {
    for (let at = 0; at < bytes.length && !over;) at += await connection.write(bytes.subarray(at));
  } catch {
    // Closed while we wrote.
  }
  try {
    await until("the server closes the connection", () => over, patience);
  } finally {
    connection.close();
    await reading;
  }
  return text;
}
