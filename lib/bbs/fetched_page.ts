/**
 * Pages of the web, for scripts: `Session.fetch` asks the host, for Workers have no network.
 *
 * @module
 */

import { wrongArgument } from "../base/argument.ts";
import { NotPermittedError } from "../base/errors.ts";
import type { FetchedBytes, FetchErrorCode, FetchMethod } from "../wire/fetch_calls.ts";
import type { HostCaller } from "./host_caller.ts";

/** How a page is asked for. */
export interface FetchOptions {
  /** Default `"GET"`. */
  readonly method?: FetchMethod;
  /** Not those that are the board's: `host`, `user-agent`, `cookie` and the like. `authorization` only with https. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of a POST, at most 65536 characters; plain text unless header `content-type` says otherwise. */
  readonly body?: string;
  /** Milliseconds; the board's own limit counts where it is lower. */
  readonly timeout?: number;
  /** Bytes that the page may have; the board's own limit counts where it is lower. */
  readonly maxBytes?: number;
}

/** A page that came. Everything in it is a stranger's: what is shown goes through `sanitizeText` first. */
export interface FetchedPage {
  /** As in HTTP: 200 is a page, 404 is none. No status is an error. */
  readonly status: number;
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  /** The `content-type` header, `""` without one. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The bytes as text, by the encoding that mark, header or document name; UTF-8 without any. */
  text(): string;
  /** The text as JSON. Throws a `SyntaxError` when it is none. */
  json(): unknown;
}

/** No page came. Its message is for sysops and script authors: it says what to do. */
export class FetchError extends Error {
  override name = "FetchError";
  /** What kind of thing went wrong. */
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Encodings by their marks; `TextDecoder` takes the mark away. */
const MARKS: readonly (readonly [mark: readonly number[], label: string])[] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xfe, 0xff], "utf-16be"],
  [[0xff, 0xfe], "utf-16le"],
];
/** Bytes in which a document must name its encoding (HTML, section 13.2.3.2). */
const HEAD = 1024;
const IN_HEADER = /;\s*charset\s*=\s*"?([^\s;"]+)/i;
const IN_XML = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']+)["']/i;
const IN_HTML = /<meta\b[^>]*?\bcharset\s*=\s*["']?([^\s"'>;/]+)/i;

function encodingOf(bytes: Uint8Array, contentType: string): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, at) => bytes[at] === byte));
  if (marked !== undefined) return marked[1];
  const named = IN_HEADER.exec(contentType)?.[1];
  if (named !== undefined) return named;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, HEAD));
  return (IN_XML.exec(head) ?? IN_HTML.exec(head))?.[1] ?? "utf-8";
}

function decode(bytes: Uint8Array, contentType: string): string {
  try {
    return new TextDecoder(encodingOf(bytes, contentType)).decode(bytes);
  } catch {
    // Nobody knows that encoding.
    return new TextDecoder().decode(bytes);
  }
}

function pageOf({ status, url, contentType, bytes }: FetchedBytes): FetchedPage {
  let text: string | undefined;
  return {
    status,
    url,
    contentType,
    bytes,
    text: () => text ??= decode(bytes, contentType),
    json(): unknown {
      return JSON.parse(this.text());
    },
  };
}

/** Fetches a page; what `Session.fetch` does. */
export async function fetchPage(
  caller: Pick<HostCaller, "call">,
  url: string,
  options: FetchOptions = {},
): Promise<FetchedPage> {
  if (options === null || typeof options !== "object") throw wrongArgument("fetch", "options", options);
  const { method = "GET", headers = {}, body, timeout, maxBytes } = options;
  const request = { url, method, headers: Object.entries(headers), body, timeout, maxBytes };
  try {
    const answer = await caller.call({ verb: "fetch", request });
    if ("page" in answer) return pageOf(answer.page);
    throw new FetchError(answer.fault.code, answer.fault.message);
  } catch (error) {
    throw error instanceof NotPermittedError ? new FetchError("refused", error.message) : error;
  }
}
