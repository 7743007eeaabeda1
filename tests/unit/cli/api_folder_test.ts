import assert from "node:assert/strict";
import { fromFileUrl } from "../../../lib/base/path.ts";
import { API_FOLDER, API_MODULES, collectSources, offerApi } from "../../../lib/cli/api_folder.ts";

const ROOT = new URL("../../../", import.meta.url);

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await Deno.mkdir(`${folder}/home/scripts`, { recursive: true });
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function configOf(path: string): Promise<Record<string, Record<string, string>>> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** Files that Deno finds when it looks from these modules, types included. */
async function filesByDeno(entries: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const entry of entries) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--frozen", fromFileUrl(new URL(entry, ROOT))],
      stderr: "null",
    }).output();
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: { specifier: string }[] };
    for (const { specifier } of modules) {
      if (specifier.startsWith(`${ROOT.href}`) && !specifier.includes("/node_modules/")) {
        found.add(specifier.slice(ROOT.href.length));
      }
    }
  }
  return [...found].sort();
}

Deno.test("collectSources() finds what Deno finds, with the files of types", async () => {
  const { sources } = await collectSources(Object.values(API_MODULES));
  assert.deepEqual([...sources.keys()].sort(), await filesByDeno(Object.values(API_MODULES)));
  assert.equal(sources.get("mod.ts"), await Deno.readTextFile(new URL("mod.ts", ROOT)));
});

Deno.test("collectSources() finds packages that deno.json names with one version each", async () => {
  const { packages } = await collectSources(Object.values(API_MODULES));
  const { imports } = await configOf(fromFileUrl(new URL("deno.json", ROOT)));
  for (const name of ["@xterm/headless", "iconv-lite"]) assert.ok(packages.has(name), name);
  // Others would need more of deno.json than its imports.
  for (const name of packages) assert.match(imports![name] ?? "", /^npm:.+@\d+\.\d+\.\d+$/, name);
});

Deno.test("collectSources() stays in the folders that the program embeds, for types are not embedded by themselves", async () => {
  const { sources } = await collectSources(Object.values(API_MODULES));
  const { tasks } = await configOf(fromFileUrl(new URL("deno.json", ROOT)));
  const command = (tasks!.compile as unknown as { command: string }).command;
  const included = [...command.matchAll(/--include (\S+)/g)].map(([, path]) => path!);
  for (const path of ["deno.json", ...sources.keys()]) {
    assert.ok(included.some((known) => path === known || path.startsWith(`${known}/`)), path);
  }
});

Deno.test("offerApi() points at the checkout, and writes no sources", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    const outcome = await offerApi(home, `${home}/scripts`, false);
    assert.deepEqual(outcome, { type: "written", path: `${home}/deno.json` });
    const { imports } = await configOf(`${home}/deno.json`);
    assert.equal(imports!["x84"], new URL("mod.ts", ROOT).href);
    assert.equal(imports!["x84/testing"], new URL("lib/testing.ts", ROOT).href);
    assert.equal(imports!["x84/"], new URL("lib/", ROOT).href);
    assert.match(imports!["@xterm/headless"]!, /^npm:/);
    await assert.rejects(Deno.stat(`${home}/${API_FOLDER}`), Deno.errors.NotFound);
    assert.deepEqual((await offerApi(home, `${home}/scripts`, false)).type, "found");
  });
});

Deno.test("offerApi() of the compiled program writes the sources beside deno.json, and anew the next time", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    await offerApi(home, `${home}/scripts`, true);
    const { imports } = await configOf(`${home}/deno.json`);
    assert.equal(imports!["x84"], `./${API_FOLDER}/mod.ts`);
    assert.equal(imports!["x84/"], `./${API_FOLDER}/lib/`);
    const copy = `${home}/${API_FOLDER}/lib/bbs/host_caller.ts`;
    const source = await Deno.readTextFile(new URL("lib/bbs/host_caller.ts", ROOT));
    assert.equal(await Deno.readTextFile(copy), source);
    await Deno.writeTextFile(copy, "old");
    await Deno.writeTextFile(`${home}/${API_FOLDER}/gone.ts`, "old");
    assert.equal((await offerApi(home, `${home}/scripts`, true)).type, "found");
    assert.equal(await Deno.readTextFile(copy), source);
    await assert.rejects(Deno.stat(`${home}/${API_FOLDER}/gone.ts`), Deno.errors.NotFound);
  });
});

Deno.test("offerApi() leaves a deno.json alone that knows nothing of x84, and tells what it needs", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    await Deno.writeTextFile(`${home}/deno.jsonc`, '{ "fmt": {} } // mine\n');
    const outcome = await offerApi(home, `${home}/scripts`, false);
    assert.equal(outcome.type, "foreign");
    const names = outcome.type === "foreign" ? Object.keys(outcome.imports) : [];
    for (const name of ["x84", "x84/", "x84/testing", "@xterm/headless"]) {
      assert.ok(names.includes(name), name);
    }
    assert.equal(await Deno.readTextFile(`${home}/deno.jsonc`), '{ "fmt": {} } // mine\n');
  });
});

Deno.test("offerApi() tells what a deno.json needs that knows x84, but not its single modules", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    await Deno.writeTextFile(`${home}/deno.json`, '{ "imports": { "x84": "./x84/mod.ts" } }');
    assert.equal((await offerApi(home, `${home}/scripts`, false)).type, "foreign");
  });
});

Deno.test("offerApi() takes a deno.json above that knows x84, and passes over one that does not", async () => {
  await withFolder(async (folder) => {
    const home = `${folder}/home`;
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      '{ "imports": { "x84": "./x84/mod.ts", "x84/": "./x84/lib/" } }',
    );
    assert.deepEqual(await offerApi(home, `${home}/scripts`, false), {
      type: "found",
      path: `${folder}/deno.json`,
    });
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    assert.deepEqual(await offerApi(home, `${home}/scripts`, false), {
      type: "written",
      path: `${home}/deno.json`,
    });
  });
});

Deno.test("offerApi() writes into the folder of scripts when that is not in the home folder", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/home2`);
    const outcome = await offerApi(`${folder}/home`, `${folder}/home2`, false);
    assert.equal(outcome.path, `${folder}/home2/deno.json`);
  });
});
