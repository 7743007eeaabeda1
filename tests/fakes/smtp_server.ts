/**
 * A small SMTP server on loopback that takes every mail and keeps it (RFC 5321, as far as a client needs it).
 *
 * @module
 */

/** A mail as it came in. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, dots unstuffed. */
  readonly data: string;
}

/** The server. Who opens it disposes of it. */
export class SmtpServer implements AsyncDisposable {
  readonly mails: TakenMail[] = [];
  /** Every line that clients said, but for those of mails. */
  readonly said: string[] = [];
  /** Answers a command itself; `undefined` for the usual answer. */
  answer: (line: string) => string | undefined = () => undefined;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  readonly #work: Promise<unknown>[] = [];

  constructor() {
    this.#work.push(this.#accept());
  }

  /** The port that the system chose. */
  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    await Promise.allSettled(this.#work);
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.add(connection);
      this.#work.push(
        this.#serve(connection).catch(() => {}).finally(() => {
          if (this.#connections.delete(connection)) connection.close();
        }),
      );
    }
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    const encoder = new TextEncoder();
    const reply = (line: string) => connection.write(encoder.encode(`${line}\r\n`));
    let from = "";
    let to: string[] = [];
    let data: string[] | undefined;
    await reply("220 smtp.test ESMTP");
    for await (const line of lines(connection)) {
      if (data !== undefined) {
        if (line === ".") {
          this.mails.push({ from, to, data: data.join("\n") });
          data = undefined;
          to = [];
          await reply("250 taken");
        } else {
          data.push(line.replace(/^\.\./, "."));
        }
        continue;
      }
      this.said.push(line);
      const own = this.answer(line);
      const address = /<(.*)>/.exec(line)?.[1] ?? "";
      if (own !== undefined) {
        await reply(own);
      } else if (/^EHLO/i.test(line)) {
        await reply("250-smtp.test\r\n250 AUTH PLAIN");
      } else if (/^AUTH/i.test(line)) {
        await reply("235 welcome");
      } else if (/^MAIL FROM/i.test(line)) {
        from = address;
        await reply("250 ok");
      } else if (/^RCPT TO/i.test(line)) {
        to.push(address);
        await reply("250 ok");
      } else if (/^DATA/i.test(line)) {
        data = [];
        await reply("354 go on");
      } else if (/^QUIT/i.test(line)) {
        await reply("221 bye");
        return;
      } else {
        await reply("250 ok");
      }
    }
  }
}

async function* lines(connection: Deno.Conn): AsyncGenerator<string> {
  const buffer = new Uint8Array(4096);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const size = await connection.read(buffer);
    if (size === null) return;
    text += decoder.decode(buffer.subarray(0, size), { stream: true });
    for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 2);
    }
  }
}
