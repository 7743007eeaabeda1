/**
 * Names and addresses of hosts, as somebody types them.
 *
 * @module
 */

/** A host to call: a name (RFC 1123, section 2.1; IDNA as others spell it), or an address. */
const NAME = /^(?:[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*)$/i;
const MAX_HOST = 253;

/** The names of a list of hosts are compared in lower case, without the dot of the root. */
export function plainHost(host: string): string {
  return host.trim().toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Whether a word can be a host to call. */
export function isHostName(word: string): boolean {
  return word.length <= MAX_HOST && NAME.test(plainHost(word));
}
