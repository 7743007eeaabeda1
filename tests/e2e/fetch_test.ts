/** Scripts fetch pages of the web through a real server: what they get, what they do not, and what ends with them. */

import assert from "node:assert/strict";
import { LocalWeb } from "../fakes/local_web.ts";
import { TestBoard, TestCaller, until } from "./harness.ts";

const MATRIX = `
import { FetchError, readLine } from "x84";
export default async function main(session) {
  const told = await session.fetch("http://127.0.0.1:1/").catch((error) => error);
  await session.echo((told instanceof FetchError ? told.code : "?") + " before login\\r\\n");
  await readLine(session);
  await session.loginAsGuest();
  session.goto("web");
}`;

/** Fetches what the caller types: an address, and how many milliseconds it may take. */
const WEB = `
import { FetchError, readLine } from "x84";
export default async function main(session) {
  await session.echo("WEB\\r\\n");
  for (;;) {
    const [url, timeout] = (await readLine(session, { maxLength: 200, width: 78 })).split(" ");
    try {
      const page = await session.fetch(url, timeout === undefined ? {} : { timeout: Number(timeout) });
      await session.echo(\`\\r\\n[\${page.status} \${page.contentType} \${page.bytes.length} \${page.text().slice(0, 20)}]\\r\\n\`);
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      await session.echo(\`\\r\\n[\${error.code}: \${error.message}]\\r\\n\`);
    }
  }
}`;

Deno.test("Scripts fetch pages from the hosts that the sysop allows", async () => {
  await using web = new LocalWeb((request, path, web) => {
    switch (path) {
      case "/page":
        return new Response(new Uint8Array([0xe9, 0x74, 0xe9]), {
          headers: { "content-type": "text/plain; charset=latin1" },
        });
      case "/full":
        return new Response("x".repeat(100_000));
      case "/large":
        return web.endless(request);
      case "/away":
        return new Response("", { status: 302, headers: { location: "http://example.org/" } });
      default:
        return web.silence(request);
    }
  });
  await using board = await TestBoard.start({
    scripts: { matrix: MATRIX, web: WEB },
    ini: {
      matrix: { enable_anonymous: true },
      fetch: { hosts: `${web.host}, localhost:${web.port}`, max_bytes: 100_000 },
    },
  });
  await using caller = await TestCaller.connect(board.port);
  await caller.expect("refused before login");
  await caller.send("\r");
  await caller.expect("WEB");
  const ask = async (line: string, answer: string | RegExp) => {
    await caller.send(`${line}\r`);
    await caller.expect(answer);
  };

  await ask(`http://${web.host}/page`, "[200 text/plain; charset=latin1 3 été]");
  await ask(`http://localhost:${web.port}/page`, "[200 text/plain");
  await ask(`http://${web.host}/full`, /\[200 [^\]]* 100000 x{20}\]/);
  await ask(
    "http://example.org/",
    "[refused: Cannot fetch from example.org: it is not allowed; the sysop can add",
  );
  await ask(`http://${web.host}/away`, /\[refused: .* it leads to example\.org/);
  await ask("http://127.0.0.1:1/", "[refused:");
  await ask("file:///etc/passwd", "[refused:");
  await ask(`http://${web.host}/slow 200`, "[timeout:");
  await ask(`http://${web.host}/large`, "[too large:");
  await until("the server has been left twice", () => web.left.length === 2);

  // Another one is served while this one waits; who hangs up waits no more.
  await caller.send(`http://${web.host}/last\r`);
  await until("the server is asked", () => web.asked.includes("/last"));
  await using other = await TestCaller.connect(board.port);
  await other.expect("refused before login");
  await other.send(`\rhttp://${web.host}/page\r`);
  await other.expect("[200");
  caller.close();
  await until("the server is left", () => web.left.includes("/last"));
  assert.equal(board.alive, true, board.output);
});
