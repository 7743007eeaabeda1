/**
 * Every script that callers run has a test with a real server, and its picture in both ways that terminals show it. Those
 * that lead to the menu hold only what they use.
 */

import assert from "node:assert/strict";
import { sessionSettings } from "../../lib/host/worker_pool.ts";
import * as api from "../../mod.ts";
import { callableScripts } from "../fakes/script_list.ts";
import { loadedWith, modules } from "./module_graph.ts";

const SCRIPTS = new URL("../../scripts/", import.meta.url);
const TESTS = new URL("../e2e/", import.meta.url);
const GOLDEN = new URL("../golden/board/", import.meta.url);

async function namesIn(folder: URL): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}

Deno.test("Every script has an end-to-end test of its own, which runs it", async () => {
  for (const script of await callableScripts()) {
    const file = new URL(`board_${script}_test.ts`, TESTS);
    const source = await Deno.readTextFile(file).catch(() => "");
    assert.match(
      source,
      /TestCaller|arrive\(|startReading|enter\(/,
      `no board_${script}_test.ts with a caller`,
    );
  }
});

Deno.test("Every script has a picture in UTF-8 and in CP437, and there is no picture without its script", async () => {
  const wanted = (await callableScripts()).flatMap((script) =>
    ["cp437", "utf8"].map((encoding) => `${script}_80x24_${encoding}.txt`)
  );
  assert.deepEqual(await namesIn(GOLDEN), wanted.sort());
});

Deno.test("Who is at the menu does not hold all of x84: 7 kB and more for each module, in each caller's thread", async () => {
  const entries = ["matrix", ...sessionSettings.keys.preload.default].map((name) => `scripts/${name}.ts`);
  const graph = await modules(entries);
  for (const entry of entries) {
    const loaded = loadedWith(entry, graph);
    assert.ok(loaded.has("lib/bbs/screen.ts"), `${entry} uses the API`);
    const whole = [...loaded].filter((path) => loadedWith(path, graph).has("mod.ts"));
    assert.deepEqual(
      whole,
      [],
      `${entry} loads mod.ts: import from "x84/bbs/..." there, and types from "x84"`,
    );
  }
});

Deno.test("A session loads the store's client, fetch and openTelnet when they are called, and not before", async () => {
  const entry = "lib/session_worker.ts";
  const graph = await modules([entry]);
  const loaded = loadedWith(entry, graph);
  for (const path of ["lib/wire/kv_client.ts", "lib/bbs/fetched_page.ts", "lib/bbs/telnet_connection.ts"]) {
    assert.ok(graph.has(path), `${path} is reached by import()`);
    assert.ok(!loaded.has(path), `${path} is loaded at once`);
  }
});

Deno.test("Scripts import from single modules what x84 has too, and nothing else", async () => {
  let count = 0;
  for (const file of await namesIn(SCRIPTS)) {
    if (!file.endsWith(".ts")) continue;
    const source = await Deno.readTextFile(new URL(file, SCRIPTS));
    for (const [, names, path] of source.matchAll(/^import \{([^}]*)\} from "x84\/([^"]+)";/gm)) {
      const module = await import(new URL(`../../lib/${path}`, import.meta.url).href);
      for (const name of names!.split(",").map((word) => word.trim()).filter((word) => word !== "")) {
        assert.ok(name in module, `${file}: ${name} of ${path}`);
        assert.equal((api as Record<string, unknown>)[name], module[name], `${file}: ${name} is not of x84`);
        count++;
      }
    }
  }
  assert.ok(count > 50, `${count}`);
});
