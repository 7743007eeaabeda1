import assert from "node:assert/strict";
import { isQuoted, quoteText } from "../../../lib/bbs/quote.ts";
import { displayWidth } from "../../../lib/text/layout.ts";

Deno.test("quoteText() puts its mark before every line and wraps none beyond its width", () => {
  const quoted = quoteText("\n\nHello there,\n\nthis line is longer than the quotation may be\n\n", {
    width: 24,
  });
  assert.equal(quoted, "> Hello there,\n>\n> this line is longer\n> than the quotation may\n> be");
});

Deno.test("quoteText() keeps the marks of what was quoted before on every line of it", () => {
  const quoted = quoteText("> earlier words that were quoted\nal> and others", { width: 22, author: "bob" });
  assert.equal(quoted, "bob wrote:\n\n> > earlier words that\n> > were quoted\n> al> and others");
  for (const line of quoted.split("\n").slice(2)) assert.ok(displayWidth(line) <= 22 && isQuoted(line));
});

Deno.test("quoteText() takes out what would steer the terminal", () => {
  assert.equal(quoteText("a\x1b[2Jb\x07\u202ec"), "> abc");
});

Deno.test("isQuoted() does not take every > for a mark", () => {
  assert.deepEqual(["> a", ">> a", " jd> a", "a > b", "five > four", ""].map(isQuoted), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
