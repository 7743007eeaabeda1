/**
 * Which hosts callers may call: those that the INI file lists, and, where the sysop allows any, those of the public
 * internet that are not this board.
 *
 * @module
 */

import { isIP } from "node:net";
import type { Lookup } from "../net/http_request.ts";
import type { RemoteErrorCode, RemoteTarget } from "../wire/remote_calls.ts";
import type { BoardsSettings, RemoteBoard } from "../wire/remote_settings.ts";
import { AddressList } from "./address_list.ts";
import { type Asking, loggedIn } from "./caller_rights.ts";
import { isLiteral, isPublicAddress } from "./fetch_hosts.ts";
import { isSysop } from "../wire/users.ts";

/** Telnet's port, and the first one that needs no rights: mail and the like are below. */
const TELNET_PORT = 23;
const FIRST_FREE_PORT = 1024;
/** What a name server says of a name that is not there, or has no address, in the words of `node:dns`. */
const NOT_FOUND: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA"]);

/** Why a board cannot be called, for the script. */
export class RemoteRefusal extends Error {
  constructor(readonly code: RemoteErrorCode, reason: string) {
    super(`Cannot call another board: ${reason}`);
  }
}

/** A host that may be called. */
export interface RemotePlace {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** `caller` for the caller's own. */
  readonly encoding: string;
  /** `""` for the caller's own. */
  readonly terminal: string;
  /** Whether a caller has typed it, and not the sysop. */
  readonly typed: boolean;
}

/** Finds a host in the INI file, or allows what was typed. Throws a {@linkcode RemoteRefusal}. */
export function allowedPlace(
  by: Asking,
  target: RemoteTarget,
  settings: BoardsSettings,
  boards: ReadonlyMap<string, RemoteBoard>,
): RemotePlace {
  const user = loggedIn(by, "call another board");
  if (user.guest && !settings.guests) throw new RemoteRefusal("refused", "guests may not");
  if ("name" in target) {
    const board = boards.get(target.name);
    if (board === undefined || !board.enabled || board.host === "" || board.sysop_only && !isSysop(user)) {
      throw new RemoteRefusal("refused", "it is not listed; the sysop can add a section [board NAME]");
    }
    return { ...board, typed: false };
  }
  const { host, port } = target;
  if (!settings.any || user.guest) {
    throw new RemoteRefusal("refused", "it is not listed; the sysop can switch on any in section [boards]");
  }
  if (port !== TELNET_PORT && port < FIRST_FREE_PORT) {
    throw new RemoteRefusal("refused", `expected port 23, or 1024 and more, found ${port}`);
  }
  if (settings.never.includes(host)) throw new RemoteRefusal("refused", "the sysop does not want it");
  return { host, port, tls: false, encoding: "cp437", terminal: "", typed: true };
}

/** How addresses are found. */
export interface AddressSources {
  /** Finds the addresses of a name. */
  readonly lookup: Lookup;
  /** Addresses of this machine. */
  readonly own: () => readonly string[];
  /** Hosts that typed ones must not lead to. */
  readonly never: readonly string[];
}

/**
 * The addresses that a place may be called at: a name is asked for once, and the call goes to what was checked, so that
 * whoever runs the name server cannot send it elsewhere. What the sysop has listed may be an address of his own network;
 * what was typed leads to the public internet only, and not to this machine. Throws a {@linkcode RemoteRefusal} when none
 * is left, or what the lookup throws.
 */
export async function addressesOf(place: RemotePlace, sources: AddressSources): Promise<readonly string[]> {
  const { host, typed } = place;
  const literal = isIP(host) !== 0 || isLiteral(host);
  const found = isIP(host) === 0 ? await sources.lookup(host) : [host];
  if (literal && !typed) return found;
  const usable = found.filter(isPublicAddress);
  if (!typed) {
    if (usable.length > 0) return usable;
    throw new RemoteRefusal(
      "refused",
      "its address is not of the public internet; the sysop can list the address itself",
    );
  }
  const barred = await barredAddresses(sources);
  // One that leads here, too, is this board, whatever else it is.
  if (usable.length > 0 && !found.some((address) => barred.has(address))) return usable;
  throw new RemoteRefusal("refused", "it leads to this board, or to no host of the public internet");
}

/** The addresses that typed hosts must not lead to. A list of addresses, for one address has many spellings. */
async function barredAddresses({ own, never, lookup }: AddressSources): Promise<AddressList> {
  const found = [...own()];
  for (const name of never) {
    if (isIP(name) !== 0) found.push(name);
    else found.push(...await lookup(name).catch(leadsNowhere));
  }
  // Without the zone of link-local ones (RFC 4007).
  return new AddressList(found.map((address) => address.split("%", 1)[0]!));
}

/** No addresses for a name that is not found. Who cannot find out bars everything. */
function leadsNowhere(error: unknown): readonly string[] {
  if (error instanceof Error && "code" in error && NOT_FOUND.has(error.code)) return [];
  throw new RemoteRefusal("network", "the addresses of never cannot be looked up");
}

/** Addresses of this machine. */
export function ownAddresses(): readonly string[] {
  return Deno.networkInterfaces().map(({ address }) => address);
}
