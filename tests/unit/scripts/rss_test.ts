import assert from "node:assert/strict";
import rss from "../../../scripts/rss.ts";
import type { CallOf, Verb } from "../../../lib/wire/calls.ts";
import { ALICE, type FakeOptions, FakeSession, type Happening, pageOf } from "../../fakes/fake_session.ts";
import { assertScreen } from "../../fakes/golden_screen.ts";

const NOW = Date.now();

function feed(count: number): string {
  const items = Array.from(
    { length: count },
    (_, i) =>
      `<item><title>Story number ${i + 1} is about || |04 bars</title><link>https://site${
        i + 1
      }.example/a</link>
    <comments>https://talk.example/${i + 1}</comments><dc:creator>bob</dc:creator>
    <pubDate>${new Date(NOW - (i + 1) * 7_200_000).toUTCString()}</pubDate>
    <description>short</description></item>`,
  );
  return `<rss><channel><title>News</title>${items.join("")}</channel></rss>`;
}

const ARTICLE = `<html><head><title>t</title></head><body><nav>menu</nav><h1>A heading</h1>
<p>Words of the article, \x1b[2Jand a | bar |04.</p>${"<p>More words.</p>".repeat(40)}</body></html>`;

const SETTINGS = { rss: { feeds: "News=https://feed.example/rss, https://other.example/atom" } };

type Web = Readonly<Record<string, unknown>>;

const WEB: Web = {
  "https://feed.example/rss": pageOf(feed(30)),
  "https://site1.example/a": pageOf(ARTICLE),
  "https://site2.example/a": pageOf("just text \x1b[2J|04", { contentType: "text/plain" }),
  "https://site3.example/a": { fault: { code: "refused", message: "Cannot fetch" } },
  "https://site4.example/a": pageOf("x", { status: 404 }),
  "https://site5.example/a": pageOf("%PDF", { contentType: "application/pdf" }),
  "https://talk.example/1": pageOf("<p>So they say</p>"),
};

async function run(happenings: readonly Happening[], options: FakeOptions = {}, web: Web = WEB) {
  const host = (call: CallOf<Verb>) =>
    call.verb === "fetch"
      ? web[call.request.url] ?? { fault: { code: "network", message: "no" } }
      : undefined;
  using session = new FakeSession({ user: ALICE, host, settings: SETTINGS, happenings, ...options });
  const end = await session.run(rss);
  const asked = session.calls.flatMap((call) => call.verb === "fetch" ? [call.request.url] : []);
  return { end, screen: await session.screen(), session, asked };
}

for (const encoding of ["utf8", "cp437"]) {
  for (const [columns, rows] of [[80, 24], [40, 24]] as const) {
    const size = { columns, rows, encoding };
    Deno.test(`rss lists feeds, entries and an article in ${columns}x${rows}, ${encoding}`, async () => {
      await assertScreen(`rss_feeds_${columns}x${rows}`, (await run([], size)).screen);
      await assertScreen(`rss_entries_${columns}x${rows}`, (await run(["\r"], size)).screen);
      await assertScreen(`rss_article_${columns}x${rows}`, (await run(["\r", "\r"], size)).screen);
    });
  }
}

Deno.test("rss goes to the next article and to the one before, and stays on the last one that was read", async () => {
  const { asked, screen } = await run(["\r", "\r", "n", "p", "n", "q"]);
  assert.deepEqual(asked.slice(1), [1, 2, 1, 2].map((n) => `https://site${n}.example/a`));
  assert.match(screen, /30 entries/);
});

Deno.test("rss opens the only feed at once, and leaves from it", async () => {
  const settings = { rss: { feeds: "News=https://feed.example/rss" } };
  assert.match((await run([], { settings })).screen, /Story number 1 /);
  assert.equal((await run(["q"], { settings })).end.type, "returned");
  assert.equal((await run(["\x1b"], { settings })).end.type, "returned");
});

Deno.test("rss shows comments, and addresses that can be clicked on where the terminal knows how", async () => {
  assert.match((await run(["\r", "c"])).screen, /So they say/);
  assert.match((await run(["\r", "\r", "c"])).screen, /So they say/);
  const linked = await run(["\r", "s"]);
  assert.match(linked.screen, /https:\/\/site1\.example\/a/);
  assert.ok(linked.session.output.includes("\x1b]8;;https://site1.example/a\x1b\\"));
});

Deno.test("rss tells why there is nothing to see, and where the page is", async () => {
  const third = await run(["\r", "jj\r"]);
  assert.match(third.screen, /This board does not fetch from site3\.example\./);
  assert.match(third.screen, /https:\/\/site3\.example\/a/);
  assert.match((await run(["\r", "jjj\r"])).screen, /it answers 404/);
  assert.match((await run(["\r", "jjjj\r"])).screen, /not text/);
  assert.match((await run(["\r", "jjjjj\r"])).screen, /site6\.example cannot be reached/);
});

Deno.test("rss says in a line what is wrong with a feed, and goes back", async () => {
  const wrong: [unknown, RegExp][] = [
    [{ fault: { code: "network", message: "x" } }, /feed\.example cannot be reached/],
    [{ fault: { code: "timeout", message: "x" } }, /took too long/],
    [{ fault: { code: "too large", message: "x" } }, /too large/],
    [{ fault: { code: "busy", message: "x" } }, /Try again/],
    [pageOf("<html>no</html>"), /is not a feed/],
    [pageOf("", { status: 500 }), /it answers 500/],
    [pageOf("<rss><channel></channel></rss>"), /nothing in this feed/],
  ];
  for (const [answer, words] of wrong) {
    const web = { "https://feed.example/rss": answer };
    assert.match((await run(["\r"], {}, web)).screen, words);
    assert.match((await run(["\r", " "], {}, web)).screen, /2 feeds/);
  }
  assert.match((await run([], { settings: { rss: { feeds: "" } } })).screen, /No feeds/);
});

Deno.test("rss lets nothing of a page or feed steer the terminal", async () => {
  const { session } = await run(["\r", "\r", "n", "q"]);
  const sent = session.output.replaceAll("\x1b[H\x1b[2J", "");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(sent, /\x1b\[2J(?!$)/);
  assert.match((await run(["\r", "\r"])).screen, /and a \| bar \|04\./);
});

Deno.test("rss fetches again for r, and paints again in another size", async () => {
  assert.equal((await run(["\r", "r"])).asked.length, 2);
  const { screen } = await run(["\r", { columns: 40, rows: 12 }]);
  assert.match(screen, /Story number 1/);
  assert.ok(screen.split("\n").length <= 12);
});

Deno.test("rss lets the caller leave while a feed does not come, and follows his screen meanwhile", async () => {
  const web = { "https://feed.example/rss": new Promise(() => {}) };
  let waiting = "";
  const look = { look: (screen: string) => void (waiting = screen) };
  const { screen } = await run(["\r", { columns: 40, rows: 12 }, look, "x", "q"], {}, web);
  assert.match(waiting, /Fetching News \.\.\. Escape leaves/);
  assert.match(screen, /2 feeds/);
});
