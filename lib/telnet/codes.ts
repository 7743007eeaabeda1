/**
 * The numbers of telnet and their names: commands (RFC 854, 885, 1184) and options (IANA's registry).
 *
 * Only numbers live here; what is done about them is decided elsewhere.
 *
 * @module
 */

/** Commands: the byte after IAC. */
export const Command = {
  EOF: 236,
  SUSP: 237,
  ABORT: 238,
  EOR: 239,
  SE: 240,
  NOP: 241,
  DM: 242,
  BRK: 243,
  IP: 244,
  AO: 245,
  AYT: 246,
  EC: 247,
  EL: 248,
  GA: 249,
  SB: 250,
  WILL: 251,
  WONT: 252,
  DO: 253,
  DONT: 254,
  IAC: 255,
} as const;

/** "Interpret as command": the only byte that is escaped in data, by doubling it. */
export const IAC = Command.IAC;

/** The options this server knows by name, whether it agrees to them or not. */
export const Option = {
  BINARY: 0,
  ECHO: 1,
  SGA: 3,
  STATUS: 5,
  TIMING_MARK: 6,
  TTYPE: 24,
  EOR: 25,
  NAWS: 31,
  TSPEED: 32,
  LFLOW: 33,
  LINEMODE: 34,
  XDISPLOC: 35,
  OLD_ENVIRON: 36,
  AUTHENTICATION: 37,
  ENCRYPT: 38,
  NEW_ENVIRON: 39,
  CHARSET: 42,
} as const;

/** The four commands that carry an option. */
export type Verb = "will" | "wont" | "do" | "dont";

/** The byte of each verb. */
export const VERB_CODES: Readonly<Record<Verb, number>> = {
  will: Command.WILL,
  wont: Command.WONT,
  do: Command.DO,
  dont: Command.DONT,
};

const COMMAND_NAMES = new Map<number, string>(Object.entries(Command).map(([name, code]) => [code, name]));
const OPTION_NAMES = new Map<number, string>(Object.entries(Option).map(([name, code]) => [code, name]));

/** `IP`, or the number for a command without a name. */
export function commandName(command: number): string {
  return COMMAND_NAMES.get(command) ?? String(command);
}

/** `NAWS`, or the number for an option without a name here. */
export function optionName(option: number): string {
  return OPTION_NAMES.get(option) ?? String(option);
}
