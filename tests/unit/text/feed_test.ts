import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFeed } from "../../../lib/text/feed.ts";

const HACKER_NEWS = `<?xml version="1.0"?>
<rss version="2.0"><channel><title>Hacker News</title><link>https://news.example/</link>
<image><title>logo</title></image>
<item><title>AT&amp;T &lt;canvas&gt; &amp;amp; <![CDATA[<b>bold</b> words]]></title>
<link>https://one.example/a?b=1&amp;c=2</link><pubDate>Mon, 06 Sep 2021 16:45:00 +0000</pubDate>
<comments>https://news.example/item?id=1</comments>
<description><![CDATA[<a href="https://news.example/item?id=1">Comments</a>]]></description></item>
<item><title>Second</title><guid>https://two.example/</guid><dc:creator>bob</dc:creator>
<content:encoded>&lt;p&gt;All of it&lt;/p&gt;</content:encoded></item>
</channel></rss>`;

Deno.test("parseFeed reads RSS with links, comments, authors and contents", async () => {
  const feed = await parseFeed(HACKER_NEWS);
  assert.equal(feed!.title, "Hacker News");
  assert.deepEqual(feed!.entries[0], {
    title: "AT&T <canvas> & bold words",
    link: "https://one.example/a?b=1&c=2",
    comments: "https://news.example/item?id=1",
    author: "",
    time: Date.UTC(2021, 8, 6, 16, 45),
    summary: `<a href="https://news.example/item?id=1">Comments</a>`,
    content: "",
  });
  const second = feed!.entries[1]!;
  assert.deepEqual(
    [second.title, second.link, second.author, second.time, second.content],
    ["Second", "https://two.example/", "bob", undefined, "<p>All of it</p>"],
  );
});

Deno.test("parseFeed reads Atom, with XHTML and several links", async () => {
  const feed = await parseFeed(`<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">Planet</title>
    <author><name>planet</name></author>
    <entry><title>One</title><author><name>alice</name><email>a@x</email></author>
    <link rel="edit" href="https://x.example/edit"/><link href="https://x.example/one"/>
    <link rel="replies" href="https://x.example/talk"/><updated>2024-01-02T03:04:05Z</updated>
    <content type="xhtml"><div><p class="x">Para &amp; graph</p></div></content></entry></feed>`);
  assert.deepEqual(feed, {
    title: "Planet",
    entries: [{
      title: "One",
      link: "https://x.example/one",
      comments: "https://x.example/talk",
      author: "alice",
      time: Date.UTC(2024, 0, 2, 3, 4, 5),
      summary: "",
      content: "<div><p>Para & graph</p></div>",
    }],
  });
});

Deno.test("parseFeed reads RDF, where the entries stand beside the channel", async () => {
  const feed = await parseFeed(`<rdf:RDF><channel><title>Old</title></channel>
    <item><title>x</title><link>http://a.example/</link><dc:date>2001-01-01</dc:date></item></rdf:RDF>`);
  assert.equal(feed!.title, "Old");
  assert.equal(feed!.entries[0]!.link, "http://a.example/");
});

Deno.test("parseFeed answers undefined for a web page, JSON and nothing", async () => {
  for (const text of ["<html><body>no</body></html>", '{"a":1}', ""]) {
    assert.equal(await parseFeed(text), undefined);
  }
});

Deno.test("parseFeed keeps no more entries than it may, and no address but the web's", async () => {
  const item = "<item><title>t</title><link>javascript:alert(1)</link></item>";
  const feed = await parseFeed(`<rss><channel>${item.repeat(20)}</channel></rss>`, 7);
  assert.equal(feed!.entries.length, 7);
  assert.equal(feed!.entries[0]!.link, "");
});

Deno.test("parseFeed takes controls out of titles and does not expand entities that the feed declares", async () => {
  const feed = await parseFeed(
    `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>\x1b[2Jx\x9b6n</title>
    <item><title>&b;\x1b]0;x\x07y</title></item></channel></rss>`,
  );
  assert.equal(feed!.title, "x");
  assert.equal(feed!.entries[0]!.title, "&b;y");
});

Deno.test("parseFeed survives whatever is sent", async () => {
  const piece = fc.constantFrom(
    ..."<rss>|<feed>|<item>|<entry>|</item>|</entry>|<title>|</title>|<content type='xhtml'>|</content>|<link href='http://a'/>|<![CDATA[|]]>|&amp;|text|</rss>|<author>|<name>"
      .split("|"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      const feed = await parseFeed(`<rss>${pieces.join("")}`, 3);
      assert.ok(feed!.entries.length <= 3);
    }),
    { numRuns: 100 },
  );
});
