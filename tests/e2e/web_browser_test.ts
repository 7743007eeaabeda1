/** The web door's page in a real browser. */

import assert from "node:assert/strict";
import { CERTIFICATE, CERTIFICATE_KEY } from "../fakes/certificate.ts";
import { enter, untilHere } from "./battery_kit.ts";
import { BROWSER, Browser } from "./browser_kit.ts";
import { until } from "./harness.ts";
import { startWebBoard } from "./web_kit.ts";

const ignore = BROWSER === undefined;

Deno.test({
  name: "A browser shows the login screen, types, follows the window, and calls again",
  ignore,
  async fn() {
    await using web = await startWebBoard({ ini: { matrix: { script: "matrix" } } });
    await using browser = await Browser.start();
    await browser.open(`http://${web.host}/`);
    await browser.see("login:");
    await browser.see("Test Board");
    assert.equal(await browser.value("document.title"), "Test Board");
    await until(
      "it is logged",
      () => /\[web-127\.0\.0\.1:\d+\] Connected terminal=xterm-256color/.test(web.board.log()),
    );
    // What was loaded came from the board.
    assert.ok(browser.requests().length >= 8);
    assert.deepEqual(browser.requests().filter((url) => !url.startsWith(`http://${web.host}/`)), []);
    // Colours are painted, though the page's policy allows no styles but those of files.
    const colours = await browser.value<number>(
      `new Set([...document.querySelectorAll(".xterm-rows span")].map((e) => getComputedStyle(e).color)).size`,
    );
    assert.ok(colours > 3, `${colours} colours`);

    await browser.type("by");
    await browser.see(/login: +by/);
    await browser.type("e");
    await browser.press("Enter");
    await browser.see("Goodbye.");
    await until("the page tells", () => browser.value(`!document.getElementById("ended").hidden`));
    assert.equal(await browser.value("why.textContent"), "You have logged off.");
    assert.equal(await browser.value("document.activeElement.id"), "again");
    await browser.press("Enter");
    await browser.see("login:");
    assert.equal(await browser.value(`document.getElementById("ended").hidden`), true);
    assert.deepEqual(browser.complaints(), []);
  },
});

Deno.test({
  name: "A browser's new window size reaches the script, and a telephone gets letters that can be read",
  ignore,
  async fn() {
    await using web = await startWebBoard();
    await using browser = await Browser.start();
    await browser.open(`http://${web.host}/`);
    await browser.see("WHO>");
    await browser.type("guest");
    await browser.press("Enter");
    await browser.see("MENU>");
    await browser.type("size");
    await browser.press("Enter");
    const sizes = async (rows: Promise<string[]>) =>
      [...(await rows).join("\n").matchAll(/SIZE (\d+)x(\d+)/g)].map(([, columns, rows]) => [
        Number(columns),
        Number(rows),
      ]);
    const [[columns, rows] = [0, 0]] = await sizes(browser.see(/SIZE \d+x\d+/));
    assert.ok(columns! >= 80 && rows! >= 24, `${columns}x${rows}`);
    await browser.resize({ width: 900, height: 500 });
    const smaller = await until("the script is told", async () => {
      const last = (await sizes(browser.rows())).at(-1);
      return last !== undefined && last[0]! < columns! && last[1]! < rows! ? last : undefined;
    });
    assert.ok(smaller[0]! >= 80, "eighty columns are kept where letters can be smaller");

    await browser.open(`http://${web.host}/`, { width: 390, height: 844, mobile: true });
    await browser.see("WHO>");
    const letters = await browser.value<number>(
      `parseFloat(getComputedStyle(document.querySelector(".xterm-rows")).fontSize)`,
    );
    assert.ok(letters >= 12, `${letters} pixels`);
    const wide = await browser.value<number>("document.documentElement.scrollWidth");
    assert.ok(wide <= 390, `the page is ${wide} pixels wide`);
    assert.equal(await browser.value("keys.hidden"), false);
    await browser.value(`document.querySelector('[data-key="control"]').click()`);
    assert.equal(
      await browser.value(`document.querySelector('[data-key="control"]').getAttribute("aria-pressed")`),
      "true",
    );
    await browser.type("guest");
    assert.deepEqual(browser.complaints(), []);
  },
});

Deno.test({
  name:
    "A browser's keys come as a terminal sends them: arrows, control, what is not ASCII, and from the bar of keys",
  ignore,
  async fn() {
    await using web = await startWebBoard();
    await using browser = await Browser.start();
    await browser.open(`http://${web.host}/`, { width: 390, height: 844, mobile: true });
    await browser.see("WHO>");
    await browser.type("guest");
    await browser.press("Enter");
    await browser.see("MENU>");
    await browser.type("hex");
    await browser.press("Enter");
    await browser.see("HEX");
    await browser.press("ArrowUp");
    await browser.see("<UP>");
    await browser.type("é€");
    await browser.see("<e9><20ac>");
    for (const [key, shown] of [["down", "<DOWN>"], ["escape", "<ESCAPE>"], ["tab", "<TAB>"]]) {
      await browser.value(`document.querySelector('[data-key="${key}"]').click()`);
      await browser.see(shown!);
    }
    await browser.value(`document.querySelector('[data-key="control"]').click()`);
    await browser.type("a");
    const rows = (await browser.see("<A>")).join("");
    await browser.type("a");
    await browser.see(/<61>/);
    assert.doesNotMatch(rows, /<61>/);
    assert.deepEqual(browser.complaints(), []);
  },
});

