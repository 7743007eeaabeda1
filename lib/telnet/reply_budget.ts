/**
 * Keeps the server from saying more than the caller did: answers that are longer than their questions are paid for.
 *
 * @module
 */

/** What a connection may be answered before it has said anything, in bytes: some 450 are-you-theres. */
export const REPLY_ALLOWANCE = 4096;

/**
 * Every received byte earns a reply byte, up to {@linkcode REPLY_ALLOWANCE}. A flood of N bytes therefore never draws
 * more than 4096 + N, whatever answers it asks for; CVE-2001-0554 is why are-you-there is counted.
 */
export class ReplyBudget {
  #left = REPLY_ALLOWANCE;

  /** Bytes came in. */
  earn(bytes: number): void {
    this.#left = Math.min(REPLY_ALLOWANCE, this.#left + bytes);
  }

  /** Whether an answer of so many bytes may be given; it is then paid. */
  spend(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Pays for an answer that the protocol demands. */
  charge(bytes: number): void {
    this.#left = Math.max(0, this.#left - bytes);
  }
}
