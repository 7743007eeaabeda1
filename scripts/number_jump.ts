/**
 * Numbers typed at a list whose rows have some: each digit moves the bar to the row that has the number so far.
 *
 * @module
 */

/** The keys. */
export const DIGITS: readonly string[] = [..."0123456789"];

/** What has been typed at one list. */
export class NumberJump {
  #typed = "";
  #index: number | undefined;

  /**
   * Takes a digit and the numbers of all rows. Answers the index of the row to go to, `undefined` when it is none. The
   * digit goes on with the number before it when the bar, at `current`, is still where that had led and there is such a
   * number; else it begins another one.
   */
  push(digit: string, numbers: readonly string[], current: number): number | undefined {
    const before = this.#index === undefined || this.#index === current ? this.#typed : "";
    this.#typed = [before + digit, digit].find((typed) => numbers.some((one) => one.startsWith(typed))) ?? "";
    const index = this.#typed === "" ? -1 : numbers.indexOf(this.#typed);
    this.#index = index < 0 ? undefined : index;
    return this.#index;
  }

  /** Whether a number has been begun that may go on. */
  get begun(): boolean {
    return this.#typed !== "";
  }

  /** Forgets what was typed. */
  reset(): void {
    this.#typed = "";
    this.#index = undefined;
  }
}
