/**
 * One call: the WebSocket to the board, as `lib/server/web_door.ts` describes it.
 *
 * @module
 */

/** Bytes that the board may send ahead of what the terminal has taken. */
const WINDOW = 256 * 1024;
/** Bytes after which the board is told what was taken. */
const TOLD = WINDOW / 4;
/** Bytes of a message; the board takes four times as many. */
const PART = 16 * 1024;

/** What the ends of calls are told as; the codes are those of RFC 6455. */
const ENDS = new Map([
  [1000, "You have logged off."],
  [1001, "The board has ended the call."],
  [1006, "The line was lost."],
  [1011, "Something went wrong on the board, and the call has ended."],
]);

/**
 * @typedef {object} Ears
 * @property {(bytes: Uint8Array, taken: () => void) => void} output
 * @property {(why: string) => void} ended
 */

/** A call that goes on until either side ends it. */
export class Call {
  #socket;
  #taken = 0;
  #answered = false;

  /**
   * @param {string | URL} page Where the page is; the board is called at `call` beside it.
   * @param {{ columns: number, rows: number }} size
   * @param {Ears} ears
   */
  constructor(page, { columns, rows }, { output, ended }) {
    const url = new URL(`call?columns=${columns}&rows=${rows}&window=${WINDOW}`, page);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => (this.#answered = true);
    this.#socket.onmessage = ({ data }) => {
      if (typeof data !== "string") output(new Uint8Array(data), () => this.#take(data.byteLength));
    };
    this.#socket.onclose = ({ code, reason }) => {
      ended(this.#answered ? ENDS.get(code) ?? reason : "The board does not answer.");
    };
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes What was typed, or pasted. */
  type(bytes) {
    for (let at = 0; at < bytes.length; at += PART) this.#send(bytes.subarray(at, at + PART));
  }

  /** @param {{ columns: number, rows: number }} size The new size of the terminal. */
  resize({ columns, rows }) {
    this.#send(JSON.stringify({ type: "resize", columns, rows }));
  }

  /** @param {number} bytes */
  #take(bytes) {
    this.#taken += bytes;
    if (this.#taken < TOLD) return;
    this.#send(JSON.stringify({ type: "taken", bytes: this.#taken }));
    this.#taken = 0;
  }

  /** @param {string | Uint8Array<ArrayBuffer>} data */
  #send(data) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }
}