Deno.test({
  name: "Battery 98: a name is text in the page, and what the board prints makes no elements and no title",
  ignore,
  async fn() {
    const name = `"><img src=x onerror=alert(1)></title><script>alert(2)</script>`;
    await using web = await startWebBoard({
      ini: { system: { bbsname: name } },
      scripts: {
        f_print: `import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  await session.echo("\\x1b]0;</title><script>alert(3)</script>\\x07\\x1b]2;owned\\x07");
  await session.echo("\\x1b]8;;javascript:alert(4)\\x07LINK\\x1b]8;;\\x07 \\x1b]52;c;b3duZWQ=\\x07");
  await session.echo('<img src=x onerror="alert(5)"> \\x1b[38;2;1;2;3mCOLOUR\\x1b[0m PRINTED');
  await session.readKey();
}
`,
      },
    });
    await using browser = await Browser.start();
    await browser.open(`http://${web.host}/`);
    await browser.see("WHO>");
    await browser.type("guest");
    await browser.press("Enter");
    await browser.see("MENU>");
    await browser.type("print");
    await browser.press("Enter");
    await browser.see("PRINTED");
    await browser.see('<img src=x onerror="alert(5)">');
    assert.equal(await browser.value("document.title"), name);
    assert.equal(
      await browser.value("document.querySelectorAll('img, script:not([src]), iframe').length"),
      0,
    );
    const colour =
      `[...document.querySelectorAll(".xterm-rows span")].find((e) => e.textContent === "COLOUR")`;
    assert.equal(await browser.value(`getComputedStyle(${colour}).color`), "rgb(1, 2, 3)");
    assert.deepEqual(browser.events.filter(({ method }) => method === "Page.javascriptDialogOpening"), []);
    assert.deepEqual(browser.complaints(), []);

    // The policy, tried: what is written into the page all the same does not run.
    await browser.value(
      `document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = 1'>")`,
    );
    await browser.value(
      `document.body.append(Object.assign(document.createElement("script"), { text: "window.ran = 2" }))`,
    );
    await until("the browser complains", () => browser.complaints().length >= 2);
    assert.equal(await browser.value("window.ran ?? 0"), 0);
    await browser.open(`http://${web.host}/nothing`);
    await until(
      "the notice is there",
      () => browser.value(`document.body?.textContent.includes("nothing here")`),
    );
    assert.equal(await browser.value("document.querySelectorAll('img, script').length"), 0);
  },
});

Deno.test({
  name: "A browser is told why a call ended that it did not end, and a screen reader can be turned on",
  ignore,
  async fn() {
    await using web = await startWebBoard();
    await using watcher = await enter(web.board);
    await using browser = await Browser.start();
    await browser.open(`http://${web.host}/`);
    await browser.see("WHO>");
    assert.equal(await browser.value("reader.getAttribute('aria-pressed')"), "false");
    await browser.value("reader.click()");
    assert.equal(await browser.value("reader.getAttribute('aria-pressed')"), "true");
    await until(
      "the rows can be read aloud",
      () =>
        browser.value(`document.querySelector(".xterm-accessibility-tree")?.textContent.includes("WHO>")`),
    );
    await untilHere(watcher, 2);
    await watcher.send("bye\r");
    await watcher.waitClosed();
    web.board.signal("SIGTERM");
    await browser.see("The board is closing. Goodbye.");
    await until("the page tells", () => browser.value(`!document.getElementById("ended").hidden`));
    assert.equal(await browser.value("why.textContent"), "The board has ended the call.");
    assert.equal(await browser.value("why.getAttribute('role')"), "status");
    await web.board.ended();
    await browser.press("Enter");
    await until(
      "the page tells",
      () => browser.value(`document.getElementById("why").textContent === "The board does not answer."`),
    );
    await browser.value("location.reload()").catch(() => {});
  },
});

Deno.test({
  name: "A browser calls by https, too",
  ignore,
  async fn() {
    await using web = await startWebBoard(
      { ini: { web: { cert: "cert.pem", key: "key.pem" } } },
      async (home) => {
        await Deno.writeTextFile(`${home}/cert.pem`, CERTIFICATE);
        await Deno.writeTextFile(`${home}/key.pem`, CERTIFICATE_KEY);
      },
    );
    await using browser = await Browser.start();
    await browser.open(`https://${web.host}/`);
    await browser.see("WHO>");
    await browser.type("guest");
    await browser.press("Enter");
    await browser.see("MENU>");
  },
});

Deno.test({
  name: "A browser with WebGL paints the board by that, under the same policy",
  ignore,
  async fn() {
    await using web = await startWebBoard({ ini: { matrix: { script: "matrix" } } });
    await using browser = await Browser.start({ webgl: true });
    await browser.open(`http://${web.host}/`);
    const able = await browser.value<boolean>(
      `document.createElement("canvas").getContext("webgl2") !== null`,
    );
    const canvases = () => browser.value<number>("document.querySelectorAll('.xterm-screen canvas').length");
    if (able) await until("it paints by WebGL", async () => await canvases() > 0);
    else await browser.see("login:");
    await browser.value("reader.click()");
    await until(
      "the login screen is there",
      () =>
        browser.value(`document.querySelector(".xterm-accessibility-tree")?.textContent.includes("login:")`),
    );
    // A picture of nothing is small.
    const shown = await until("it is painted", async () => {
      const { length } = await browser.picture();
      return length > 8000 ? length : undefined;
    });
    await browser.open("about:blank");
    await until("nothing is there", () => browser.value(`document.querySelector("main") === null`));
    const { length } = await browser.picture();
    assert.ok(shown > 1.5 * length, `${shown} bytes against ${length}`);
    // A screen that is finer than the browser's own is only pretended, and the canvas would stay black.
    await browser.open(`http://${web.host}/`, { width: 390, height: 844, mobile: true });
    await browser.see("login:");
    assert.equal(await canvases(), 0);
    assert.deepEqual(browser.complaints(), []);
  },
});
