import assert from "node:assert/strict";
import fc from "fast-check";
import { grantedMode, isGranted, SYSOP_FOLDER, uploadRule } from "../../../lib/host/sftp_modes.ts";

Deno.test("grantedMode() keeps what the server needs, and gives nothing beside the rule", () => {
  const rule = uploadRule(0o640);
  for (
    const [asked, granted] of [[0o777, 0o640], [0o100644, 0o640], [0o600, 0o600], [0, 0o600], [0o4640, 0o640]]
  ) {
    assert.equal(grantedMode(asked!, rule), granted, asked!.toString(8));
  }
  assert.equal(grantedMode(0, SYSOP_FOLDER), 0o700);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 0, max: 0o777 }),
      (asked, filemode) => {
        const granted = grantedMode(asked, uploadRule(filemode));
        assert.equal(granted & ~(filemode | 0o600), 0);
        assert.equal(granted & 0o600, 0o600);
        assert.ok(isGranted(granted, uploadRule(filemode)), "what is granted can be asked for");
      },
    ),
  );
});

Deno.test("isGranted() is for modes that come out as they are asked for, whatever kind of file it is", () => {
  const rule = uploadRule(0o644);
  for (const mode of [0o644, 0o600, 0o640, 0o100644]) assert.ok(isGranted(mode, rule), mode.toString(8));
  for (const mode of [0o755, 0o444, 0o4644, 0o1644, 0o664, 0]) {
    assert.ok(!isGranted(mode, rule), mode.toString(8));
  }
});
