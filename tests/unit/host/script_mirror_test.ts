import assert from "node:assert/strict";
import { loadStripper, ScriptMirror, type StripTypes } from "../../../lib/host/script_mirror.ts";
import { until } from "../../fakes/until.ts";

let stripped = 0;
/** Counts how often it is asked for. */
const stripper = () => {
  stripped++;
  return Promise.resolve(mark);
};

interface Sides {
  readonly source: string;
  readonly copy: string;
  readonly failures: string[];
  open(): Promise<ScriptMirror>;
}

/** Marks what went through it, so that a copy can be told from an original. */
const mark: StripTypes = (source) => {
  if (source.includes("broken")) throw new SyntaxError("It is broken (line 1, column 1)");
  return `/* stripped */${source}`;
};

async function withSides(run: (sides: Sides) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "x84-mirror-" });
  const [source, copy] = [`${home}/scripts`, `${home}/cache/scripts/0`];
  const failures: string[] = [];
  await Deno.mkdir(source);
  try {
    await run({
      source,
      copy,
      failures,
      open: () => ScriptMirror.open(source, copy, stripper, (message) => failures.push(message)),
    });
    assert.deepEqual(failures, []);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch(() => undefined);
}

/** Everything in a folder, deeply, sorted. */
async function filesIn(folder: string, prefix: string = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${prefix}`)) {
    if (isDirectory) names.push(...await filesIn(folder, `${prefix}${name}/`));
    else names.push(`${prefix}${name}`);
  }
  return names.sort();
}

Deno.test("loadStripper() blanks types so that lines and columns stay, and says where it cannot", async () => {
  const strip = await loadStripper();
  const source = "export default function main(a: number): string {\n  return `${a as unknown}`;\n}\n";
  const stripped = strip(source);
  assert.equal(
    stripped,
    "export default function main(a        )         {\n  return `${a           }`;\n}\n",
  );
  assert.throws(() => strip("const a = ;"), (error) => {
    assert.ok(error instanceof SyntaxError);
    assert.match(error.message, /\(line 1, column \d+\)$/);
    return true;
  });
});

Deno.test("loadStripper() takes TypeScript that is more than types, and every script of the board (nine once failed)", async () => {
  const strip = await loadStripper();
  assert.match(strip("class A {\n  constructor(readonly a: number) {}\n}\n"), /this\.a = a;/);
  assert.match(strip("enum Colour { red }\n"), /Colour/);
  const scripts = new URL("../../../scripts/", import.meta.url);
  for await (const { name } of Deno.readDir(scripts)) {
    if (!name.endsWith(".ts")) continue;
    assert.doesNotThrow(() => void strip(Deno.readTextFileSync(new URL(name, scripts))), name);
  }
});

Deno.test("ScriptMirror.open() copies scripts with their types stripped, and what they import as it is", () =>
  withSides(async ({ source, copy, open }) => {
    await Deno.mkdir(`${source}/games/old`, { recursive: true });
    await Deno.mkdir(`${source}/.git`);
    await Deno.writeTextFile(`${source}/main.ts`, "let a: number;");
    await Deno.writeTextFile(`${source}/games/old/tetris.ts`, "let b: number;");
    await Deno.writeTextFile(`${source}/plain.js`, "let c;");
    await Deno.writeTextFile(`${source}/data.json`, "{}");
    await Deno.writeTextFile(`${source}/art.ans`, "ART");
    await Deno.writeTextFile(`${source}/.git/hook.ts`, "let d;");
    using _mirror = await open();
    assert.deepEqual(await filesIn(copy), [
      ".stamp",
      "data.json",
      "games/old/tetris.ts",
      "main.ts",
      "plain.js",
    ]);
    assert.equal(await textOf(`${copy}/main.ts`), "/* stripped */let a: number;");
    assert.equal(await textOf(`${copy}/plain.js`), "let c;");
    assert.equal(await textOf(`${copy}/data.json`), "{}");
  }));

Deno.test("ScriptMirror gives a copy the time of its original, and keeps it to its owner", () =>
  withSides(async ({ source, copy, open }) => {
    await Deno.writeTextFile(`${source}/main.ts`, "");
    await Deno.utime(`${source}/main.ts`, 1_000_000_000, 1_000_000_000);
    using _mirror = await open();
    const info = await Deno.stat(`${copy}/main.ts`);
    assert.equal(info.mtime?.getTime(), 1_000_000_000_000);
    assert.equal(info.mode! & 0o777, 0o600);
  }));

Deno.test("ScriptMirror.open() keeps the copies of a server before it, and strips only what has changed since", () =>
  withSides(async ({ source, copy, open }) => {
    await Deno.mkdir(`${source}/games`);
    for (const name of ["main.ts", "top.ts", "gone.ts", "games/tetris.ts"]) {
      await Deno.writeTextFile(`${source}/${name}`, name);
      await Deno.utime(`${source}/${name}`, 1_000_000_000, 1_000_000_000);
    }
    (await open())[Symbol.dispose]();
    await Deno.writeTextFile(`${source}/top.ts`, "changed");
    await Deno.remove(`${source}/gone.ts`);
    stripped = 0;
    (await open())[Symbol.dispose]();
    assert.equal(stripped, 1);
    assert.deepEqual(await filesIn(copy), [".stamp", "games/tetris.ts", "main.ts", "top.ts"]);
    assert.equal(await textOf(`${copy}/top.ts`), "/* stripped */changed");
    stripped = 0;
    (await open())[Symbol.dispose]();
    assert.equal(stripped, 0, "nobody loads what has nothing to do");
  }));

Deno.test("ScriptMirror.open() takes no copy for another folder's, or another version's", () =>
  withSides(async ({ source, copy, open }) => {
    const other = `${source}-other`;
    await Deno.mkdir(other);
    for (const folder of [source, other]) {
      await Deno.writeTextFile(`${folder}/main.ts`, folder);
      await Deno.utime(`${folder}/main.ts`, 1_000_000_000, 1_000_000_000);
    }
    (await open())[Symbol.dispose]();
    (await ScriptMirror.open(other, copy, stripper, () => {}))[Symbol.dispose]();
    assert.equal(await textOf(`${copy}/main.ts`), `/* stripped */${other}`);
    const stamp = JSON.parse((await textOf(`${copy}/.stamp`))!);
    await Deno.writeTextFile(`${copy}/.stamp`, JSON.stringify({ ...stamp, version: "0.0.1" }));
    await Deno.writeTextFile(`${copy}/stale.ts`, "");
    stripped = 0;
    (await ScriptMirror.open(other, copy, stripper, () => {}))[Symbol.dispose]();
    assert.equal(stripped, 1);
    assert.deepEqual(await filesIn(copy), [".stamp", "main.ts"]);
  }));

Deno.test("ScriptMirror copies a script that does not parse as one that says so", () =>
  withSides(async ({ source, copy, open }) => {
    await Deno.writeTextFile(`${source}/main.ts`, "broken");
    using _mirror = await open();
    assert.equal(
      await textOf(`${copy}/main.ts`),
      'throw new SyntaxError("It is broken (line 1, column 1)");\n',
    );
  }));

Deno.test("ScriptMirror follows what is edited, added, removed and moved", () =>
  withSides(async ({ source, copy, open }) => {
    await Deno.writeTextFile(`${source}/main.ts`, "one");
    using _mirror = await open();
    const becomes = (name: string, text: string | undefined) =>
      until(`"${name}" is ${text}`, async () => await textOf(`${copy}/${name}`) === text);

    await Deno.writeTextFile(`${source}/main.ts`, "two");
    await becomes("main.ts", "/* stripped */two");
    const changed = (await Deno.stat(`${source}/main.ts`)).mtime?.getTime();
    assert.equal((await Deno.stat(`${copy}/main.ts`)).mtime?.getTime(), changed);

    await Deno.writeTextFile(`${source}/new.ts`, "new");
    await becomes("new.ts", "/* stripped */new");
    await Deno.mkdir(`${source}/games`);
    await Deno.writeTextFile(`${source}/games/tetris.ts`, "tetris");
    await becomes("games/tetris.ts", "/* stripped */tetris");

    // As editors save: a file beside it, renamed over it.
    await Deno.writeTextFile(`${source}/main.ts~`, "three");
    await Deno.rename(`${source}/main.ts~`, `${source}/main.ts`);
    await becomes("main.ts", "/* stripped */three");

    await Deno.remove(`${source}/new.ts`);
    await becomes("new.ts", undefined);
    assert.deepEqual((await filesIn(copy)).filter((name) => !name.endsWith(".partial")), [
      ".stamp",
      "games/tetris.ts",
      "main.ts",
    ]);
  }));

Deno.test("ScriptMirror finds everything of a board that is written at once, and of one that is removed (once half of it)", () =>
  withSides(async ({ source, copy, open }) => {
    using _mirror = await open();
    const names = Array.from({ length: 150 }, (_, i) => `script${i}.ts`);
    await Deno.mkdir(`${source}/deep/er`, { recursive: true });
    await Promise.all(
      names.flatMap((name) =>
        ["", "deep/er/"].map((folder) => Deno.writeTextFile(`${source}/${folder}${name}`, "one"))
      ),
    );
    const copied = async () => (await filesIn(copy)).filter((name) => name.endsWith(".ts")).length;
    await until("all are copied", async () => await copied() === 300);
    await Promise.all(names.map((name) => Deno.remove(`${source}/${name}`)));
    await Deno.remove(`${source}/deep`, { recursive: true });
    await until("all are gone", async () => await copied() === 0);
  }));

Deno.test("ScriptMirror tells what it cannot copy, and copies the rest", async () => {
  const home = await Deno.makeTempDir({ prefix: "x84-mirror-" });
  const failures: string[] = [];
  await Deno.mkdir(`${home}/scripts`);
  await Deno.writeTextFile(`${home}/scripts/good.ts`, "good");
  await Deno.writeFile(`${home}/scripts/bad.ts`, new Uint8Array(1));
  const strip: StripTypes = (source) => source;
  const readTextFile = Deno.readTextFile;
  Deno.readTextFile = (path) =>
    String(path).endsWith("bad.ts") ? Promise.reject(new Error("Input/output error")) : readTextFile(path);
  try {
    using _mirror = await ScriptMirror.open(
      `${home}/scripts`,
      `${home}/copy`,
      () => Promise.resolve(strip),
      (message) => {
        failures.push(message);
      },
    );
    assert.deepEqual(failures, ['Cannot copy script "bad.ts": Input/output error']);
    assert.deepEqual(await filesIn(`${home}/copy`), [".stamp", "good.ts"]);
  } finally {
    Deno.readTextFile = readTextFile;
    await Deno.remove(home, { recursive: true });
  }
});
