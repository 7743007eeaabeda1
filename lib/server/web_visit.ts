/**
 * One connection at the web door: what is asked on it, until it is a call or over.
 *
 * @module
 */

import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { makeSessionId } from "../base/brand.ts";
import { type CallerProfile, clampSize, type TerminalSize } from "../base/caller_profile.ts";
import type { Clock } from "../base/clock.ts";
import type { Board } from "../host/board.ts";
import type { Reception } from "../host/reception.ts";
import type { Line } from "../net/line.ts";
import { LineStream } from "../net/line_stream.ts";
import { logFailure } from "./door_failure.ts";
import { FAREWELL_DEADLINE } from "./farewell.ts";
import type { Refusal } from "./gates.ts";
import { bareAnswer, pathAndQuery, type WebAnswer, type WebAnswers } from "./web_answers.ts";
import { tellAway, WebCall } from "./web_call.ts";
import {
  CLOSE_DEADLINE,
  type LibraryRequest,
  type LibraryServer,
  type LibrarySocket,
} from "./web_library.ts";
import type { WebSettings } from "./web_settings.ts";

/** Milliseconds that a client has for its first request. */
const REQUEST_DEADLINE = 10_000;
/** Milliseconds that a connection may last on which nobody calls the board. */
const VISIT = 60_000;
/** By what the library says that a request's head is too large. */
const OVERFLOW = "HPE_HEADER_OVERFLOW";

const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };
const MIN_WINDOW = 64 * 1024;
const MAX_WINDOW = 1024 * 1024;

/** What a visit is joined to. */
export interface WebVisitParts {
  readonly board: Board;
  readonly reception: Pick<Reception, "receive">;
  readonly clock: Clock;
  readonly answers: WebAnswers;
  readonly sockets: LibraryServer;
  /** Set when he is not let in, which he is told. */
  readonly refusal: Refusal | undefined;
  /** The caller has logged in. */
  loggedIn(): void;
  settings(): Pick<WebSettings, "keepalive">;
}

/** The visit. */
export class WebVisit {
  readonly stream: LineStream;
  readonly #line: Line;
  readonly #parts: WebVisitParts;
  readonly #closed: Promise<void>;
  #heard = false;
  #call: WebCall | undefined;
  #calling: Promise<void> | undefined;
  #cancels: (() => void)[] = [];

  constructor(line: Line, parts: WebVisitParts) {
    this.#line = line;
    this.#parts = parts;
    this.stream = new LineStream(line, parts.clock);
    this.#closed = new Promise((resolve) => this.stream.on("close", resolve));
  }

  /** Waits for the end of the visit. The stream has to be given to the HTTP server first. */
  async lasts(): Promise<void> {
    const { clock, board, refusal } = this.#parts;
    const patience = Math.min(REQUEST_DEADLINE, board.settings.system.silent_timeout * 1000);
    this.#cancels = [
      clock.after(refusal === undefined ? patience : FAREWELL_DEADLINE, () => {
        if (this.#heard) return;
        this.#log("Caller said nothing");
        this.#line.heard ? this.stream.end(bareAnswer(408)) : this.drop();
      }),
      clock.after(refusal === undefined ? VISIT : 2 * FAREWELL_DEADLINE, () => this.drop()),
    ];
    await this.#closed;
    this.#rest();
    await this.#calling;
    this.#line.close();
  }

  /** Whether he calls the board. */
  get calls(): boolean {
    return this.#call !== undefined;
  }

  /** Milliseconds since he has said anything. */
  get quiet(): number {
    return this.#call?.quiet ?? this.#line.quiet;
  }

