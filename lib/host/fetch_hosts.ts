/**
 * Which hosts scripts may fetch from: the list as it stands in the INI file, and the addresses that nobody but the
 * sysop himself may name.
 *
 * @module
 */

import { isIP } from "node:net";
import type { SettingType } from "../base/setting.ts";
import { AddressList } from "./address_list.ts";

/** A word of the list, taken apart. */
interface HostRule {
  /** As the URL parser spells it; what comes before it is free when `wild`. */
  readonly hostname: string;
  readonly wild: boolean;
  /** `undefined`: 80 for http, 443 for https. */
  readonly port: string | undefined;
}

const WORD = /^(\*\.)?(\[[0-9a-f:.]+\]|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*)(?::(\d{1,5}))?$/iu;

/** Reads a word; `undefined` when it names no host. */
function parseRule(word: string): HostRule | undefined {
  const [, star, name, port] = WORD.exec(word) ?? [];
  if (name === undefined || (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65535))) {
    return undefined;
  }
  // Spelt as in the URLs it is compared with: lower case, IDNA, addresses in one way only.
  const url = URL.parse(`http://${name}/`);
  if (url === null) return undefined;
  const wild = star !== undefined;
  if (wild && isLiteral(url.hostname)) return undefined;
  return { hostname: url.hostname, wild, port: port === undefined ? undefined : String(Number(port)) };
}

/** Hosts between commas. */
export const hosts: SettingType<readonly string[]> = {
  name: "list of hosts",
  parse(text) {
    const words = text.split(",").map((word) => word.trim()).filter((word) => word !== "");
    return words.every((word) => parseRule(word) !== undefined) ? { value: words } : {
      expected: 'hosts without "http://", as in "example.org, *.example.net, 127.0.0.1:8080, [::1]:8080"',
    };
  },
  format: (words) => words.join(", "),
};

/** Whether a hostname of a URL says by itself where it leads: an address, or `localhost` (RFC 6761, section 6.3). */
export function isLiteral(hostname: string): boolean {
  return hostname === "localhost" || isIP(bareAddress(hostname)) !== 0;
}

/** The address in a hostname of a URL, without the brackets of IPv6. */
function bareAddress(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** What a sysop adds to the list to allow a URL. */
export function hostWord(url: URL): string {
  return url.port === "" ? url.hostname : `${url.hostname}:${url.port}`;
}

/** Whether the list of the INI file has the host of a URL. */
export function isAllowedHost(words: readonly string[], url: URL): boolean {
  return words.some((word) => {
    const rule = parseRule(word);
    if (rule === undefined) return false;
    const { hostname, wild, port } = rule;
    if (wild ? !url.hostname.endsWith(`.${hostname}`) : url.hostname !== hostname) return false;
    // The URL parser leaves out the port that its scheme has anyway.
    const asked = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
    return port === undefined ? url.port === "" : port === asked;
  });
}

/** Everything in IANA's registry of special-purpose IPv4 addresses (RFC 6890) that leads to no public host. */
const SPECIAL_IPV4 = new AddressList([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** What has been handed out to public hosts (RFC 4291, section 2.4). */
const GLOBAL_IPV6 = new AddressList(["2000::/3"]);
/** Within it what leads elsewhere, such as the tunnels that carry an IPv4 address inside (Teredo, 6to4). */
const SPECIAL_IPV6 = new AddressList(["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/** Whether an address is one of the public internet, and not of this machine or the network around it. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_IPV4.has(address);
    case 6:
      return GLOBAL_IPV6.has(address) && !SPECIAL_IPV6.has(address);
    default:
      return false;
  }
}
