/**
 * STATUS, telling the caller which options we believe are on (RFC 859).
 *
 * ```
 * FF FA 05 01 FF F0                              SEND, his
 * FF FA 05 00 (FB option | FD option)* FF F0     IS, ours: FB for our end, FD for his
 * ```
 *
 * @module
 */

import { Command, Option } from "./codes.ts";
import { encodeSubnegotiation } from "./encoder.ts";
import type { Negotiator } from "./negotiation.ts";

const IS = 0;
const SEND = 1;

/** Whether a subnegotiation asks for a report. */
export function asksForStatus(payload: Uint8Array): boolean {
  return payload.length === 1 && payload[0] === SEND;
}

/** The report: options that both sides agreed on, in order of number. SE is doubled inside, as the RFC asks, and FF. */
export function statusReport(negotiator: Pick<Negotiator, "isOn">): Uint8Array {
  const report: number[] = [IS];
  for (let option = 0; option < 256; option++) {
    for (const [side, verb] of [["us", Command.WILL], ["him", Command.DO]] as const) {
      if (!negotiator.isOn(side, option)) continue;
      report.push(verb, option);
      if (option === Command.SE) report.push(option);
    }
  }
  return encodeSubnegotiation(Option.STATUS, Uint8Array.from(report));
}
