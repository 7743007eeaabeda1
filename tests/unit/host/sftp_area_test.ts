import assert from "node:assert/strict";
import { put, SftpPlace } from "../../fakes/sftp_place.ts";

Deno.test("SftpArea is open as its settings say, and admits the groups that they name, and sysops", async () => {
  await using place = await SftpPlace.make();
  const { area } = place;
  const who = (...groups: string[]) => ({ handle: "bob", groups, created: 1000, guest: false });
  assert.ok(area.isOpen(false) && area.isOpen(true));
  assert.ok(area.admits(who()));
  place.settings = { ...place.settings, guests: false, groups: ["friends"] };
  assert.ok(area.isOpen(false) && !area.isOpen(true));
  assert.ok(!area.admits(who()) && area.admits(who("friends")) && area.admits(who("sysop")));
  place.settings = { ...place.settings, enabled: false };
  assert.ok(!area.isOpen(false));
});

Deno.test("SftpArea: a blank root is that of [files]; the folder and __uploads__ are made", async () => {
  await using place = await SftpPlace.make();
  place.settings = { ...place.settings, root: " " };
  const visit = await place.visit("user");
  await put(visit, "gift", "x");
  assert.equal(place.text("elsewhere/__uploads__/gift"), "x");
});

Deno.test("SftpArea: uploads are for the groups that are named", async () => {
  await using place = await SftpPlace.make();
  place.settings = { ...place.settings, upload_groups: ["friends"] };
  await assert.rejects(put(await place.visit("user"), "gift", "x"), { status: "denied" });
  await put(await place.visit(["friends"]), "gift", "x");
  assert.equal(place.text("public/__uploads__/gift"), "x");
});
