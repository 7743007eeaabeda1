import assert from "node:assert/strict";
import { fromFileUrl } from "../../../lib/base/path.ts";
import { assertScreen } from "../../../lib/testing/assert_screen.ts";
import { runScript } from "../../../lib/testing/run_script.ts";
import type { ScreenPicture } from "../../../lib/testing/screen_picture.ts";
import { style } from "../../../mod.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));
const MODULE = `${ROOT}/lib/testing/assert_screen.ts`;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "x84-test-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Holds a text against a file in a process of its own, for the environment belongs to a whole process. */
async function assertElsewhere(
  text: string,
  file: string,
  { update, mayAsk = true }: { readonly update: string; readonly mayAsk?: boolean },
): Promise<string> {
  const code = `const { assertScreen } = await import(${JSON.stringify(`file://${MODULE}`)});
    await assertScreen(${JSON.stringify(text)}, ${JSON.stringify(file)});`;
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      ...(mayAsk ? ["--allow-env=UPDATE_GOLDEN"] : []),
      `data:application/javascript,${encodeURIComponent(code)}`,
    ],
    cwd: ROOT,
    env: { UPDATE_GOLDEN: update },
    stdout: "null",
  }).output();
  return new TextDecoder().decode(stderr);
}

function painted(): Promise<ScreenPicture> {
  return runScript((session) => session.echo(`plain ${style("bold_red", "hot")}\r\n\r\nlast  `))
    .then(({ screen }) => screen);
}

const TEXT = "plain hot\n\nlast\n";
const LOOKS = "-------------------- looks --------------------\n1:7-9 bold red\n";

Deno.test("assertScreen() compares text, and looks where it is told to", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/screen.txt`;
    await Deno.writeTextFile(file, TEXT);
    await assertElsewhere("plain hot\n\nlast", file, { update: "0" }).then((told) => assert.equal(told, ""));
    assert.match(await assertElsewhere("plain cold", file, { update: "0" }), /AssertionError/);
    assert.equal(await Deno.readTextFile(file), TEXT);
  });
});

Deno.test("assertScreen() writes the file, and its folder, for UPDATE_GOLDEN=1 and for nothing less", async () => {
  await withFolder(async (folder) => {
    const file = `${folder}/new/screen.txt`;
    const missing = /Cannot compare screen: ".*screen\.txt" is not there; UPDATE_GOLDEN=1 writes it/;
    assert.match(await assertElsewhere("hello", file, { update: "0" }), missing);
    assert.match(await assertElsewhere("hello", file, { update: "1", mayAsk: false }), missing);
    assert.equal(await assertElsewhere("hello", file, { update: "1" }), "");
    assert.equal(await Deno.readTextFile(file), "hello\n");
    assert.equal(await assertElsewhere("other", file, { update: "1" }), "");
    assert.equal(await Deno.readTextFile(file), "other\n");
  });
});

const updating = Deno.env.get("UPDATE_GOLDEN") === "1";

Deno.test({
  name: "assertScreen() takes pictures, paths and URLs, and files with other line ends",
  ignore: updating,
  fn: async () => {
    const screen = await painted();
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/text.txt`, TEXT.replaceAll("\n", "\r\n"));
      await Deno.writeTextFile(`${folder}/looks.txt`, TEXT + LOOKS);
      await assertScreen(screen, `${folder}/text.txt`);
      await assertScreen(screen, new URL(`file://${folder}/text.txt`), {});
      await assertScreen(screen, `file://${folder}/looks.txt`, { colors: true });
      await assert.rejects(assertScreen(screen, `${folder}/looks.txt`), /AssertionError/);
      await assert.rejects(assertScreen(screen, `${folder}/text.txt`, { colors: true }), /AssertionError/);
      await assert.rejects(assertScreen("text", `${folder}/text.txt`, { colors: true }), TypeError);
    });
  },
});
