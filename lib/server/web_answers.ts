/**
 * What the web door answers to whom: pages and files, notices, or that a call may begin.
 *
 * @module
 */

import { type IncomingMessage, STATUS_CODES } from "node:http";
import { isOwnOrigin } from "./web_origin.ts";
import type { WebPages } from "./web_pages.ts";

/** Where the board is called. */
const CALL = "/call";
/** Seconds for which browsers keep to https, once they have come by it. */
const HSTS = 31_536_000;

/** What a page of ours may do: load our own files and call us. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** An answer. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What of a request counts. */
export type WebRequest = Pick<IncomingMessage, "method" | "url" | "headers" | "headersDistinct">;

/** Answers requests. */
export class WebAnswers {
  constructor(
    private readonly pages: WebPages,
    private readonly parts: { readonly secure: boolean; board(): string },
  ) {}

  /** The answer to a request that is no call. */
  to(request: WebRequest): WebAnswer {
    const [path] = pathAndQuery(request);
    const fault = this.#fault(request);
    if (fault !== undefined) return fault;
    if (path === "/") {
      const body = this.pages.index(this.parts.board());
      return this.#answer(
        200,
        { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
        body,
      );
    }
    if (path === CALL) {
      return this.notice(426, "This address is for calls by WebSocket.", { Upgrade: "websocket" });
    }
    const file = this.pages.file(path);
    if (file === undefined) return this.notice(404, "There is nothing here.");
    const zipped = acceptsGzip(request);
    return this.#answer(200, {
      "Content-Type": file.contentType,
      "Cache-Control": "public, max-age=31536000, immutable",
      "Vary": "Accept-Encoding",
      ...(zipped ? { "Content-Encoding": "gzip" } : {}),
    }, zipped ? file.gzip : file.plain);
  }

  /** Why a request for an upgrade is no call; `undefined` where it is one. */
  refusalOf(request: WebRequest): WebAnswer | undefined {
    const fault = this.#fault(request);
    if (fault !== undefined) return fault;
    const { headers } = request;
    if (pathAndQuery(request)[0] !== CALL) return this.notice(404, "There is nothing here to call.");
    if (request.method !== "GET" || headers.upgrade?.toLowerCase() !== "websocket") {
      return this.notice(400, "This address is for calls by WebSocket.");
    }
    if (headers["sec-websocket-version"] !== "13") {
      return this.notice(426, "Calls are taken by version 13 of WebSocket.", {
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
      });
    }
    if (!isOwnOrigin(headers.origin, headers.host, this.parts.secure)) {
      return this.notice(403, "Calls are taken from the board's own page.");
    }
    return undefined;
  }

  /** A page with a sentence. */
  notice(status: number, sentence: string, headers: Readonly<Record<string, string>> = {}): WebAnswer {
    return this.#answer(status, {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      ...headers,
    }, this.pages.notice(this.parts.board(), sentence));
  }

  /** What is wrong with it, wherever it leads. */
  #fault({ method = "", headers, headersDistinct }: WebRequest): WebAnswer | undefined {
    if (method !== "GET" && method !== "HEAD") {
      return this.notice(405, "There is nothing here but to look and to call.", { Allow: "GET, HEAD" });
    }
    // Requests with a body are closed behind: nobody reads it.
    if (headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0") {
      return this.notice(413, "There is nothing here that takes anything.");
    }
    if (headersDistinct.host?.length !== 1) {
      return this.notice(400, "The request does not say whom it is for.");
    }
    return undefined;
  }

  #answer(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): WebAnswer {
    return {
      status,
      headers: {
        ...headers,
        "Content-Length": String(body.length),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        ...(this.parts.secure ? { "Strict-Transport-Security": `max-age=${HSTS}` } : {}),
        ...(status < 400 ? {} : { Connection: "close" }),
      },
      body,
    };
  }
}

/** An answer as bytes, for who has spoken no HTTP that could be answered otherwise. */
export function bareAnswer(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
}

/** Where a request leads. A path is compared as it is, byte for byte, and never with a file on the disk. */
export function pathAndQuery({ url = "" }: WebRequest): [path: string, query: URLSearchParams] {
  const [path = "", ...query] = url.split("?");
  return [path, new URLSearchParams(query.join("?"))];
}

function acceptsGzip({ headers }: WebRequest): boolean {
  return /(^|[\s,])gzip($|[\s,])/.test(String(headers["accept-encoding"] ?? ""));
}
