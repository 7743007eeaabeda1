/**
 * Keys that the keyboards of telephones and tablets do not have.
 *
 * @module
 */

/** @type {Record<string, string>} */
const ARROWS = { up: "A", down: "B", right: "C", left: "D" };

/** The bar below the terminal. `Ctrl` counts for the next key only. */
export class KeyBar {
  #control;

  /**
   * @param {HTMLElement} bar
   * @param {import("@xterm/xterm").Terminal} terminal
   */
  constructor(bar, terminal) {
    this.#control = /** @type {HTMLElement} */ (bar.querySelector('[data-key="control"]'));
    // The terminal keeps the focus, and with it the keyboard stays on the screen.
    bar.addEventListener("pointerdown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => {
      const key = /** @type {HTMLElement} */ (event.target).dataset.key;
      if (key === "control") this.#hold(!this.#held);
      else if (key === "escape") terminal.input("\x1b");
      else if (key === "tab") terminal.input("\t");
      else if (key !== undefined) {
        terminal.input(`${terminal.modes.applicationCursorKeysMode ? "\x1bO" : "\x1b["}${ARROWS[key]}`);
      }
      terminal.focus();
    });
  }

  /** @param {string} text What was typed; answers what that is while `Ctrl` is held. */
  apply(text) {
    if (!this.#held || text.length !== 1) return text;
    this.#hold(false);
    const code = text.toUpperCase().charCodeAt(0);
    return code >= 64 && code < 96 ? String.fromCharCode(code - 64) : text;
  }

  get #held() {
    return this.#control.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} held */
  #hold(held) {
    this.#control.setAttribute("aria-pressed", String(held));
  }
}
