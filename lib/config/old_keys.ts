/**
 * Keys of x/84 that stand elsewhere here, or are no more, so that a sysop who brings his file along is told where to.
 * Nothing is taken from them by itself, for many mean something else now.
 *
 * @module
 */

type Homes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is said in place of a new place. */
const TERMINALS = "terminals are known without a database of them";
const TAPS = 'what callers type is never logged; "level" in section [log] shows more of the rest';
const NETWORKS = "there are no message networks";

/** By section and key, in lower case. `"key" in section [name]` is a place, anything else what became of it. */
export const OLD_KEYS: Homes = {
  system: {
    timeout: '"timeout" in section [session]',
    show_traceback: '"show_traceback" in section [session]',
    mail_addr: '"from" in section [mail]',
    mail_smtphost: '"smtp_host" in section [mail]',
    software: "drop files name this program",
    password_digest: "passwords are always kept as scrypt hashes",
    pass_ucase: "passwords are taken as they are typed",
    "termcap-ansi": TERMINALS,
    "termcap-unknown": TERMINALS,
  },
  ssh: {
    hostkey: '"host_keys" in section [ssh]',
    hostkeybits: 'keys are made at the first start, see "host_keys"',
  },
  web: {
    chain: 'its certificates stand in the file of "cert", behind the server\'s own',
    modules: "the door shows the board's own page, and nothing else",
    document_root: "the door shows the board's own page, and nothing else",
    cipher_list: "only what TLS 1.2 and 1.3 hold for safe is offered",
  },
  matrix: {
    script_ssh: 'who comes by SSH has logged in, and goes to "topscript" in section [matrix]',
    script_sftp: "SFTP needs no script, see section [sftp]",
    script_rlogin: '"script" in section [matrix]',
    unknown_sleep: "section [fail2ban] slows down who guesses",
    max_login_attemps: '"max_login_attempts" in section [matrix]',
  },
  session: {
    tap_input: TAPS,
    tap_output: TAPS,
    tap_events: TAPS,
    tap_db: TAPS,
  },
  irc: {
    ssl: '"tls" in section [irc]',
    maxnick: '"max_nick" in section [irc]',
  },
  msg: {
    server_tags: NETWORKS,
    network_tags: NETWORKS,
    poll_interval: NETWORKS,
    origin_line: NETWORKS,
  },
};

/** What became of a key of x/84; `undefined` for any other. Both names are in lower case. */
export function newHomeOfKey(section: string, key: string): string | undefined {
  const keys = Object.hasOwn(OLD_KEYS, section) ? OLD_KEYS[section]! : {};
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}
