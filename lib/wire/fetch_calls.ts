/**
 * What a script may ask the host to fetch from the web, and what comes back.
 *
 * @module
 */

import { type Fields, fields, integer, items, optionalText, text } from "./fields.ts";

/** Characters and numbers that a request may have. */
export const FETCH_LIMITS = {
  url: 4096,
  headers: 32,
  headerValue: 2048,
  /** Characters of a body. */
  body: 64 * 1024,
  /** Milliseconds. */
  timeout: 600_000,
  maxBytes: 2 ** 31 - 1,
} as const;

/** How a page is asked for. */
export type FetchMethod = "GET" | "POST";
/** The methods there are. */
export const FETCH_METHODS: readonly FetchMethod[] = ["GET", "POST"];

/** A page to fetch. The board's own limits count where they are lower. */
export interface FetchRequest {
  readonly url: string;
  readonly method: FetchMethod;
  /** Name and value. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Only with POST. */
  readonly body: string | undefined;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly maxBytes: number | undefined;
}

/** A page that came. */
export interface FetchedBytes {
  readonly status: number;
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  /** The `content-type` header as it came, `""` without one. */
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Why no page came: the board does not allow it, or it took too long, is too large, failed, or too much is under way. */
export type FetchErrorCode = "refused" | "timeout" | "too large" | "network" | "busy";

/** What went wrong, with a sentence that says what to do about it. */
export interface FetchFault {
  readonly code: FetchErrorCode;
  readonly message: string;
}

/** A question about the web. It needs somebody who is logged in. */
export type FetchCall = { readonly verb: "fetch"; readonly request: FetchRequest };

/** The answers. */
export interface FetchAnswers {
  readonly fetch: { readonly page: FetchedBytes } | { readonly fault: FetchFault };
}

/** A header's name (RFC 9110, section 5.1). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** A header's value without what could begin another header. */
const VALUE = /^[\t\x20-\x7e]*$/;

function header(of: Fields, name: string): readonly [string, string] {
  const pair = items(of, name, 2, (item, field) => text(item, field, FETCH_LIMITS.headerValue));
  const [key, value] = pair;
  if (key === undefined || value === undefined || !NAME.test(key) || !VALUE.test(value)) {
    throw new TypeError(`Cannot read "headers": expected names and values of visible ASCII characters`);
  }
  return [key.toLowerCase(), value];
}

function optionalInteger(of: Fields, name: string, most: number): number | undefined {
  return of[name] === undefined ? undefined : integer(of, name, 1, most);
}

function request(of: Fields): FetchRequest {
  const method = FETCH_METHODS.find((known) => known === of.method);
  if (method === undefined) throw new TypeError(`Cannot read "method": expected ${FETCH_METHODS.join(", ")}`);
  const body = optionalText(of, "body", FETCH_LIMITS.body);
  if (body !== undefined && method !== "POST") {
    throw new TypeError('Cannot read "body": expected none, for only POST has one');
  }
  return {
    url: text(of, "url", FETCH_LIMITS.url),
    method,
    headers: items(of, "headers", FETCH_LIMITS.headers, header),
    body,
    timeout: optionalInteger(of, "timeout", FETCH_LIMITS.timeout),
    maxBytes: optionalInteger(of, "maxBytes", FETCH_LIMITS.maxBytes),
  };
}

/** Reads a call about the web; `undefined` when it is none. Throws a `TypeError` that names the wrong field. */
export function fetchCall(of: Fields): FetchCall | undefined {
  const verb = of.verb as FetchCall["verb"];
  return verb === "fetch" ? { verb, request: request(fields(of.request)) } : undefined;
}

/** The buffer of an answer that may be handed over instead of copied: nobody keeps a page that was fetched. */
export function fetchedBuffer(answer: unknown): ArrayBuffer | undefined {
  const page = (answer as Partial<{ page: Partial<FetchedBytes> }> | undefined)?.page;
  return page?.bytes instanceof Uint8Array ? page.bytes.buffer : undefined;
}
