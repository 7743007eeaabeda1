/**
 * Subnets as numbers: reading them, writing them in one way only, and finding the narrowest that holds an address.
 *
 * An IPv4 address within IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. Pure.
 *
 * @module
 */

import { isIP } from "node:net";
import { quote } from "../base/brand.ts";

/** Addresses with the same first bits. */
export interface Subnet {
  readonly family: 4 | 6;
  /** How many bits are the same: 32 or 128 for a single address. */
  readonly bits: number;
  /** The first address, as a number. */
  readonly network: bigint;
  /** The one way to write it: lower case, no bits behind the network, no `/32` or `/128`. */
  readonly text: string;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** The first 96 bits of an IPv4 address within IPv6. */
const MAPPED = 0xffffn;

interface Place {
  readonly family: 4 | 6;
  readonly number: bigint;
}

/** An address as a number; `undefined` for what is no address. The zone (`%eth0`) does not count. */
function placeOf(hostname: string): Place | undefined {
  const bare = hostname.split("%", 1)[0]!;
  switch (isIP(bare)) {
    case 4:
      return { family: 4, number: bare.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) };
    case 6: {
      const number = wordsOf(bare).reduce((sum, word) => (sum << 16n) | BigInt(`0x${word}`), 0n);
      return number >> 32n === MAPPED ? { family: 4, number: number & 0xffff_ffffn } : { family: 6, number };
    }
    default:
      return undefined;
  }
}

/** The eight words of an IPv6 address. */
function wordsOf(address: string): string[] {
  // The URL parser writes an address in one way only: lower case, no dots, the longest run of zeros as "::".
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const front = head === "" ? [] : head.split(":");
  if (tail === undefined) return front;
  const back = tail === "" ? [] : tail.split(":");
  return [...front, ...Array(8 - front.length - back.length).fill("0"), ...back];
}

function textOf(family: 4 | 6, number: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
  const words = Array.from(
    { length: 8 },
    (_, i) => ((number >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}

function cut(number: bigint, family: 4 | 6, bits: number): bigint {
  const rest = BigInt(WIDTH[family] - bits);
  return (number >> rest) << rest;
}

/** Whether an address lies in a subnet; what is no address lies in none. */
export function holds({ family, bits, network }: Subnet, hostname: string): boolean {
  const place = placeOf(hostname);
  return place?.family === family && cut(place.number, family, bits) === network;
}

/**
 * Reads an address (`192.0.2.7`) or a subnet (`2001:db8::/32`); bits behind the network are cut off.
 *
 * @throws {TypeError} for anything else
 */
export function parseSubnet(text: string): Subnet {
  const wrong = () =>
    new TypeError(`Cannot read address: expected an address or subnet, found ${quote(text)}`);
  const [, address = "", after] = /^([0-9a-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text.trim()) ?? [];
  const place = placeOf(address);
  if (place === undefined) throw wrong();
  const { family } = place;
  const width = WIDTH[family];
  // What was written as IPv6 and is IPv4 counts its bits from the front of the IPv6 address.
  const bits = after === undefined ? width : Number(after) - (family === 4 && address.includes(":") ? 96 : 0);
  if (bits < 0 || bits > width) throw wrong();
  const network = cut(place.number, family, bits);
  return {
    family,
    bits,
    network,
    text: bits === width ? textOf(family, network) : `${textOf(family, network)}/${bits}`,
  };
}

/** Things by subnet. As many as are put in; looking one up costs one step for each width of subnet there is. */
export class SubnetMap<T> {
  /** By width, `4/24`, narrowest or not as they came. */
  readonly #widths = new Map<string, { family: 4 | 6; bits: number; things: Map<bigint, T> }>();

  /** How many there are. */
  get size(): number {
    return [...this.#widths.values()].reduce((sum, { things }) => sum + things.size, 0);
  }

  /** What stands under exactly this subnet. */
  get({ family, bits, network }: Subnet): T | undefined {
    return this.#widths.get(`${family}/${bits}`)?.things.get(network);
  }

  /** Puts something under a subnet, in place of what stood there. */
  set({ family, bits, network }: Subnet, thing: T): void {
    const name = `${family}/${bits}`;
    const width = this.#widths.get(name) ?? { family, bits, things: new Map<bigint, T>() };
    this.#widths.set(name, width);
    width.things.set(network, thing);
  }

  /** Takes away what stands under exactly this subnet; answers whether something did. */
  delete({ family, bits, network }: Subnet): boolean {
    const name = `${family}/${bits}`;
    const width = this.#widths.get(name);
    if (width === undefined || !width.things.delete(network)) return false;
    if (width.things.size === 0) this.#widths.delete(name);
    return true;
  }

  /** Everything whose subnet holds the address; nothing for what is no address. */
  *holding(hostname: string): Generator<T> {
    const place = placeOf(hostname);
    if (place === undefined) return;
    for (const { family, bits, things } of this.#widths.values()) {
      if (family !== place.family) continue;
      const found = things.get(cut(place.number, family, bits));
      if (found !== undefined) yield found;
    }
  }

  /** Everything. */
  *values(): Generator<T> {
    for (const { things } of this.#widths.values()) yield* things.values();
  }
}
