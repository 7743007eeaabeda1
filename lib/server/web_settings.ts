/**
 * Section `[web]` of the INI file.
 *
 * @module
 */

import { address, flag, integer, port, section, type SectionValues } from "../base/setting.ts";
import { certificateKeys } from "./door_tls.ts";

/** Section `[web]`. */
export const webSection = section("web", "The door for browsers: a page that is a terminal.", {
  enabled: { type: flag, default: false, help: "Whether callers may come with a browser." },
  addr: {
    type: address,
    default: "127.0.0.1",
    help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
  },
  port: { type: port, default: 8443, help: "Port to listen at; 0 lets the system choose." },
  ...certificateKeys(" Blank for http."),
  keepalive: {
    type: integer(0, 3600),
    default: 20,
    help: "Seconds between two questions whether a browser is still there; 0 never asks.",
    live: true,
  },
});

/** The values of `[web]`. */
export type WebSettings = SectionValues<typeof webSection>;

/** Whether the door has a certificate, and so speaks https. */
export function isSecure({ cert, key }: Pick<WebSettings, "cert" | "key">): boolean {
  return cert !== "" || key !== "";
}
