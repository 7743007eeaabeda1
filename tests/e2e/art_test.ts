/** Art by telnet: the same picture for a caller with code page 437 and for one with UTF-8, cell by cell. */

import assert from "node:assert/strict";
import { ArtCaller, pictureOf } from "../unit/bbs/art_caller.ts";
import { TestBoard, TestCaller } from "./harness.ts";
import { parse } from "./telnet_kit.ts";

const ROWS = 60;
const MATRIX = `
import { type Session, showArt } from "x84";
export default async function main(session: Session): Promise<void> {
  const lines = await showArt(session, "art/picture.ans");
  await session.echo("SHOWN " + lines);
  await session.readKey();
}`;

Deno.test("A picture of 60 lines is the same for callers with CP437 and UTF-8 on 24 lines, what scrolled away too", async () => {
  await using board = await TestBoard.start({ scripts: { matrix: MATRIX } });
  const file = pictureOf(ROWS, 7);
  await Deno.mkdir(`${board.home}/scripts/art`);
  await Deno.writeFile(`${board.home}/scripts/art/picture.ans`, file);
  const reference = await new ArtCaller({ rows: ROWS + 10, raw: file }).cells();
  assert.equal(reference.length, ROWS);
  const callers = [["syncterm", "cp437"], ["ansi", "cp437"], ["xterm-256color", "utf8"]] as const;
  for (const [terminal, encoding] of callers) {
    await using caller = await TestCaller.connect(board.port, {
      terminal,
      encoding: encoding === "utf8" ? "utf-8" : "latin1",
    });
    await caller.expect(`SHOWN ${ROWS}`);
    const raw = Uint8Array.from(parse(caller.raw).data);
    const cells = await new ArtCaller({ terminal, encoding, raw }).cells();
    assert.deepEqual(cells.slice(0, ROWS), reference, terminal);
    assert.equal(cells.length, ROWS + 1);
  }
});
