import assert from "node:assert/strict";
import { ScriptGraph } from "../../../lib/worker/script_graph.ts";

/** Files in a folder; each that is written is a second younger than the one before. */
async function withFolder(
  run: (graph: ScriptGraph, write: (name: string, text: string) => void, path: string) => void,
): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "x84-graph-" });
  let seconds = 1_700_000_000;
  try {
    run(new ScriptGraph(path), (name, text) => {
      const file = `${path}/${name}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
      Deno.utimeSync(file, ++seconds, seconds);
    }, path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("ScriptGraph.look() follows imports of every kind, around rings, and not out of the folder", () =>
  withFolder((graph, write) => {
    write(
      "main.ts",
      `import { a } from "./a.ts";
import type { T } from './deep/t.ts';
import "./side.js";
import data from "./data.json" with { type: "json" };
export * from "./again.mjs";
const late = await import( "./late.ts" );
import { x } from "x84";
import { out } from "../outside.ts";
const art = "from './picture.ans'", hidden = "from './.git/hook.ts'";`,
    );
    write("a.ts", `import "./main.ts";`);
    write("deep/t.ts", `export { u } from "../u.ts"; import "../../../x.ts";`);
    assert.deepEqual([...graph.look("main.ts").keys()].sort(), [
      "a.ts",
      "again.mjs",
      "data.json",
      "deep/t.ts",
      "late.ts",
      "main.ts",
      "side.js",
      "u.ts",
    ]);
    assert.equal(graph.look("main.ts").get("u.ts"), undefined);
    assert.notEqual(graph.look("main.ts").get("deep/t.ts"), undefined);
  }));

Deno.test("ScriptGraph.generation counts changes of what was looked at, and of nothing else", () =>
  withFolder((graph, write, path) => {
    write("main.ts", `import "./a.ts";`);
    write("a.ts", "");
    write("other.ts", "");
    graph.look("main.ts");
    write("other.ts", "changed");
    graph.look("other.ts");
    graph.look("main.ts");
    assert.equal(graph.generation, 0);
    write("a.ts", "changed");
    graph.look("other.ts");
    assert.equal(graph.generation, 0, "it has nothing to do with it");
    graph.look("main.ts");
    graph.look("main.ts");
    assert.equal(graph.generation, 1);
    Deno.removeSync(`${path}/a.ts`);
    graph.look("main.ts");
    assert.equal(graph.generation, 2);
    write("main.ts", `import "./b.ts";`);
    graph.look("main.ts");
    assert.equal(graph.generation, 3);
    write("b.ts", "");
    graph.look("main.ts");
    assert.equal(graph.generation, 4, "it was missing");
  }));
