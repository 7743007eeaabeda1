/**
 * How much may be under way between two threads. `postMessage` has no backpressure of its own.
 *
 * @module
 */

/** Bytes of input or output that may be sent and not yet acknowledged. Precedent: SSH channels, HTTP/2 streams. */
export const WINDOW = 64 * 1024;
/** Calls a session may have under way. More and it is ended: no honest script asks so much at once. */
export const MAX_CALLS = 256;
/** Characters of JSON that one event may hold. */
export const MAX_EVENT = 16 * 1024;
/** Characters of JSON that arguments may hold when a session moves to another Worker. */
export const MAX_ARGUMENTS = 64 * 1024;
/** Topics a session may be subscribed to. */
export const MAX_TOPICS = 64;
/** Locks a session may hold. */
export const MAX_LOCKS = 64;
/** Memory that a Worker may hold, heap and buffers, in heaps that it may have. */
export const HEAPS_HELD = 3;
/** Characters of one log line. */
export const MAX_LOG_LINE = 2048;
/** Characters of an activity text. */
export const MAX_ACTIVITY = 60;
/** Characters of a terminal's answer to a device attributes query; CTerm's longest takes 40. */
export const MAX_DEVICE_ATTRIBUTES = 120;
/** Characters of a password; the rest of the input is refused before it is hashed (battery 44). */
export const MAX_PASSWORD = 128;
