/** Encodings in a real Worker, which may read its script folders and nothing else. */

import assert from "node:assert/strict";
import { TestBoard, TestCaller } from "./harness.ts";

const MATRIX = `
import type { Session } from "x84";
export default async function main(session: Session): Promise<void> {
  for (const name of ["cp866", "koi8-r", "petscii", "atari", "utf8"]) {
    await session.echo(name + "=");
    session.setEncoding(name);
    await session.echo("ж");
    session.setEncoding("ascii");
    await session.echo(";");
  }
  session.setEncoding("cp866");
  await session.echo("READY");
  session.setEncoding("utf8");
  await session.echo("\\r\\n");
  session.setEncoding("cp866");
  const key = await session.readKey();
  session.setEncoding("utf8");
  await session.echo("typed " + key?.text + ";");
}`;

Deno.test("A script changes the encoding in mid-session: code pages of iconv-lite, a Commodore, an Atari", async () => {
  await using board = await TestBoard.start({ scripts: { matrix: MATRIX } });
  await using caller = await TestCaller.connect(board.port, { encoding: "latin1" });
  await caller.expect("READY");
  const sent = String.fromCharCode(...caller.raw);
  assert.ok(sent.includes("cp866=\xa6;"), sent);
  assert.ok(sent.includes("koi8-r=\xd6;"));
  assert.ok(sent.includes("petscii=\x0e?;"));
  assert.ok(sent.includes("atari=?;"));
  assert.ok(sent.includes("utf8=\xd0\xb6;"));
  await caller.send(Uint8Array.of(0xa6));
  await caller.expect("typed \xd0\xb6;");
});
