import assert from "node:assert/strict";
import { hex } from "../../../lib/base/bytes.ts";
import { asksForStatus, statusReport } from "../../../lib/telnet/status.ts";

Deno.test("statusReport() lists the options that are on, our end as WILL, his as DO", () => {
  const on = new Set(["us 1", "us 3", "him 3", "him 31"]);
  const report = statusReport({ isOn: (side, option) => on.has(`${side} ${option}`) });
  assert.equal(hex(report), "FF FA 05 00 FB 01 FB 03 FD 03 FD 1F FF F0");
});

Deno.test("statusReport() doubles SE and IAC", () => {
  const report = statusReport({ isOn: (side, option) => side === "us" && option >= 239 });
  const body = hex(report.subarray(0, -2));
  assert.ok(body.startsWith("FF FA 05 00 FB EF FB F0 F0 FB F1"), body);
  assert.ok(body.endsWith("FB FE FB FF FF"), body);
});

Deno.test("asksForStatus() takes SEND alone", () => {
  assert.equal(asksForStatus(Uint8Array.of(1)), true);
  for (const other of [[], [0], [1, 1]]) assert.equal(asksForStatus(Uint8Array.from(other)), false);
});
