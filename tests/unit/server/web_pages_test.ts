import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { escapeHtml, WebPages } from "../../../lib/server/web_pages.ts";

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const PAGES = await WebPages.load();

Deno.test("WebPages serves every file that its page and its scripts name, and nothing beside", () => {
  const index = text(PAGES.index("Board"));
  const named = [...index.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => `/${path}`);
  assert.ok(named.length >= 4);
  const seen = new Set<string>();
  for (const path of named) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = PAGES.file(path);
    assert.ok(file !== undefined, path);
    assert.equal(text(gunzipSync(file.gzip)), text(file.plain));
    assert.equal(
      file.contentType,
      {
        css: "text/css; charset=utf-8",
        js: "text/javascript; charset=utf-8",
        mjs: "text/javascript; charset=utf-8",
        svg: "image/svg+xml",
      }[path.split(".").at(-1)!],
    );
    if (!/js$/.test(path) || path.endsWith("xterm.mjs")) continue;
    for (const [, other] of text(file.plain).matchAll(/^import .* from "\.\/([^"]+)"/gm)) {
      named.push(path.replace(/[^/]+$/, other!));
    }
    assert.doesNotMatch(text(file.plain), /^import .* from "[^.]/m, "browsers find no packages by name");
  }
  assert.ok([...seen].some((path) => path.endsWith("/xterm.mjs")), [...seen].join());
  const folder = named[0]!.slice(0, -"/icon.svg".length);
  for (
    const path of [
      "/",
      "",
      folder,
      `${folder}/`,
      `${folder}/index.html`,
      `${folder}/../deno.json`,
      "/page.js",
    ]
  ) {
    assert.equal(PAGES.file(path), undefined, path);
  }
});

Deno.test("WebPages keeps the licences of packages with their files", () => {
  const index = text(PAGES.index("Board"));
  const folder = /href="([^"/]+)\//.exec(index)![1];
  for (const name of ["xterm.mjs", "xterm.css", "addon-fit.mjs", "addon-webgl.mjs"]) {
    const file = text(PAGES.file(`/${folder}/${name}`)!.plain);
    assert.match(file, /^\/\*\nCopyright \(c\) [\s\S]*Permission is hereby granted[\s\S]*\*\//, name);
    assert.doesNotMatch(file, /sourceMappingURL/);
  }
});

Deno.test("WebPages writes the board's name as text into its page and its notices", () => {
  const name = `<img src=x onerror="alert('1')"> & {{assets}}`;
  const shown = "&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62; &#38; {{assets}}";
  for (const page of [text(PAGES.index(name)), text(PAGES.notice(name, "<b>Busy</b>"))]) {
    assert.ok(page.includes(`<title>${shown}</title>`), page);
    assert.ok(!page.includes("<img"));
    assert.doesNotMatch(page, /\{\{ ?(name|notice) ?\}\}/);
    assert.doesNotMatch(page, /\sstyle=|<style|\son\w+="/, "the policy forbids it");
  }
  assert.ok(text(PAGES.notice(name, "<b>Busy</b>")).includes("<p>&#60;b&#62;Busy&#60;/b&#62;</p>"));
});

Deno.test("escapeHtml() leaves nothing that could end a text or an attribute", () => {
  assert.equal(escapeHtml(`a<b>"c"&'d'`), "a&#60;b&#62;&#34;c&#34;&#38;&#39;d&#39;");
});
