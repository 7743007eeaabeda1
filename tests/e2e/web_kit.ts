/**
 * Callers by WebSocket: one as authors of clients would write him, with the runtime's own WebSocket, and one who sends
 * what no client does.
 *
 * @module
 */

import { callRequest, frame, type FrameOptions } from "../fakes/web_client.ts";
import { boardOptions, RawCaller, type RawOptions } from "./battery_kit.ts";
import { type BoardOptions, TestBoard, until } from "./harness.ts";

/** A board of fixtures whose web door is open. */
export interface WebBoard extends AsyncDisposable {
  readonly board: TestBoard;
  readonly port: number;
  /** What the `Host` header and the address of the page say. */
  readonly host: string;
}

/** Starts it. `prepare` is told the home folder before. */
export async function startWebBoard(
  { ini = {}, ...options }: BoardOptions = {},
  prepare: (home: string) => Promise<void> = async () => {},
): Promise<WebBoard> {
  const home = await Deno.makeTempDir({ prefix: "x84-test-" });
  const remove = () => Deno.remove(home, { recursive: true });
  try {
    await prepare(home);
    const web = { enabled: true, addr: "127.0.0.1", port: 0, ...ini.web };
    const board = await TestBoard.start({ ...boardOptions({ ...options, ini: { ...ini, web } }), home });
    const port = await until("the door is open", () => {
      return Number(/^listening web \S+:(\d+)$/m.exec(board.output)?.[1] ?? 0) || undefined;
    });
    return {
      board,
      port,
      host: `127.0.0.1:${port}`,
      async [Symbol.asyncDispose]() {
        await board[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A caller with the runtime's own WebSocket, who takes everything at once. */
export class WebCaller implements AsyncDisposable {
  /** What came, as text. */
  text = "";
  /** Bytes that came. */
  received = 0;
  /** Code and reason of the end. */
  end: string | undefined;
  readonly #socket: WebSocket;
  #taken = false;

  private constructor({ host }: WebBoard, query: string) {
    const decoder = new TextDecoder();
    // The type is that of browsers, which let nobody set headers.
    const options = { headers: { Origin: `http://${host}` } } as unknown as string[];
    this.#socket = new WebSocket(`ws://${host}/call${query}`, options);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => (this.#taken = true);
    this.#socket.onmessage = ({ data }) => {
      this.received += data.byteLength;
      this.text += decoder.decode(data, { stream: true });
    };
    this.#socket.onclose = ({ code, reason }) => (this.end = `${code} ${reason}`);
  }

  /** Connects. */
  static async connect(web: WebBoard, query: string = ""): Promise<WebCaller> {
    const caller = new WebCaller(web, query);
    await until("the call is taken", () => {
      if (caller.end !== undefined && !caller.#taken) {
        throw new Error(`The call was not taken: ${caller.end}`);
      }
      return caller.#taken;
    });
    return caller;
  }

  /** A caller at the menu. */
  static async enter(web: WebBoard, words: string = "guest", query: string = ""): Promise<WebCaller> {
    const caller = await WebCaller.connect(web, query);
    try {
      await caller.expect("WHO> ");
      caller.type(`${words}\r`);
      await caller.expect("MENU> ");
    } catch (error) {
      await caller[Symbol.asyncDispose]();
      throw error;
    }
    return caller;
  }

  /** Types. */
  type(text: string): void {
    this.#socket.send(new TextEncoder().encode(text));
  }

  /** Sends a control message. */
  tell(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Waits for text (or a match), and forgets up to its end. */
  async expect(wanted: string | RegExp): Promise<string> {
    return await until(`${wanted} comes`, () => {
      const at = typeof wanted === "string" ? this.text.indexOf(wanted) : this.text.search(wanted);
      if (at < 0) {
        if (this.end !== undefined) throw new Error(`The call has ended (${this.end}) before ${wanted}`);
        return undefined;
      }
      const found = typeof wanted === "string" ? wanted : wanted.exec(this.text)![0];
      this.text = this.text.slice(at + found.length);
      return found;
    }).catch((error) => {
      throw new Error(`${error.message}: ${JSON.stringify(this.text.slice(-400))}`);
    });
  }

  /** Waits for the end; its code and reason. */
  async ends(): Promise<string> {
    return await until("the call ends", () => this.end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.end === undefined) this.#socket.close();
    await this.ends();
  }
}

/** A raw caller who has sent a request, whole or not, and answers no frame. */
export async function rawWeb(
  { port }: Pick<WebBoard, "port">,
  request: string,
  options: RawOptions = {},
): Promise<RawCaller> {
  const caller = await RawCaller.connect(port, options);
  await caller.send(request);
  return caller;
}

/** A raw caller whose call is taken. */
export async function rawCall(web: WebBoard, options: RawOptions = {}): Promise<RawCaller> {
  const caller = await rawWeb(web, callRequest(web.host), options);
  await caller.expect("HTTP/1.1 101 ");
  return caller;
}

/** A raw caller at the menu. */
export async function rawEnter(
  web: WebBoard,
  words: string = "guest",
  options: RawOptions = {},
): Promise<RawCaller> {
  const caller = await rawCall(web, options);
  await caller.expect("WHO> ");
  await type(caller, `${words}\r`);
  await caller.expect("MENU> ");
  return caller;
}

/** Sends a frame. */
export function type(caller: RawCaller, payload: string | Uint8Array, options?: FrameOptions): Promise<void> {
  return caller.send(frame(payload, options));
}

/** Asks for something and reads the answer to its end. */
export async function ask(
  web: Pick<WebBoard, "port" | "host">,
  path: string,
  { method = "GET", more = "", from }: {
    readonly method?: string;
    readonly more?: string;
    readonly from?: string;
  } = {},
): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
  const request = `${method} ${path} HTTP/1.1\r\nHost: ${web.host}\r\n${more}Connection: close\r\n\r\n`;
  await using caller = await rawWeb(web, request, from === undefined ? {} : { from });
  await caller.waitClosed();
  const [head = "", ...body] = caller.tail.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0), head, body: body.join("\r\n\r\n") };
}
