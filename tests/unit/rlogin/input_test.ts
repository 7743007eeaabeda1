import assert from "node:assert/strict";
import fc from "fast-check";
import { type RloginEvent, RloginInput } from "../../../lib/rlogin/input.ts";

const RECORD = [0xff, 0xff, 0x73, 0x73, 0, 40, 0, 132, 1, 2, 3, 4];

/** Events as text: neighbouring input is one. */
function shown(events: readonly RloginEvent[]): string[] {
  const lines: string[] = [];
  let keys = "";
  for (const event of events) {
    if (event.type === "input") {
      keys += Array.from(event.bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      continue;
    }
    if (keys !== "") lines.push(keys);
    keys = "";
    lines.push(`${event.columns}x${event.rows}`);
  }
  return keys === "" ? lines : [...lines, keys];
}

function read(...chunks: readonly (readonly number[])[]): string[] {
  const input = new RloginInput();
  const events = chunks.flatMap((chunk) => input.push(Uint8Array.from(chunk)));
  return shown([...events, ...input.finish()]);
}

Deno.test("RloginInput.push() takes window sizes out of the keys", () => {
  assert.deepEqual(read([0x61, ...RECORD, 0x62]), ["61", "132x40", "62"]);
  assert.deepEqual(read([...RECORD, ...RECORD]), ["132x40", "132x40"]);
  assert.deepEqual(read([0xff, ...RECORD]), ["ff", "132x40"]);
});

Deno.test("RloginInput leaves alone what only looks like a record", () => {
  assert.deepEqual(read([0xff]), ["ff"]);
  assert.deepEqual(read([0xff, 0xff, 0x73, 0x74]), ["ffff7374"]);
  assert.deepEqual(read([0xff, 0xff, 0xff, 0x73]), ["ffffff73"]);
  assert.deepEqual(read(RECORD.slice(0, 11)), ["ffff7373002800840102" + "03"]);
});

Deno.test("RloginInput hands keys on at once that cannot begin a record", () => {
  assert.deepEqual(shown(new RloginInput().push(Uint8Array.of(0x61, 0xff, 0x62))), ["61ff62"]);
});

Deno.test("RloginInput comes to the same events wherever the bytes are cut, and loses none", () => {
  const part = fc.oneof(
    fc.constant(RECORD),
    fc.array(fc.constantFrom(0xff, 0x73, 0x00, 0x61), { maxLength: 6 }),
  );
  const bytes = fc.array(part, { maxLength: 8 }).map((parts) => parts.flat());
  fc.assert(fc.property(bytes, fc.array(fc.nat({ max: 60 }), { maxLength: 6 }), (whole, cuts) => {
    const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
    const chunks = at.slice(1).map((end, i) => whole.slice(at[i], end));
    const once = read(whole);
    assert.deepEqual(read(...chunks), once);
    const length = once.reduce(
      (sum, line) => sum + (line.includes("x") ? RECORD.length : line.length / 2),
      0,
    );
    assert.equal(length, whole.length);
  }));
});