  /** Sends him away with a line of plain ASCII; who has not called yet is told by a status. */
  sendAway(line: string): void {
    if (this.#call !== undefined) return this.#call.sendAway(line);
    if (!this.stream.writable) return this.drop();
    this.stream.end(bareAnswer(503));
    this.#cancels.push(this.#parts.clock.after(FAREWELL_DEADLINE, () => this.drop()));
  }

  /** Closes the connection without waiting for anything. */
  drop(): void {
    this.#line.drop();
    this.stream.destroy();
  }

  /** Answers a request. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    this.#heard = true;
    const { answers, refusal } = this.#parts;
    const answer = refusal === undefined ? answers.to(request) : this.#busy(refusal);
    this.#send(request, response, answer);
  }

  /** Begins a call, or says why not. */
  upgrade(request: IncomingMessage, early: Uint8Array): void {
    this.#heard = true;
    const { answers, sockets, refusal } = this.#parts;
    const fault = answers.refusalOf(request);
    if (fault !== undefined) {
      if (fault.status === 403) {
        this.#log("Call from another page refused", { origin: request.headers.origin });
      }
      const response = new ServerResponse(request);
      // It is a socket as far as the response cares.
      response.assignSocket(this.stream as unknown as Socket);
      response.on("finish", () => this.stream.end());
      return this.#send(request, response, fault);
    }
    const [, query] = pathAndQuery(request);
    sockets.handleUpgrade(request as LibraryRequest, this.stream, early, (socket) => {
      if (refusal !== undefined) return tellAway(socket, refusal.line);
      this.#rest();
      this.#calling = this.#receive(socket, query);
    });
  }

  /** What came was no HTTP. */
  fault(error: Error & { readonly code?: string }): void {
    this.#heard = true;
    // A reset is no fault worth a line.
    if (error.code?.startsWith("HPE_")) this.#log("Not an HTTP client", { fault: error.message });
    if (!this.stream.writable) return this.drop();
    this.stream.end(bareAnswer(error.code === OVERFLOW ? 431 : 400));
  }

  /** We have made a mistake with it. */
  fails(error: unknown): void {
    logFailure(this.#parts.board.log, "web", error, this.#line.remote.hostname);
    this.drop();
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: WebAnswer): void {
    response.writeHead(status, headers);
    response.end(request.method === "HEAD" ? undefined : body);
  }

  #busy({ line }: Refusal): WebAnswer {
    return this.#parts.answers.notice(503, line, { "Retry-After": "60" });
  }

  async #receive(socket: LibrarySocket, query: URLSearchParams): Promise<void> {
    const { board, clock, reception, settings } = this.#parts;
    const { remote } = this.#line;
    const size = clampSize(countOf(query.get("columns")), countOf(query.get("rows")), USUAL_SIZE);
    const window = query.has("window")
      ? Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, countOf(query.get("window"))))
      : undefined;
    const call = new WebCall(socket, {
      clock,
      size,
      window,
      keepalive: () => settings().keepalive,
      fault: (fault) => this.#log("Bad WebSocket", { fault }),
    });
    this.#call = call;
    try {
      await reception.receive({
        sessionId: makeSessionId("web", remote.hostname, remote.port),
        profile: profileOf(remote, size),
        events: call.events(),
        write: (bytes) => call.write(bytes),
        loggedIn: () => this.#parts.loggedIn(),
        close: (how) => call.close(how),
      });
    } catch (error) {
      logFailure(board.log, "web", error, remote.hostname);
      call.close("failed");
    }
    const late = Promise.withResolvers<void>();
    const cancel = clock.after(2 * CLOSE_DEADLINE, late.resolve);
    await Promise.race([call.closed, late.promise]);
    cancel();
  }

  #rest(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  #log(message: string, properties: Readonly<Record<string, unknown>> = {}): void {
    this.#parts.board.log.info("web", message, properties, { address: this.#line.remote.hostname });
  }
}

function countOf(text: string | null): number {
  return /^\d{1,7}$/.test(text ?? "") ? Number(text) : 0;
}

function profileOf(address: CallerProfile["address"], size: TerminalSize): CallerProfile {
  return {
    kind: "web",
    address,
    terminal: "xterm-256color",
    terminalNames: ["xterm-256color"],
    mtts: 0,
    size,
    encoding: "utf8",
    environment: { COLORTERM: "truecolor" },
  };
}
