import assert from "node:assert/strict";
import { Q_INPUTS, Q_ROWS, Q_STATES, Q_TABLE, type QState } from "../../../lib/telnet/negotiation_states.ts";

/**
 * RFC 1143 section 7, written down once more and in its own shape: a state is (us, queue), as in the RFC's text. An
 * answer is the state after it and what is sent.
 */
const RFC: Record<QState, Record<typeof Q_INPUTS[number], readonly [QState, "positive" | "negative" | ""]>> =
  {
    "no": {
      accept: ["yes", "positive"],
      refuse: ["no", "negative"],
      deny: ["no", ""],
      enable: ["want yes", "positive"],
      disable: ["no", ""],
    },
    "yes": {
      accept: ["yes", ""],
      refuse: ["yes", ""],
      deny: ["no", "negative"],
      enable: ["yes", ""],
      disable: ["want no", "negative"],
    },
    "want no": {
      accept: ["no", ""],
      refuse: ["no", ""],
      deny: ["no", ""],
      enable: ["want no, opposite", ""],
      disable: ["want no", ""],
    },
    "want no, opposite": {
      accept: ["yes", ""],
      refuse: ["yes", ""],
      deny: ["want yes", "positive"],
      enable: ["want no, opposite", ""],
      disable: ["want no", ""],
    },
    "want yes": {
      accept: ["yes", ""],
      refuse: ["yes", ""],
      deny: ["no", ""],
      enable: ["want yes", ""],
      disable: ["want yes, opposite", ""],
    },
    "want yes, opposite": {
      accept: ["want no", "negative"],
      refuse: ["want no", "negative"],
      deny: ["no", ""],
      enable: ["want yes", ""],
      disable: ["want yes, opposite", ""],
    },
  };

for (const [s, state] of Q_STATES.entries()) {
  for (const [i, input] of Q_INPUTS.entries()) {
    Deno.test(`Q_TABLE does in state "${state}" on "${input}" what RFC 1143 says`, () => {
      const row = Q_TABLE[s * Q_INPUTS.length + i]!;
      assert.deepEqual([row.to, row.send ?? ""], RFC[state][input]);
    });
  }
}

Deno.test("Q_ROWS call an answer to DONT by WILL a peer's error, and nothing else", () => {
  assert.deepEqual([...new Set(Q_ROWS.filter((row) => row.peerError).map((row) => row.in))], [
    "want no",
    "want no, opposite",
  ]);
});
