/**
 * The web door: the one place where the pipes of a browser's connection are joined.
 *
 * ```text
 *   socket ─▶ Line ─▶ HttpHead ─▶ a page, a file, a notice
 *                        └──────▶ LineStream ─▶ ws ─▶ WebCall ─▶ caller events ─▶ SessionHost
 *   socket ◀──────────────────────── ws.send ◀──── caller.write ◀─────────────────────┘
 * ```
 *
 * A client of one's own calls like the page does:
 *
 * - `GET /call` with an upgrade to WebSocket (RFC 6455), and with an `Origin` that is the door's own address, as in
 *   `http://127.0.0.1:8443`. The query may hold `columns` and `rows`, the size of the terminal, and `window`.
 * - What is typed goes as binary messages of at most 64 KiB, UTF-8 with the sequences of xterm's keys. What is shown
 *   comes as binary messages, UTF-8 with the sequences of `xterm-256color` and 24-bit colours. Messages are pieces of
 *   a stream: a character or a sequence may be cut.
 * - Text messages are JSON of at most 256 bytes: `{"type":"resize","columns":132,"rows":43}` tells another size. With
 *   `window` in the query, from 64 KiB (65536) to 1 MiB, the board sends at most so many bytes ahead of what
 *   `{"type":"taken","bytes":65536}` tells that the terminal has shown; a terminal that is slower than its line wants that.
 * - The end is a close frame: 1000 "logged off", 1001 "sent away", 1011 "failed"; 1013 with a sentence when the board
 *   lets nobody in; 1002 to 1009 when the client has broken the rules. Pings are answered, and have to be.
 *
 * No cookies, no store, nothing but GET and HEAD: who calls is nobody until he logs in.
 *
 * @module
 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock.ts";
import type { Board } from "../host/board.ts";
import type { Reception } from "../host/reception.ts";
import { type Connection, Line } from "../net/line.ts";
import { logFailure } from "./door_failure.ts";
import { agreeOnKeys } from "./door_tls.ts";
import type { Gates, Stranger } from "./gates.ts";
import { WebAnswers } from "./web_answers.ts";
import { type LibraryServer, loadWebSockets } from "./web_library.ts";
import { WebPages } from "./web_pages.ts";
import type { WebSettings } from "./web_settings.ts";
import { WebVisit } from "./web_visit.ts";

/** Bytes of a request's head. Browsers send about 700. */
const MAX_HEAD = 8 * 1024;
/** Milliseconds between two requests on a connection. */
const KEEP_ALIVE = 4000;
/** Requests on a connection. */
const MAX_REQUESTS = 100;
/** Callers at once who are told why they are not let in; more are dropped. */
const MAX_REFUSALS = 64;

/** What the door is joined to. */
export interface WebDoorParts {
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly gates: Gates;
  readonly clock: Clock;
  /** Whether the connections are TLS. */
  readonly secure: boolean;
  settings(): Pick<WebSettings, "keepalive">;
}

/** The door. */
export class WebDoor {
  readonly #http: Server;
  readonly #visits = new WeakMap<Duplex, WebVisit>();
  #refusals = 0;

  private constructor(private readonly pages: WebPages, private readonly sockets: LibraryServer) {
    this.#http = createServer({ maxHeaderSize: MAX_HEAD, keepAliveTimeout: KEEP_ALIVE });
    this.#http.maxRequestsPerSocket = MAX_REQUESTS;
    // Its connections are brought to it; one that it took for closed would close each of them after one answer.
    Object.defineProperty(this.#http, "listening", { value: true });
    this.#http.on("request", (request, response) => {
      this.#at(request.socket, (visit) => visit.answer(request, response));
    });
    this.#http.on("upgrade", (request: IncomingMessage, stream: Duplex, early: Uint8Array) => {
      this.#at(stream, (visit) => visit.upgrade(request, early));
    });
    this.#http.on("clientError", (error, stream: Duplex) => {
      this.#at(stream, (visit) => visit.fault(error));
    });
  }

  /** Loads what it needs. */
  static async open(): Promise<WebDoor> {
    const [pages, sockets] = await Promise.all([WebPages.load(), loadWebSockets()]);
    return new WebDoor(pages, sockets);
  }

  /** Serves one connection to its end. Never rejects. */
  async serve(connection: Connection, parts: WebDoorParts): Promise<void> {
    const line = new Line(connection);
    const { hostname } = line.remote;
    const { board, clock, secure } = parts;
    let visit: WebVisit | undefined;
    const stranger: Stranger = {
      get heard() {
        return line.heard;
      },
      get quiet() {
        return visit?.quiet ?? line.quiet;
      },
      get seated() {
        return visit?.calls ?? false;
      },
      sendAway(reason, words) {
        board.log.info("web", "Caller sent away", { why: reason }, { address: hostname });
        if (visit === undefined) line.drop();
        else visit.sendAway(words);
      },
    };
    const pass = parts.gates.enter(hostname, stranger);
    if (!pass.admitted) {
      board.log.warn("web", "Caller refused", { reason: pass.reason }, { address: hostname });
      if (this.#refusals >= MAX_REFUSALS) return line.drop();
    }
    using _pass = pass.admitted ? pass : this.#counted();
    try {
      if (!await agreeOnKeys(line, clock)) {
        board.log.info("web", "Not a client of https", {}, { address: hostname });
        return line.drop();
      }
      const answers = new WebAnswers(this.pages, { secure, board: () => board.settings.system.bbsname });
      const refusal = pass.admitted ? undefined : pass;
      const loggedIn = () => pass.admitted && pass.settle();
      visit = new WebVisit(line, { ...parts, answers, sockets: this.sockets, refusal, loggedIn });
      this.#visits.set(visit.stream, visit);
      this.#http.emit("connection", visit.stream);
      await visit.lasts();
    } catch (error) {
      logFailure(board.log, "web", error, hostname);
      line.drop();
    }
  }

  /** What goes wrong here would end the board: nobody else stands between it and the socket's event. */
  #at(stream: Duplex, run: (visit: WebVisit) => void): void {
    const visit = this.#visits.get(stream);
    if (visit === undefined) return void stream.destroy();
    try {
      run(visit);
    } catch (error) {
      visit.fails(error);
    }
  }

  #counted(): Disposable {
    this.#refusals++;
    return { [Symbol.dispose]: () => void this.#refusals-- };
  }
}
