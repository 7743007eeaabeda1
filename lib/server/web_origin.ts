/**
 * Which pages may call the board: its own, and no other.
 *
 * Browsers let any page open a WebSocket to anywhere, and tell in `Origin` which page it is; who leaves that out is no
 * browser that could be led here, but is not served either. Whether the page came by http or https is not compared
 * where this door has no certificate: a proxy before it may have one.
 *
 * @module
 */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": ":80", "https:": ":443" };

/** Whether a page of this `Origin` came from the `Host` that is called now. */
export function isOwnOrigin(
  origin: string | undefined,
  host: string | undefined,
  secure: boolean,
): boolean {
  const scheme = /^https?:(?=\/\/[^/?#\\@\s,]+$)/i.exec(origin ?? "")?.[0].toLowerCase();
  if (scheme === undefined || host === undefined || (secure && scheme !== "https:")) return false;
  const plain = (authority: string) => {
    const lower = authority.toLowerCase();
    const usual = DEFAULT_PORTS[scheme]!;
    return lower.endsWith(usual) ? lower.slice(0, -usual.length) : lower;
  };
  return plain(origin!.slice(scheme.length + 2)) === plain(host);
}
