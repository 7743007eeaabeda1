import assert from "node:assert/strict";
import {
  actionNumber,
  BYTE_CLASSES,
  DECODER_ACTIONS,
  DECODER_ROWS,
  DECODER_STATES,
  DECODER_TABLE,
  stateNumber,
} from "../../../lib/telnet/decoder_states.ts";

Deno.test("DECODER_TABLE fits states and actions into half a byte each", () => {
  assert.ok(DECODER_STATES.length <= 16 && DECODER_ACTIONS.length <= 16);
  assert.equal(DECODER_TABLE.length, DECODER_STATES.length * 256);
});

Deno.test("DECODER_TABLE has a cell for IAC in every state and it is the row's", () => {
  for (const state of DECODER_STATES) {
    const row = DECODER_ROWS.find((r) => r.in === state && (r.on === "iac" || r.on.includes("iac")));
    assert.ok(row !== undefined, state);
    const cell = DECODER_TABLE[stateNumber(state) << 8 | 255]!;
    assert.deepEqual([cell >> 4, cell & 15], [actionNumber(row.do), stateNumber(row.to)]);
  }
});

Deno.test("DECODER_ROWS leave a subnegotiation on every command but IAC", () => {
  for (const row of DECODER_ROWS.filter((r) => r.in.endsWith("iac") && r.in.startsWith("sb"))) {
    const classes = BYTE_CLASSES.filter((c) => row.on === c || row.on.includes(c));
    if (!classes.includes("iac")) assert.notEqual(row.to, "sb body");
  }
});
