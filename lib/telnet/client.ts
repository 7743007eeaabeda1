/**
 * The client's end of one telnet connection, without the connection: events in, bytes out.
 *
 * It is `session.ts` seen from the other side, on the same negotiation (RFC 1143). It knows no socket: whoever owns one
 * writes what is to be said.
 *
 * @module
 */

import { concatBytes } from "../base/bytes.ts";
import type { TerminalSize } from "../base/caller_profile.ts";
import { CLIENT_ANSWERS, CLIENT_POLICY, type ClientProfile, encodeNaws } from "./client_options.ts";
import { Option, type Verb } from "./codes.ts";
import { encodeData } from "./encoder.ts";
import type { TelnetEvent } from "./events.ts";
import { Negotiator } from "./negotiation.ts";
import { ReplyBudget } from "./reply_budget.ts";

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;

/** What a chunk comes to. Both have memory of their own, so that a byte that is kept does not keep its chunk. */
export interface ClientNews {
  /** What the host says, for the terminal. */
  readonly data: Uint8Array;
  /** Bytes for the socket, as they are. */
  readonly reply: Uint8Array;
}

/** The client's end. */
export class TelnetClient {
  readonly #negotiator = new Negotiator(CLIENT_POLICY);
  readonly #budget = new ReplyBudget();
  #profile: ClientProfile;

  constructor(profile: ClientProfile) {
    this.#profile = profile;
  }

  /** Whether the host shows what is typed (RFC 857). Until he says so the terminal does. */
  get echoes(): boolean {
    return this.#negotiator.isOn("him", Option.ECHO);
  }

  /** Takes the events of a chunk. */
  receiveAll(events: readonly TelnetEvent[]): ClientNews {
    const data: Uint8Array[] = [];
    const replies: Uint8Array[] = [];
    for (const event of events) {
      switch (event.type) {
        case "data":
          this.#budget.earn(event.bytes.length);
          data.push(this.#plain(event.bytes));
          break;
        case "negotiate":
          this.#budget.earn(3);
          this.#negotiate(event.verb, event.option, replies);
          break;
        case "subnegotiation":
          this.#budget.earn(event.bytes.length + 5);
          this.#answer(event.option, event.bytes, replies);
          break;
          // GA, EOR, NOP, DM and what is malformed say nothing to a terminal.
      }
    }
    return { data: concatBytes(data), reply: concatBytes(replies) };
  }

  /**
   * Bytes of whole keys for the host: FF doubled, and Enter, a CR, as the mode wants it (RFC 1123, section 3.3.1): alone
   * in BINARY, CR NUL to a host that takes single keys, CR LF to one that reads lines.
   */
  encode(bytes: Uint8Array): Uint8Array {
    const binary = this.#negotiator.isOn("us", Option.BINARY);
    if (binary || this.echoes || this.#negotiator.isOn("him", Option.SGA)) {
      return encodeData(bytes, { binary });
    }
    if (!bytes.includes(CR)) return encodeData(bytes, { binary });
    const lines: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      lines.push(bytes[i]!);
      if (bytes[i] === CR && bytes[i + 1] !== LF) lines.push(LF);
    }
    return encodeData(Uint8Array.from(lines), { binary });
  }

  /** The terminal has another size; answers with what to send, if the host wants to know. */
  resize(size: TerminalSize): Uint8Array | undefined {
    const { columns, rows } = this.#profile.size;
    if (size.columns === columns && size.rows === rows) return undefined;
    this.#profile = { ...this.#profile, size };
    return this.#negotiator.isOn("us", Option.NAWS) ? encodeNaws(size) : undefined;
  }

  /** In NVT a NUL is padding, that of CR NUL too (RFC 854). */
  #plain(bytes: Uint8Array): Uint8Array {
    if (this.#negotiator.isOn("him", Option.BINARY) || !bytes.includes(NUL)) return bytes;
    return bytes.filter((byte) => byte !== NUL);
  }

  #negotiate(verb: Verb, option: number, replies: Uint8Array[]): void {
    const { reply, side, turned } = this.#negotiator.receive(verb, option);
    if (reply !== undefined) {
      this.#budget.charge(reply.length);
      replies.push(reply);
    }
    if (side === "us" && option === Option.NAWS && turned === "on") {
      this.#say(encodeNaws(this.#profile.size), replies);
    }
  }

  #answer(option: number, payload: Uint8Array, replies: Uint8Array[]): void {
    const side = option === Option.CHARSET ? "him" : "us";
    if (!this.#negotiator.isOn(side, option)) return;
    const bytes = CLIENT_ANSWERS.get(option)?.(payload, this.#profile);
    if (bytes !== undefined) this.#say(bytes, replies);
  }

  /** Says something longer than what asked for it, as long as the host has said more than he was answered. */
  #say(bytes: Uint8Array, replies: Uint8Array[]): void {
    if (this.#budget.spend(bytes.length)) replies.push(bytes);
  }
}
