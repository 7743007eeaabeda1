import assert from "node:assert/strict";
import { compile } from "../../../lib/telnet/table.ts";

const STATES = ["off", "on"] as const;
const INPUTS = ["press", "wait"] as const;

Deno.test("compile() puts rows in the order of states and inputs", () => {
  const { rows } = compile("lamp", STATES, INPUTS, [
    { in: "on", on: ["wait", "press"], to: 1 },
    { in: "off", on: "press", to: 2 },
    { in: "off", on: "wait", to: 3 },
  ]);
  assert.deepEqual(rows.map((row) => row.to), [2, 3, 1, 1]);
});

Deno.test("compile() refuses a hole", () => {
  assert.throws(
    () => compile("lamp", STATES, INPUTS, [{ in: "off", on: INPUTS }, { in: "on", on: "press" }]),
    { name: "TypeError", message: 'Cannot compile table "lamp": missing, state "on", input "wait"' },
  );
});

Deno.test("compile() refuses a row said twice", () => {
  assert.throws(
    () => compile("lamp", STATES, INPUTS, [{ in: "off", on: INPUTS }, { in: "off", on: "wait" }]),
    { name: "TypeError", message: 'Cannot compile table "lamp": said twice, state "off", input "wait"' },
  );
});

Deno.test("compile() refuses a state and an input that nobody listed", () => {
  const states: string[] = [...STATES];
  const inputs: string[] = [...INPUTS];
  assert.throws(
    () => compile("lamp", states, inputs, [{ in: "broken", on: "wait" }]),
    /unknown state "broken"/,
  );
  assert.throws(
    () => compile("lamp", states, inputs, [{ in: "on", on: "kick" }]),
    /unknown state "on", input "kick"/,
  );
});
