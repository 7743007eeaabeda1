/**
 * Section `[ssh]` of the INI file.
 *
 * @module
 */

import {
  address,
  flag,
  integer,
  paths,
  port,
  section,
  type SectionValues,
  type SettingType,
} from "../base/setting.ts";
import { scriptNames } from "../host/settings.ts";

/** A port, or nothing. */
const optionalPort: SettingType<number | undefined> = {
  name: "port, or blank",
  parse: (text) => text.trim() === "" ? { value: undefined } : integer(1, 65535).parse(text),
  format: (value) => value === undefined ? "" : String(value),
};

/** Section `[ssh]`. */
export const sshSection = section(
  "ssh",
  "The SSH door. Names for newcomers and guests are those of [matrix].",
  {
    enabled: { type: flag, default: false, help: "Whether callers may come by SSH." },
    addr: {
      type: address,
      default: "127.0.0.1",
      help: "Address to listen at; :: or 0.0.0.0 for the whole world.",
    },
    port: { type: port, default: 6022, help: "Port to listen at; 0 lets the system choose." },
    advertise_port: {
      type: optionalPort,
      default: undefined,
      help: "Port that callers of other doors are told, where a router changes it; blank for the above.",
      live: true,
    },
    host_keys: {
      type: paths,
      default: ["ssh_host_ed25519_key", "ssh_host_rsa_key"],
      help:
        "Files of the host keys, relative to the data folder. What is not there is made: RSA where the name says rsa, else Ed25519.",
    },
    max_auth_tries: {
      type: integer(1, 100),
      default: 6,
      help: "Passwords and keys that are tried on one connection before it is closed.",
      live: true,
    },
    login_grace: {
      type: integer(2, 600),
      default: 60,
      help:
        "Seconds that a caller may take from connecting to his first screen, and a connection without a session for its next one.",
      live: true,
    },
    keepalive: {
      type: integer(0, 3600),
      default: 60,
      help: "Seconds of silence after which a client is asked whether it is still there; 0 never asks.",
      live: true,
    },
    exec: {
      type: scriptNames,
      default: ["who"],
      help: "Scripts that may be called by name, like: ssh -t board who. Blank for none.",
      live: true,
    },
  },
);

/** The values of `[ssh]`. */
export type SshSettings = SectionValues<typeof sshSection>;
