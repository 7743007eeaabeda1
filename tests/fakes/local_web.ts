/**
 * A web server on loopback, for tests of what the board fetches.
 *
 * @module
 */

import { CERTIFICATE, CERTIFICATE_KEY } from "./certificate.ts";

/** Answers a request; `path` is that of its URL. */
export type Answering = (request: Request, path: string, web: LocalWeb) => Response | Promise<Response>;

/** The server; gone at the end of the test, whatever is under way. */
export class LocalWeb implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #abort = new AbortController();
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Paths without an end whose asker went away. */
  readonly left: string[] = [];

  /** With `secure`, over TLS with the certificate of `certificate.ts`. */
  constructor(answer: Answering, secure: boolean = false) {
    const options = { hostname: "127.0.0.1", port: 0, signal: this.#abort.signal, onListen() {} };
    const handler = (request: Request) => {
      const path = new URL(request.url).pathname;
      this.asked.push(path);
      return answer(request, path, this);
    };
    this.#server = secure
      ? Deno.serve({ ...options, cert: CERTIFICATE, key: CERTIFICATE_KEY }, handler)
      : Deno.serve(options, handler);
  }

  /** The port that the system chose. */
  get port(): number {
    return this.#server.addr.port;
  }

  /** `127.0.0.1` and the port, as in the list of hosts. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** An answer without end. */
  endless(request: Request, init: ResponseInit = {}): Response {
    const { pathname } = new URL(request.url);
    const body = new ReadableStream({
      pull: (stream) => stream.enqueue(new Uint8Array(16_384)),
      cancel: () => void this.left.push(pathname),
    });
    return new Response(body, init);
  }

  /** An answer that begins and then says nothing more. */
  unfinished(request: Request, init: ResponseInit = {}): Response {
    this.#watch(request);
    return new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(10)) }), init);
  }

  /** No answer. */
  silence(request: Request): Promise<Response> {
    this.#watch(request);
    return new Promise(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#server.finished;
  }

  #watch({ signal, url }: Request): void {
    signal.addEventListener("abort", () => this.left.push(new URL(url).pathname), { once: true });
  }
}
