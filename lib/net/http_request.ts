/**
 * One request to a web server, at addresses that were chosen before, with an answer of bounded size.
 *
 * It is made with `node:http`, for only that takes the address to connect to apart from the name, which still
 * decides the `Host` header and the certificate. `fetch` would ask for the addresses a second time, and whoever runs
 * the name server could give it other ones. Variables like `HTTP_PROXY` are not looked at.
 *
 * @module
 */

import http from "node:http";
import https from "node:https";
import { isIPv6 } from "node:net";
import { lookup } from "node:dns/promises";
import { concatBytes } from "../base/bytes.ts";

/** Finds the addresses of a host. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** Asks the system, which knows its hosts file and its name servers. */
export async function systemLookup(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

/** What to ask for. */
export interface HttpOrder {
  readonly url: URL;
  readonly method: string;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Where to connect to, in this order. Not looked at when the URL holds an address itself. */
  readonly addresses: readonly string[];
  /** Bytes that the answer may have. */
  readonly maxBytes: number;
  /** Ends the request; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Certificates to trust, PEM, instead of those that Deno trusts. */
  readonly trusted?: string | undefined;
}

/** What a server answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect leads; its body is not read. */
  readonly location: string | undefined;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The answer is larger than it may be. */
export class AnswerTooLarge extends Error {
  override name = "AnswerTooLarge";
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

function optionsOf(order: HttpOrder): https.RequestOptions {
  const addresses = order.addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return {
    // A connection of its own, closed afterwards: it was checked for this request only.
    agent: false,
    method: order.method,
    headers: { ...order.headers, "accept-encoding": "identity" },
    lookup: (_hostname, options, found) => {
      const first = addresses[0]!;
      if (options.all) found(null, addresses);
      else found(null, first.address, first.family);
    },
    ...(order.trusted === undefined ? {} : { ca: order.trusted }),
  };
}

/**
 * Asks and reads the answer. Rejects with {@linkcode AnswerTooLarge}, with the signal's reason, or with what went
 * wrong on the way.
 */
export function requestHttp(order: HttpOrder): Promise<HttpAnswer> {
  const { url, signal, maxBytes } = order;
  return new Promise<HttpAnswer>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = (url.protocol === "https:" ? https : http).request(url, optionsOf(order));
    const settled = () => signal.removeEventListener("abort", gone);
    const fail = (error: unknown) => {
      settled();
      reject(error);
      request.destroy();
    };
    const gone = () => fail(signal.reason);
    signal.addEventListener("abort", gone, { once: true });
    request.on("error", fail);
    request.on("response", (response) => {
      response.on("error", fail);
      const { statusCode: status = 0, headers } = response;
      const contentType = headers["content-type"] ?? "";
      const done = (location: string | undefined, bytes: Uint8Array<ArrayBuffer>) => {
        settled();
        resolve({ status, contentType, location, bytes });
      };
      if (REDIRECTS.includes(status) && headers.location !== undefined) {
        done(headers.location, new Uint8Array());
        request.destroy();
        return;
      }
      const coding = headers["content-encoding"] ?? "identity";
      if (coding !== "identity") return fail(new Error(`the answer is coded as ${coding}`));
      const parts: Uint8Array[] = [];
      let length = 0;
      const tooLarge = () => length > maxBytes || Number(headers["content-length"] ?? 0) > maxBytes;
      if (tooLarge()) return fail(new AnswerTooLarge());
      response.on("data", (part: Uint8Array) => {
        length += part.length;
        if (tooLarge()) return fail(new AnswerTooLarge());
        parts.push(part);
      });
      response.on("end", () => done(undefined, concatBytes(parts)));
      // After "end" this changes nothing; without it the line was cut.
      response.on("close", () => fail(new Error("the connection was closed in the middle of the answer")));
    });
    request.end(order.body);
  });
}
