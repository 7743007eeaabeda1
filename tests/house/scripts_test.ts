/** Every script that callers run has a test with a real server, and its picture in both ways that terminals show it. */

import assert from "node:assert/strict";
import { callableScripts } from "../fakes/script_list.ts";

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
