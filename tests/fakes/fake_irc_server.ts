/**
 * A small IRC server on loopback: it lets everybody in, knows channels, and does what a test tells it to.
 *
 * @module
 */

interface Client {
  readonly connection: Deno.Conn;
  nick: string;
  registered: boolean;
}

/** The server. */
export class FakeIrcServer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #clients = new Set<Client>();
  readonly #serving: Promise<void>;
  #work: Promise<void>[] = [];
  /** Every line that came. */
  readonly lines: string[] = [];
  /** Nicknames that others have already. */
  readonly taken: Set<string> = new Set();
  /** Who is in the channel beside the callers. */
  names: readonly string[] = ["@oper", "+voice", "guest42"];
  topic = "Welcome";

  private constructor() {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#serving = this.#serve();
  }

  /** Starts one. */
  static open(): FakeIrcServer {
    return new FakeIrcServer();
  }

  /** Where it listens. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** How many are connected. */
  get size(): number {
    return this.#clients.size;
  }

  /** Sends a line as it is to everybody. */
  async send(line: string): Promise<void> {
    for (const client of this.#clients) await this.#write(client, line);
  }

  /** Sends bytes as they are to everybody. */
  async sendBytes(bytes: Uint8Array): Promise<void> {
    for (const { connection } of this.#clients) {
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    }
  }

  /** Closes every line. */
  drop(): void {
    for (const { connection } of this.#clients) connection.close();
    this.#clients.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.drop();
    await this.#serving;
    await Promise.all(this.#work);
  }

  async #serve(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        const client: Client = { connection, nick: "", registered: false };
        this.#clients.add(client);
        this.#work.push(this.#read(client));
      }
    } catch {
      // Closed.
    }
  }

  async #read(client: Client): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(4096);
    try {
      for (;;) {
        const size = await client.connection.read(buffer);
        if (size === null) break;
        const lines = (rest + decoder.decode(buffer.subarray(0, size), { stream: true })).split("\r\n");
        rest = lines.pop()!;
        for (const line of lines) await this.#take(client, line);
      }
      client.connection.close();
    } catch {
      // Dropped.
    }
    this.#clients.delete(client);
  }

  async #take(client: Client, line: string): Promise<void> {
    this.lines.push(line);
    const [head, tail] = line.split(/ :(.*)/s);
    const [command, ...words] = head!.split(" ");
    const [first = tail ?? ""] = words;
    const { nick } = client;
    if (command === "NICK") {
      if (this.taken.has(first)) return await this.#write(client, `:fake 433 * ${first} :Nickname is in use`);
      client.nick = first;
    }
    if ((command === "NICK" || command === "USER") && client.nick !== "" && !client.registered) {
      client.registered = this.lines.some((said) => said.startsWith("USER "));
      if (!client.registered) return;
      await this.#write(client, `:fake 001 ${client.nick} :Welcome to the fake network`);
      await this.#write(client, `:fake 376 ${client.nick} :End of /MOTD`);
    } else if (command === "CAP" && first === "LS") await this.#write(client, ":fake CAP * LS :");
    else if (command === "PING") await this.#write(client, `:fake PONG fake :${first}`);
    else if (command === "JOIN") {
      await this.#write(client, `:${nick}!u@h JOIN ${first}`);
      await this.#write(client, `:fake 332 ${nick} ${first} :${this.topic}`);
      await this.#tellNames(client, first);
    } else if (command === "NAMES") await this.#tellNames(client, first);
    else if (command === "TOPIC") {
      if (tail !== undefined) this.topic = tail;
      const text = tail === undefined ? `:fake 332 ${nick} ${first}` : `:${nick}!u@h TOPIC ${first}`;
      await this.#write(client, `${text} :${this.topic}`);
    } else if (command === "QUIT") client.connection.close();
  }

  async #tellNames(client: Client, channel: string): Promise<void> {
    const names = [...this.names, client.nick].join(" ");
    await this.#write(client, `:fake 353 ${client.nick} = ${channel} :${names}`);
    await this.#write(client, `:fake 366 ${client.nick} ${channel} :End of /NAMES list`);
  }

  async #write(client: Client, line: string): Promise<void> {
    const bytes = new TextEncoder().encode(`${line}\r\n`);
    try {
      for (let at = 0; at < bytes.length;) at += await client.connection.write(bytes.subarray(at));
    } catch {
      // It is gone.
    }
  }
}
