import assert from "node:assert/strict";
import { hex } from "../../../lib/base/bytes.ts";
import {
  attrsReply,
  DATA_AT,
  dataReply,
  handleReply,
  limitsReply,
  nameReply,
  statusReply,
  statvfsReply,
  versionReply,
} from "../../../lib/net/sftp_replies.ts";

Deno.test("statusReply, handleReply and attrsReply are the packets of the draft", () => {
  assert.equal(
    hex(statusReply(7, "denied", "No")),
    "00 00 00 13 65 00 00 00 07 00 00 00 03 00 00 00 02 4E 6F 00 00 00 00",
  );
  assert.equal(hex(handleReply(7, 258)), "00 00 00 0D 66 00 00 00 07 00 00 00 04 00 00 01 02");
  assert.equal(
    hex(attrsReply(7, { size: 2 ** 32, mode: 0o100644, atime: 1, mtime: 2 })),
    "00 00 00 1D 69 00 00 00 07 00 00 00 0D 00 00 00 01 00 00 00 00 00 00 81 A4 00 00 00 01 00 00 00 02",
  );
  assert.equal(hex(attrsReply(7, {})), "00 00 00 09 69 00 00 00 07 00 00 00 00");
});

Deno.test("dataReply sends as much of the room as was filled", () => {
  const room = new Uint8Array(100);
  room.set([1, 2, 3], DATA_AT);
  assert.equal(hex(dataReply(7, room, 3)), "00 00 00 0C 67 00 00 00 07 00 00 00 03 01 02 03");
});

Deno.test("nameReply counts its names, and names may be of any script", () => {
  const reply = nameReply(7, [{ name: "ä", line: "x ä", attrs: {} }]);
  assert.equal(
    hex(reply),
    "00 00 00 1B 68 00 00 00 07 00 00 00 01 00 00 00 02 C3 A4 00 00 00 04 78 20 C3 A4 00 00 00 00",
  );
});

Deno.test("versionReply says 3 and what else is understood; limitsReply has four numbers", () => {
  const text = new TextDecoder().decode(versionReply());
  const names = [...text.matchAll(/[a-z-]+@openssh\.com/g)].map(([name]) => name.split("@")[0]);
  assert.deepEqual(names, ["posix-rename", "statvfs", "fstatvfs", "fsync", "lsetstat", "limits"]);
  assert.equal(limitsReply(7, 64).length, 4 + 1 + 4 + 32);
});

Deno.test("statvfsReply counts in blocks, and nothing below zero", () => {
  const view = new DataView(statvfsReply(7, { all: 10 * 4096 + 1, free: -1 }).buffer);
  assert.equal(view.byteLength, 4 + 1 + 4 + 11 * 8);
  const numbers = Array.from({ length: 11 }, (_, n) => Number(view.getBigUint64(9 + 8 * n)));
  assert.deepEqual(numbers, [4096, 4096, 10, 0, 0, 0, 0, 0, 0, 2, 255]);
});
