import assert from "node:assert/strict";
import { parseScriptName } from "../../../lib/base/brand.ts";
import type { BoardView } from "../../../lib/wire/messages.ts";
import { ScriptLoader } from "../../../lib/worker/loader.ts";
import { ScriptError } from "../../../lib/worker/signals.ts";
import { FakeTimers, turns } from "../../fakes/fake_timers.ts";

/** A folder of scripts that is gone after the test. */
class Folder {
  readonly path = Deno.makeTempDirSync({ prefix: "x84 scripts ü#" });
  #changes = 0;

  /** Writes a script; each time it is a second younger. */
  write(name: string, code: string): void {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, code);
    this.date(name, ++this.#changes);
  }

  date(name: string, seconds: number): void {
    Deno.utimeSync(`${this.path}/${name}`, 1_700_000_000 + seconds, 1_700_000_000 + seconds);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

function board(...folders: (Folder | { path: string; source: string; live: boolean })[]): BoardView {
  return {
    scriptFolders: folders.map((folder) =>
      folder instanceof Folder ? { path: folder.path, source: folder.path, live: true } : folder
    ),
    settings: {},
    version: "1.2.3",
  };
}

async function run(loader: ScriptLoader, name: string): Promise<unknown> {
  const main = await loader.load(parseScriptName(name));
  return await main(undefined);
}

function refused(message: RegExp, script: string): (error: unknown) => boolean {
  return (error) => error instanceof ScriptError && message.test(error.message) && error.script === script;
}

Deno.test("ScriptLoader.load() finds scripts in folders and below them", async () => {
  using folder = new Folder();
  folder.write("main.ts", "export default (): string => 'main';");
  folder.write("games/card/poker.ts", "export default () => 'poker';");
  const loader = new ScriptLoader(board(folder));
  assert.equal(await run(loader, "main"), "main");
  assert.equal(await run(loader, "games.card.poker"), "poker");
});

Deno.test("ScriptLoader.load() takes the first folder that has the script", async () => {
  using own = new Folder();
  using embedded = new Folder();
  own.write("main.ts", "export default () => 'own';");
  embedded.write("main.ts", "export default () => 'embedded';");
  embedded.write("top.ts", "export default () => 'embedded';");
  const loader = new ScriptLoader(board(own, { path: embedded.path, source: embedded.path, live: false }));
  assert.equal(await run(loader, "main"), "own");
  assert.equal(await run(loader, "top"), "embedded");
});

Deno.test("ScriptLoader.load() loads a file anew when it has changed, and only then", async () => {
  using folder = new Folder();
  folder.write("main.ts", "let n = 0; export default () => `first ${++n}`;");
  const loader = new ScriptLoader(board(folder));
  assert.equal(await run(loader, "main"), "first 1");
  assert.equal(await run(loader, "main"), "first 2");
  folder.write("main.ts", "let n = 0; export default () => `second ${++n}`;");
  assert.equal(await run(loader, "main"), "second 1");
});

Deno.test("ScriptLoader.load() loads a script anew when a file that it imports has changed (once the old one stayed)", async () => {
  using folder = new Folder();
  folder.write("main.ts", "import { a } from './parts/a.ts'; export default () => a;");
  folder.write("parts/a.ts", "import { b } from '../b.ts'; export const a = `a of ${b}`;");
  folder.write("b.ts", "export const b = 'b';");
  folder.write(
    "other.ts",
    "import { b } from './b.ts'; export default async () => (await import('./c.ts')).c + b;",
  );
  folder.write("c.ts", "export const c = 'c';");
  const loader = new ScriptLoader(board(folder));
  assert.equal(await run(loader, "main"), "a of b");
  assert.equal(await run(loader, "other"), "cb");
  for (let i = 1; i <= 300; i++) {
    folder.write("b.ts", `export const b = '${i}';`);
    assert.equal(await run(loader, "main"), `a of ${i}`);
  }
  assert.equal(await run(loader, "other"), "c300");
  folder.write("c.ts", "export const c = 'C';");
  assert.equal(await run(loader, "other"), "C300");
});

Deno.test("ScriptLoader.load() gives scripts the same helper as long as nothing has changed", async () => {
  using folder = new Folder();
  folder.write("shared.ts", "export const state = { n: 0 };");
  for (const name of ["one", "two"]) {
    folder.write(`${name}.ts`, "import { state } from './shared.ts'; export default () => ++state.n;");
  }
  const loader = new ScriptLoader(board(folder));
  assert.deepEqual([await run(loader, "one"), await run(loader, "two"), await run(loader, "one")], [1, 2, 3]);
  // Both move on together.
  folder.write("shared.ts", "export const state = { n: 10 };");
  assert.deepEqual([await run(loader, "one"), await run(loader, "two")], [11, 12]);
});

Deno.test("ScriptLoader.load() finds a helper that was missing, or broken, once it is there", async () => {
  using folder = new Folder();
  folder.write("main.ts", "import { a } from './a.ts'; export default () => a;");
  const loader = new ScriptLoader(board(folder));
  await assert.rejects(run(loader, "main"), refused(/^Cannot load: /, "main"));
  folder.write("a.ts", "export const a = ;");
  await assert.rejects(run(loader, "main"), refused(/^Cannot load: /, "main"));
  folder.write("a.ts", "export const a = 'there';");
  assert.equal(await run(loader, "main"), "there");
});

Deno.test("ScriptLoader.load() loads a script that is broken once it has been mended", async () => {
  using folder = new Folder();
  folder.write("main.ts", "export default function {");
  const loader = new ScriptLoader(board(folder));
  await assert.rejects(run(loader, "main"), refused(/^Cannot load: /, "main"));
  folder.write("main.ts", "export default () => 'mended';");
  assert.equal(await run(loader, "main"), "mended");
});

Deno.test("ScriptLoader.load() says what is wrong with a script (battery 61)", async () => {
  using folder = new Folder();
  folder.write("headless.ts", "export const main = () => {};");
  folder.write("number.ts", "export default 5;");
  folder.write("throws.ts", "throw new Error('at its head');");
  folder.write("odd.ts", "throw undefined;");
  folder.write("lost.ts", "import './nowhere.ts'; export default () => {};");
  folder.write("ring.ts", "import other from './ring.ts'; export default () => typeof other;");
  folder.write("folder/main.ts", "export default () => {};");
  const loader = new ScriptLoader(board(folder));
  const cases: [string, RegExp][] = [
    ["absent", /^No such script$/],
    ["folder", /^No such script$/],
    ["constructor", /^No such script$/],
    ["headless", /^Cannot run: expected "export default async function main\(session\)"$/],
    ["number", /^Cannot run: /],
    ["throws", /^Cannot load: at its head$/],
    ["odd", /^Cannot load: Thrown value: undefined$/],
    ["lost", /^Cannot load: /],
  ];
  for (const [name, message] of cases) await assert.rejects(run(loader, name), refused(message, name), name);
  assert.equal(await run(loader, "ring"), "function");
});

Deno.test("ScriptLoader.load() gives a script up that awaits for ever while it is loaded", async () => {
  using folder = new Folder();
  folder.write(
    "main.ts",
    `globalThis.dispatchEvent(new Event("x84-waits"));
     await new Promise((resolve) => addEventListener("x84-goes-on", resolve, { once: true }));
     export default () => {};`,
  );
  const loading = Promise.withResolvers<void>();
  addEventListener("x84-waits", () => loading.resolve(), { once: true });
  using timers = new FakeTimers();
  const load = new ScriptLoader(board(folder)).load(parseScriptName("main"));
  await loading.promise;
  assert.equal(timers.pending, 1);
  timers.advance(10_000);
  await assert.rejects(load, refused(/^Cannot load: It did not finish loading$/, "main"));
  // The runtime takes a module that is left waiting for a mistake.
  dispatchEvent(new Event("x84-goes-on"));
});

Deno.test("ScriptLoader.load() leaves no timer behind", async () => {
  using folder = new Folder();
  folder.write("main.ts", "export default () => {};");
  folder.write("bad.ts", "throw 1;");
  using timers = new FakeTimers();
  const loader = new ScriptLoader(board(folder));
  await run(loader, "main");
  await assert.rejects(run(loader, "bad"), ScriptError);
  assert.equal(timers.pending, 0);
});

Deno.test("ScriptLoader.load() follows no link out of the folder", async () => {
  using folder = new Folder();
  using outside = new Folder();
  outside.write("secret.ts", "export default () => 'secret';");
  folder.write("inside.ts", "export default () => 'inside';");
  Deno.symlinkSync(`${outside.path}/secret.ts`, `${folder.path}/file.ts`);
  Deno.symlinkSync(outside.path, `${folder.path}/dir`);
  Deno.symlinkSync(`${folder.path}/inside.ts`, `${folder.path}/link.ts`);
  Deno.symlinkSync(`${folder.path}/nowhere.ts`, `${folder.path}/dangling.ts`);
  const loader = new ScriptLoader(board(folder));
  for (const name of ["file", "dir.secret", "dangling"]) {
    await assert.rejects(run(loader, name), refused(/^No such script$/, name));
  }
  assert.equal(await run(loader, "link"), "inside");
});

Deno.test("ScriptLoader.load() does not mistake a neighbour for the folder itself", async () => {
  using parent = new Folder();
  parent.write("board/x.ts", "");
  parent.write("board-old/main.ts", "export default () => 'old';");
  Deno.symlinkSync(`${parent.path}/board-old/main.ts`, `${parent.path}/board/main.ts`);
  const path = `${parent.path}/board`;
  const loader = new ScriptLoader(board({ path, source: path, live: true }));
  await assert.rejects(run(loader, "main"), refused(/^No such script$/, "main"));
});

Deno.test("ScriptLoader.load() runs the copy once it is as young as the file that the sysop edits", async () => {
  using source = new Folder();
  using copy = new Folder();
  source.write("main.ts", "import { a } from './a.ts';");
  source.write("a.ts", "the sysop's text, never imported");
  source.date("main.ts", 9);
  source.date("a.ts", 9);
  copy.write("main.ts", "export default () => 'stale copy';");
  copy.write("a.ts", "export const a = 'stale';");
  using timers = new FakeTimers();
  const loader = new ScriptLoader(board({ path: copy.path, source: source.path, live: true }));
  const load = run(loader, "main");
  await turns();
  // Whoever imports already gives up here.
  await timers.advance(60_000);
  copy.write("main.ts", "import { a } from './a.ts'; export default () => `fresh copy, ${a}`;");
  copy.date("main.ts", 9);
  await timers.advance(10);
  copy.write("a.ts", "export const a = 'fresh helper';");
  copy.date("a.ts", 9);
  await timers.advance(10);
  assert.equal(await load, "fresh copy, fresh helper");
});

Deno.test("ScriptLoader.translate() names files as the sysop knows them", () => {
  const loader = new ScriptLoader(
    board({ path: "/tmp/mirror of x84", source: "/srv/my board/scripts", live: true }),
  );
  assert.equal(
    loader.translate(
      "at main (file:///tmp/mirror%20of%20x84/games/a.ts:3:5)\nat file:///other.ts:1:1",
    ),
    "at main (file:///srv/my%20board/scripts/games/a.ts:3:5)\nat file:///other.ts:1:1",
  );
});

Deno.test("ScriptLoader.translate() takes out what tells the generations of a folder apart", async () => {
  using folder = new Folder();
  const fails = (text: string) => `export default () => { throw new Error("${text}"); };`;
  const loader = new ScriptLoader(board(folder));
  folder.write("main.ts", "export default () => {};");
  await run(loader, "main");
  folder.write("main.ts", fails("second"));
  const error = await run(loader, "main").catch((error: Error) => error) as Error;
  const [, place] = loader.translate(error.stack!).split("\n");
  assert.match(place!, /main\.ts:1:\d+\)$/);
  assert.ok(decodeURIComponent(place!).includes(`file://${folder.path}/main.ts`), place);
  assert.doesNotMatch(place!, /%[67]/);
  // What is not a letter stays as it is.
  assert.equal(loader.translate("file:///a%20b%23c%2F%6d.ts 100%41"), "file:///a%20b%23c%2Fm.ts 100%41");
});

Deno.test("ScriptLoader.setBoard() takes the folders of another board from then on", async () => {
  using first = new Folder();
  using second = new Folder();
  first.write("main.ts", "export default () => 'first';");
  second.write("main.ts", "export default () => 'second';");
  const loader = new ScriptLoader(board(first));
  assert.equal(await run(loader, "main"), "first");
  const other = board(second);
  loader.setBoard(other);
  assert.equal(loader.board, other);
  assert.deepEqual(loader.folders(), other.scriptFolders);
  assert.equal(await run(loader, "main"), "second");
});

Deno.test("ScriptLoader.setBoard() looks anew where a folder that is a link leads", async () => {
  using parent = new Folder();
  parent.write("one/main.ts", "export default () => 'one';");
  parent.write("two/main.ts", "export default () => 'two';");
  const path = `${parent.path}/current`;
  const view = board({ path, source: path, live: true });
  Deno.symlinkSync(`${parent.path}/one`, path);
  const loader = new ScriptLoader(view);
  assert.equal(await run(loader, "main"), "one");
  Deno.removeSync(path);
  Deno.symlinkSync(`${parent.path}/two`, path);
  loader.setBoard(view);
  assert.equal(await run(loader, "main"), "two");
});
