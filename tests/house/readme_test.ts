/**
 * The README's reference of settings is made from their declarations. After a change of a setting write it anew with
 *
 *     UPDATE_GOLDEN=1 deno task test tests/house/readme_test.ts
 */

import assert from "node:assert/strict";
import { renderReference } from "../../lib/config/reference.ts";
import { SECTIONS } from "../../lib/server/settings.ts";

const README = new URL("../../README.md", import.meta.url);
const PART = /(<!-- settings: [^\n]*-->\n)([\s\S]*?)(\n<!-- end of settings -->)/;

/** The formatter aligns tables: what counts are the words. */
function words(text: string): string {
  return text.replace(/[ -]*\|[ -]*/g, "|").replace(/\s+/g, " ").trim();
}

Deno.test("README.md lists every setting as it is declared", async () => {
  const readme = await Deno.readTextFile(README);
  const reference = renderReference(SECTIONS);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.writeTextFile(
      README,
      readme.replace(PART, (_, begin, __, end) => `${begin}\n${reference}${end}`),
    );
    return;
  }
  const lines = (text: string) =>
    text.split("\n").map(words).filter((line) => line !== "" && !/^\|+$/.test(line));
  assert.deepEqual(lines(PART.exec(readme)?.[2] ?? ""), lines(reference));
});

Deno.test("README.md names the commands that CI runs, with the version of Deno that CI uses", async () => {
  const readme = await Deno.readTextFile(README);
  const ci = await Deno.readTextFile(new URL("../../.ci/run", import.meta.url));
  const version = /deno@(\d+\.\d+\.\d+)/.exec(ci)?.[1];
  for (const named of readme.matchAll(/deno@(\d+\.\d+\.\d+)/g)) assert.equal(named[1], version);
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  for (const [, task] of readme.matchAll(/deno@\S+ task (\w+)/g)) {
    assert.ok(Object.hasOwn(tasks, task!), task);
  }
});
