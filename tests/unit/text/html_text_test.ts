import assert from "node:assert/strict";
import fc from "fast-check";
import { htmlToText } from "../../../lib/text/html_text.ts";

async function lines(html: string): Promise<readonly string[]> {
  return (await htmlToText(html, { headingStyle: "" })).lines;
}

Deno.test("htmlToText makes paragraphs, headings, lists and quotations", async () => {
  const { title, lines } = await htmlToText(`<html><head><title>A &amp; B
    page</title><style>p{}</style></head><body><nav>Menu</nav><h1>Head</h1><p>One
    two   <b>three</b>&nbsp;four</p><p>Five<br>six</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>
    <ol><li>first</li><li>second</li></ol><blockquote><p>wise</p></blockquote><script>alert("<p>no</p>")</script>
    <pre>  keep
    this</pre><hr><table><tr><th>k</th><td>v</td></tr></table><img alt="a cat" src="x"></body></html>`);
  assert.equal(title, "A & B page");
  assert.deepEqual(lines, [
    "\x1b[1mHead\x1b[0m",
    "",
    "One two three four",
    "",
    "Five",
    "six",
    "",
    "* a",
    "  * b",
    "* c",
    "",
    "1. first",
    "2. second",
    "",
    "> wise",
    "",
    "  keep",
    "    this",
    "",
    "--------------------",
    "",
    "k \u00b7 v",
    "",
    "[a cat]",
  ]);
});

Deno.test("htmlToText lets no sequence through, be it written or escaped", async () => {
  const text = (await lines("<p>a\x1b[2Jb&#27;[2Jc\x9b6nd&#x202e;e</p>")).join("");
  assert.equal(text, "abcde");
});

Deno.test("htmlToText bounds lines and paragraphs", async () => {
  assert.equal((await htmlToText("<p>x</p>".repeat(500), { maxLines: 9 })).lines.length, 9);
  const [long] = await lines(`<p>${"word ".repeat(100_000)}</p>`);
  assert.ok(long!.length <= 8000);
});

Deno.test("htmlToText survives elements within each other without end, and what is left open", async () => {
  assert.deepEqual(await lines("<div>".repeat(50_000) + "deep"), ["deep"]);
  assert.deepEqual(await lines("<script>all gone"), []);
  assert.deepEqual(await lines("</ul></blockquote></pre></h1>still <b>here"), ["still here"]);
});

Deno.test("htmlToText survives whatever is sent, and shows only text", async () => {
  const piece = fc.constantFrom(
    ..."<p>|</p>|<li>|<ul>|</ul>|<ol>|<pre>|</pre>|<h2>|</h2>|<nav>|</nav>|<td>|text|\x1b[2J|&lt;|<br|>|<!--|-->|<blockquote>"
      .split("|"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      for (const line of await lines(pieces.join(""))) {
        // deno-lint-ignore no-control-regex
        assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]/);
      }
    }),
    { numRuns: 200 },
  );
});
