/**
 * Addresses of callers: lists of them as they stand in the INI file, and the group by which an address is counted.
 *
 * Knows nothing of sockets; a hostname is the text that the listener gave for the other end.
 *
 * @module
 */

import { BlockList, isIP } from "node:net";
import type { SettingType } from "../base/setting.ts";

const SUBNET = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/;

function family(hostname: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(hostname);
  return version === 0 ? undefined : version === 4 ? "ipv4" : "ipv6";
}

function addTo(addresses: BlockList, word: string): boolean {
  const [, address, bits] = SUBNET.exec(word) ?? [];
  if (address === undefined) return false;
  const kind = family(address);
  if (kind === undefined) return false;
  if (bits === undefined) {
    addresses.addAddress(address, kind);
  } else {
    if (Number(bits) > (kind === "ipv4" ? 32 : 128)) return false;
    addresses.addSubnet(address, Number(bits), kind);
  }
  return true;
}

/** Addresses and subnets (`192.0.2.0/24`, `2001:db8::/32`), fixed once they were read. */
export class AddressList {
  readonly #addresses = new BlockList();

  /** Throws a `TypeError` for a word that is neither an address nor a subnet. */
  constructor(private readonly words: readonly string[]) {
    for (const word of words) {
      if (!addTo(this.#addresses, word)) {
        throw new TypeError(`Cannot use address list: expected an address or subnet, found "${word}"`);
      }
    }
  }

  /** Whether the address is in the list. A hostname that is no address never is. */
  has(hostname: string): boolean {
    // Most lists are empty, and each call is looked up in several.
    if (this.words.length === 0) return false;
    const bare = hostname.split("%", 1)[0]!;
    const kind = family(bare);
    return kind !== undefined && this.#addresses.check(bare, kind);
  }
}

/** A setting that holds addresses and subnets between commas. */
export const addresses: SettingType<readonly string[]> = {
  name: "list of addresses",
  parse(text) {
    const words = text.split(",").map((word) => word.trim()).filter((word) => word !== "");
    const wrong = words.find((word) => !addTo(new BlockList(), word));
    return wrong === undefined
      ? { value: words }
      : { expected: 'addresses or subnets, as in "192.0.2.7, 2001:db8::/32"' };
  },
  format: (words) => words.join(", "),
};

/**
 * The group of addresses that one caller can choose from: an IPv4 address stands for itself, an IPv6 address for its
 * /64, the least that a provider hands out (RFC 6177). Counting single IPv6 addresses would count nothing.
 */
export function addressGroup(hostname: string): string {
  const bare = hostname.split("%", 1)[0]!;
  if (family(bare) !== "ipv6") return bare;
  // The URL parser writes an address in one way only: lower case, no dots, the longest run of zeros as "::".
  const plain = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [head = "", tail] = plain.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const words = tail === undefined
    ? front
    : [...front, ...Array(8 - front.length - back.length).fill("0"), ...back];
  if (words.slice(0, 5).every((word) => word === "0") && words[5] === "ffff") {
    const [high, low] = [parseInt(words[6]!, 16), parseInt(words[7]!, 16)];
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  return `${words.slice(0, 4).join(":")}::/64`;
}
