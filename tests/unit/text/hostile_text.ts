/**
 * Random text drawn from what terminals stumble over.
 *
 * @module
 */

import fc from "fast-check";

/** Text in which sequences begin and break off everywhere. */
export const hostileText: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom(
    ..."\x1b\x1b\x1b[]P_XON\\;?0129mHJ$ <a|\x07\x18\x05\r\n\t\u0085\u0090\u009b\u009c\u009d日\u0301\u200b\u202e\ufeff\ud800\udc00",
    "\u{1f600}",
    "\u{1f44d}\u{1f3fd}",
    "|01",
    "e\u0301\u0301\u0301\u0301\u0301\u0301",
  ),
  maxLength: 40,
});
