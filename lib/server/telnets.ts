/**
 * Telnet over TLS: the settings of that door. What is spoken within is `telnet_door.ts`, its TLS is `door_tls.ts`.
 *
 * @module
 */

import { address, flag, port, section, type SectionValues } from "../base/setting.ts";
import { certificateKeys } from "./door_tls.ts";

/** Section `[telnets]` of the INI file. */
export const telnetsSection = section("telnets", "The door for telnet over TLS.", {
  enabled: { type: flag, default: false, help: "Whether callers may come by telnet over TLS." },
  addr: {
    type: address,
    default: "127.0.0.1",
    help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
  },
  port: {
    type: port,
    default: 992,
    help: "Port to listen at; 992 is the usual one and needs a privileged user. 0 lets the system choose.",
  },
  ...certificateKeys(),
});

/** The values of `[telnets]`. */
export type TelnetsSettings = SectionValues<typeof telnetsSection>;
