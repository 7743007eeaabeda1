/**
 * The way of a request for a page: where it begins, where redirects lead, and what scripts may not ask for.
 *
 * @module
 */

import { VERSION } from "../base/version.ts";
import { FETCH_LIMITS, type FetchErrorCode, type FetchRequest } from "../wire/fetch_calls.ts";
import { hostWord, isAllowedHost } from "./fetch_hosts.ts";

/** Headers that scripts may not set: ours, those of the connection, and those that say who asks. */
const FORBIDDEN =
  /^(?:host|user-agent|cookie2?|origin|referer|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|via|forwarded|x-forwarded-.*|x-real-ip|proxy-.*|sec-.*|access-control-.*)$/;
/** Headers that stay when a redirect leads to another server: no other one can hold a secret. */
const HARMLESS: readonly string[] = ["accept", "accept-language", "content-type", "user-agent"];

/** Why there is no page, for the script. `host` is where it should have come from, `""` when that is not known. */
export class Fault extends Error {
  constructor(readonly code: FetchErrorCode, host: string, reason: string) {
    super(`Cannot fetch${host === "" ? "" : ` from ${host}`}: ${reason}`);
  }
}

/** A request on its way through redirects. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Throws a {@linkcode Fault} unless scripts may fetch it. */
function checkUrl(url: URL, allowed: readonly string[], from: string | undefined): void {
  const host = hostWord(url);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Fault("refused", from ?? host, `expected http or https, found "${url.protocol}"`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Fault(
      "refused",
      host,
      "expected no password in the address; send header authorization instead",
    );
  }
  if (isAllowedHost(allowed, url)) return;
  const remedy = `the sysop can add "${host}" to hosts in section [fetch]`;
  throw new Fault(
    "refused",
    from ?? host,
    from === undefined
      ? `it is not allowed; ${remedy}`
      : `it leads to ${host}, which is not allowed; ${remedy}`,
  );
}

/** Where a request begins. Throws a {@linkcode Fault} when scripts may not ask for it, or not like that. */
export function firstHop(request: FetchRequest, allowed: readonly string[]): Hop {
  const url = URL.parse(request.url);
  if (url === null) throw new Fault("refused", "", 'expected an address like "https://example.org/page"');
  checkUrl(url, allowed, undefined);
  const host = hostWord(url);
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (FORBIDDEN.test(name)) throw new Fault("refused", host, `scripts may not send header "${name}"`);
    headers[name] = value;
  }
  if (headers.authorization !== undefined && url.protocol !== "https:") {
    throw new Fault("refused", host, "header authorization goes over https only");
  }
  const { method, body } = request;
  if (body !== undefined) headers["content-type"] ??= "text/plain;charset=UTF-8";
  return { url, method, headers: { ...headers, "user-agent": `x84/${VERSION}` }, body };
}

/** Where a redirect leads (RFC 9110, section 15.4). Throws a {@linkcode Fault} when scripts may not go there. */
export function nextHop(hop: Hop, status: number, location: string, allowed: readonly string[]): Hop {
  const host = hostWord(hop.url);
  const url = location.length > FETCH_LIMITS.url ? null : URL.parse(location, hop.url);
  if (url === null) throw new Fault("network", host, "it leads to an address that is none");
  checkUrl(url, allowed, host);
  // What everybody does with POST, except where it is forbidden (307, 308).
  const repeats = status === 307 || status === 308 || hop.method === "GET";
  const kept = Object.entries(hop.headers).filter(([name]) =>
    (url.origin === hop.url.origin || HARMLESS.includes(name)) &&
    (repeats || name !== "content-type")
  );
  return {
    url,
    method: repeats ? hop.method : "GET",
    headers: Object.fromEntries(kept),
    body: repeats ? hop.body : undefined,
  };
}
