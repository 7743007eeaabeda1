/**
 * The version of this program.
 *
 * @module
 */

/** As in `deno.json`; a test holds both to the same. */
export const VERSION = "0.1.0";
