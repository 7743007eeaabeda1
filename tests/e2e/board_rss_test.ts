/** The feed reader by telnet, over a web server on loopback. */

import assert from "node:assert/strict";
import { LocalWeb } from "../fakes/local_web.ts";
import { startBoard } from "./battery_kit.ts";
import { arrive, assertUnsteered, back, HOSTILE, start } from "./people_kit.ts";

Deno.test("Callers read feeds and the pages behind them, and leave what does not come", async () => {
  await using web = new LocalWeb((request, path, web) => {
    const { host } = new URL(request.url);
    if (path === "/silent") return web.silence(request);
    if (path === "/atom") {
      return new Response(
        `<feed><title>Atom</title><entry><title>Entry one</title><link href="http://elsewhere.example/x"/></entry></feed>`,
      );
    }
    if (path === "/page") {
      return new Response(`<html><body><h1>Heading</h1><p>${HOSTILE} The page itself.</p></body></html>`, {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    }
    return new Response(
      `<rss><channel><title>News</title><item><title>First ${HOSTILE.replace(/&/g, "")} story</title>
      <link>http://${host}/page</link></item></channel></rss>`,
      { headers: { "content-type": "application/rss+xml" } },
    );
  });
  const feeds =
    `Local=http://${web.host}/rss, Atom=http://${web.host}/atom, Slow=http://${web.host}/silent, ` +
    "Far=http://far.example/rss";
  const ini = { rss: { feeds }, fetch: { hosts: web.host }, session: { preload: "f_top" } };
  await using board = await startBoard({ ini });
  await using caller = await arrive(board, "alice");
  await start(caller, "rss", "News from elsewhere");
  await caller.see("Far");
  await caller.send("\r");
  await caller.see("1. First");
  await caller.send("\r");
  await caller.see("The page itself.");
  await caller.send("s");
  await caller.see(`http://${web.host}/page`);
  await caller.send(" ");
  await caller.see("The page itself.");
  await caller.send("qq");
  await caller.see("4 feeds");
  await caller.send("j\r");
  await caller.see("Entry one");
  await caller.send("\r");
  await caller.see("does not fetch from elsewhere.example");
  await caller.resize(40, 24);
  await caller.see("q back");
  await caller.send("qq");
  await caller.see("4 feeds");
  await caller.send("j\r");
  await caller.see("Fetching Slow");
  await caller.send("q");
  await caller.see("4 feeds");
  await caller.send("j\r");
  await caller.see(/does not fetch from\s+far\.example/);
  await caller.send(" ");
  await caller.see("4 feeds");
  await caller.send("q");
  await back(caller);
  assert.ok(web.asked.includes("/page"));
  const raw = new TextDecoder("latin1").decode(Uint8Array.from(caller.raw));
  // Links are what may be in there, and only those of the board.
  caller.raw = [
    ...new TextEncoder().encode(
      raw.replaceAll(`\x1b]8;;http://${web.host}/page\x1b\\`, "").replaceAll("\x1b]8;;\x1b\\", ""),
    ),
  ];
  assertUnsteered(caller);
});
